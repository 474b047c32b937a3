"""Exactly what a slip says: the list, its state and its proof - and nothing about the owner but the masked code."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polib
import pytest
from msgspec import structs

from kiosk_app.flow import Assurance, Language, Policy, State
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.presenter import Presenter
from kiosk_app.slip import (
    SlipFacts,
    SlipWriter,
    job_number,
    recompute_payload,
    slip_facts,
    take_along_payload,
)
from kiosk_app.view_models import ListView
from offline_cache import AmountRange, DebtProfile, Freshness, match
from offline_cache.agency import Adcode, DebtTypeId
from printing import Bars, BlockMark, Document, EndMark, Field, Item, QrCode
from scanner import mask
from scanner.uscc import Uscc
from tests.support.terminal_world import (
    CODE,
    JIAOJIANG,
    LUQIAO,
    SITE,
    TODAY,
    a_session,
    a_world,
    in_state,
    texts_of,
)

if TYPE_CHECKING:
    from offline_cache import RegistryState

LANGUAGES = pytest.mark.parametrize("language", Language)
NOW = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
"""Already the next day in China."""
SAID = {
    "void": "The slip printed before this one is void.",
    "court": "With a judgment in force, go to the court's enforcement desk first.",
    "city": "Few agencies serve this place: the whole city was searched.",
    "route": "Lawful ways to your money",
    "recommended": "Recommended",
}
TRANSLATIONS = load_translations(locale_dir())


def facts(
    registry: RegistryState, *, debt: str = "goods", place: str = JIAOJIANG, attempt: int = 1
) -> SlipFacts:
    world = a_world(registry, debt, place)
    session = a_session(world, State.PRINTING, debt_type=debt, place=place)
    return slip_facts(session, world, "YS-01-20261124-003000", attempt, NOW)


def write(about: SlipFacts, language: Language = Language.ZH) -> Document:
    return SlipWriter(language, TRANSLATIONS[language], SITE).write(about)


def fields(document: Document) -> dict[str, str]:
    return {block.label: block.value for block in document.blocks if isinstance(block, Field)}


def says(document: Document, what: str) -> bool:
    words = TRANSLATIONS[Language(document.language)](SAID[what])
    return any(words in text for _, text in texts_of(document))


@LANGUAGES
def test_the_agencies_stand_in_ranked_order_with_their_phones(
    registry: RegistryState, language: Language
) -> None:
    about = facts(registry)
    document = write(about, language)
    items = [block for block in document.blocks if isinstance(block, Item)]
    assert [item.ref for item in items] == list(document.refs)
    assert [(item.rank, item.ref) for item in items] == [
        (str(r.rank), r.agency.id) for r in about.match.ranked
    ]
    for item, ranked in zip(items, about.match.ranked, strict=True):
        said = [text for _, text in texts_of(item)]
        assert set(ranked.agency.phones) <= set(said)
        assert any(ranked.agency.certificate.number in text for text in said)
        assert f"{ranked.agency.credit.score:.1f}" in said
        assert (ranked.agency.name_en if language is Language.EN else ranked.agency.name) == item.headline


@LANGUAGES
def test_every_part_of_a_score_has_its_word_and_complaints_are_a_minus(
    registry: RegistryState, language: Language
) -> None:
    about = facts(registry)
    items = [block for block in write(about, language).blocks if isinstance(block, Item)]
    for item, ranked in zip(items, about.match.ranked, strict=True):
        scores = next(block for block in item.blocks if isinstance(block, Bars))
        assert all(bar.label for bar in scores.bars)
        penalty = ranked.agency.credit.complaint_penalty
        assert scores.bars[2].caption == (f"-{penalty:.0f}" if penalty else "0")
        assert [bar.value for bar in scores.bars] == [
            float(ranked.agency.credit.compliance),
            float(ranked.agency.credit.success_rate),
            float(penalty),
        ]


def test_paper_and_screen_give_the_parts_of_a_score_the_same_numbers(registry: RegistryState) -> None:
    world = a_world(registry)
    presenter = Presenter(TRANSLATIONS, SITE, Policy(), is_portrait=True)
    view = presenter.view(a_session(world, State.LIST), world)
    assert isinstance(view, ListView)
    on_paper = {
        item.headline: [bar.caption for bars in item.blocks if isinstance(bars, Bars) for bar in bars.bars]
        for item in write(facts(registry)).blocks
        if isinstance(item, Item)
    }
    for card in view.cards:
        assert [bar.figure for bar in card.bars] == on_paper[card.name]


@LANGUAGES
def test_the_end_mark_is_last_and_counts_the_agencies(registry: RegistryState, language: Language) -> None:
    document = write(facts(registry), language)
    last = document.blocks[-1]
    assert isinstance(last, EndMark)
    assert f"{len(document.refs)}" in last.text
    assert [block.index for block in document.blocks if isinstance(block, BlockMark)] == [1, 2]


@LANGUAGES
@pytest.mark.parametrize("attempt", [1, 2])
def test_no_full_code_is_on_any_slip(registry: RegistryState, language: Language, attempt: int) -> None:
    about = facts(registry, attempt=attempt)
    document = write(about, language)
    assert CODE not in str(document)
    assert not [text for _, text in texts_of(document) if CODE[6:14] in text]
    assert mask(Uscc(CODE)) in fields(document)[TRANSLATIONS[language]("Licence")]
    assert CODE not in recompute_payload(about)
    assert CODE not in take_along_payload(about.match, about.registry, about.job_number)


@LANGUAGES
def test_a_second_slip_says_that_the_first_is_void(registry: RegistryState, language: Language) -> None:
    first, second = (write(facts(registry, attempt=attempt), language) for attempt in (1, 2))
    assert (says(first, "void"), says(second, "void")) == (False, True)
    number = TRANSLATIONS[language]("No.")
    assert fields(first)[number] != fields(second)[number]


@LANGUAGES
@pytest.mark.parametrize("assurance", Assurance)
def test_the_slip_claims_no_more_about_the_licence_than_was_checked(
    registry: RegistryState, language: Language, assurance: Assurance
) -> None:
    code = "" if assurance is Assurance.NONE else CODE
    document = write(replace(facts(registry), uscc=code, assurance=assurance), language)
    line = fields(document)[TRANSLATIONS[language]("Licence")]
    words = {
        Assurance.SCANNED: "Read from the code (not checked online)",
        Assurance.TYPED: "Typed in (not checked online)",
        Assurance.NONE: "Without a licence",
    }
    assert line.endswith(TRANSLATIONS[language](words[assurance]))
    assert ("*" in line) == bool(code)


@LANGUAGES
@pytest.mark.parametrize("freshness", [Freshness.CURRENT, Freshness.STALE, Freshness.CLOCK_SUSPECT])
def test_the_slip_says_how_old_the_list_is(
    registry: RegistryState, language: Language, freshness: Freshness
) -> None:
    document = write(facts(in_state(registry, freshness)), language)
    line = fields(document)[TRANSLATIONS[language]("Registry")]
    words = {
        Freshness.CURRENT: "release {seq} of {date}, current",
        Freshness.STALE: "release {seq}, as of {date}, NOT UPDATED SINCE",
        Freshness.CLOCK_SUSPECT: "release {seq}, as of {date}, clock not certain",
    }
    end = TRANSLATIONS[language](words[freshness]).rpartition("}")[2]
    assert line.endswith(end)
    assert str(registry.seq) in line
    badges = [block.badge for block in document.blocks if isinstance(block, Item)]
    assert any(badges) == (freshness is Freshness.CURRENT)


@LANGUAGES
def test_what_was_searched_and_what_comes_first_is_said(registry: RegistryState, language: Language) -> None:
    plain = write(facts(registry), language)
    far = write(facts(registry, place=LUQIAO), language)
    judged = write(facts(registry, debt="judgment"), language)
    assert [says(plain, what) for what in ("city", "court")] == [False, False]
    assert says(far, "city")
    assert says(judged, "court")
    assert all(says(document, "route") for document in (plain, far, judged))


def coded(text: str) -> str:
    """As in the printed code, which knows capitals only."""
    return text.upper().replace("_", "-")


def test_the_printed_code_is_enough_to_compute_the_list_again(registry: RegistryState) -> None:
    about = facts(registry)
    (code,) = [block for block in write(about).blocks if isinstance(block, QrCode)]
    assert code.payload == recompute_payload(about)
    found = about.match
    needed = (
        about.job_number,
        str(found.seq),
        about.registry.root_prefix,
        found.rules_version,
        str(found.seed),
    )
    for value in (*needed, about.debt_type, about.amount, about.place):
        assert coded(value) in coded(code.payload)
    assert registry.registry is not None
    (band,) = [band for band in about.rules.amount_bands if band.id == about.amount]
    profile = DebtProfile(DebtTypeId(about.debt_type), AmountRange(band.low, band.high), Adcode(about.place))
    again = match(registry.registry, profile, today=TODAY, seed=found.seed, recommend=True)
    assert again.ranked == found.ranked


def test_times_on_paper_are_those_of_china(registry: RegistryState) -> None:
    time = fields(write(facts(registry)))[TRANSLATIONS[Language.ZH]("Time")]
    assert time.startswith("2026-11-24 00:30")
    assert job_number(SITE, NOW) == "YS-01-20261124-003000"


def test_the_code_to_take_along_names_the_first_agencies_with_a_phone(registry: RegistryState) -> None:
    about = facts(registry)
    number, _date, *lines = take_along_payload(about.match, about.registry, about.job_number).splitlines()
    assert number == about.job_number
    assert len(lines) == 8
    assert all(
        ranked.agency.phones[0] in line for line, ranked in zip(lines, about.match.ranked, strict=False)
    )
    assert len(take_along_payload(about.match, about.registry, about.job_number).encode()) < 700


def test_a_slip_without_a_list_cannot_be_written(registry: RegistryState) -> None:
    world = a_world(registry).forgotten()
    with pytest.raises(ValueError, match="no list"):
        slip_facts(a_session(world, State.PRINTING), world, "x", 1, NOW)


def test_no_chinese_slip_has_an_english_label(registry: RegistryState) -> None:
    catalogue = polib.pofile(str(locale_dir() / "zh_CN" / "LC_MESSAGES" / "kiosk.po"))
    english = {entry.msgid for entry in catalogue if entry.msgid != entry.msgstr}
    for debt in ("goods", "judgment"):
        said = {text for _, text in texts_of(write(facts(registry, debt=debt, attempt=2)))}
        assert not said & english


def test_R9_thirty_agencies_are_all_on_the_slip_and_counted(registry: RegistryState) -> None:
    about = facts(registry)
    ranked = about.match.ranked
    thirty = tuple(structs.replace(ranked[at % len(ranked)], rank=at + 1) for at in range(30))
    document = write(replace(about, match=replace(about.match, ranked=thirty)))
    items = [block for block in document.blocks if isinstance(block, Item)]
    assert [item.rank for item in items] == [str(rank) for rank in range(1, 31)]
    assert len(document.refs) == 30
    assert isinstance(document.blocks[-1], EndMark)
    assert "30" in document.blocks[-1].text
