"""Session and world in, exactly what a screen draws out: complete, in one language, and honest about the list."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import polib
import pytest

from kiosk_app.flow import Language, Policy, State, Trouble
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.presenter import Presenter
from kiosk_app.view_models import (
    ConfirmView,
    IdleView,
    ListView,
    OutOfServiceView,
    PhoneResultView,
    PrintingView,
    ProblemView,
    Tone,
)
from offline_cache import AgencyStatus, Freshness, Registered, Widening
from tests.support.registry_builder import agency, uscc
from tests.support.terminal_world import (
    JIAOJIANG,
    LUQIAO,
    REGISTERED,
    SITE,
    STRUCK_OFF,
    TODAY,
    a_session,
    a_world,
    in_state,
    texts_of,
)

if TYPE_CHECKING:
    from offline_cache import RegistryState

LANGUAGES = tuple(Language)
NOT_CURRENT = (Freshness.STALE, Freshness.CLOCK_SUSPECT)
NEVER_EMPTY = re.compile(
    r"(^|\.)(product|site|title|label|headline|action|help_line|promise|text|summary|explanation|camera_notice"
    r"|name|phone|district|score|score_label|reason|word|number|language|larger|contrast|reach|more)$"
)
NAMES_NO_WORDS = re.compile(r"(^|\.)(id|icon|picture|tone|rows|placeholder|qr_payload|language)(\[\d+\])?$")


@pytest.fixture(scope="session")
def presenter() -> Presenter:
    return Presenter(load_translations(locale_dir()), SITE, Policy())


@pytest.fixture(scope="session")
def english_texts() -> list[re.Pattern[str]]:
    """Every English text that is another one in Chinese, with its placeholders open."""
    catalogue = polib.pofile(str(locale_dir() / "zh_CN" / "LC_MESSAGES" / "kiosk.po"))
    return [
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(entry.msgid)))
        for entry in catalogue
        if entry.msgid != entry.msgstr
    ]


def assert_complete(view: object) -> None:
    empty = [path for path, text in texts_of(view) if NEVER_EMPTY.search(path) and not text.strip()]
    assert not empty


def assert_chinese(view: object, english: list[re.Pattern[str]]) -> None:
    words = [(path, text) for path, text in texts_of(view) if not NAMES_NO_WORDS.search(path)]
    left = [(path, text) for path, text in words if any(one.fullmatch(text) for one in english)]
    assert not left


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", State)
def test_every_screen_is_complete(
    presenter: Presenter, registry: RegistryState, state: State, language: Language
) -> None:
    world = a_world(registry)
    assert_complete(presenter.view(a_session(world, state, language), world))


@pytest.mark.parametrize("state", State)
def test_no_chinese_screen_has_an_english_text(
    presenter: Presenter, registry: RegistryState, english_texts: list[re.Pattern[str]], state: State
) -> None:
    world = a_world(registry)
    assert_chinese(presenter.view(a_session(world, state), world), english_texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_words_and_a_way_on(
    presenter: Presenter,
    registry: RegistryState,
    english_texts: list[re.Pattern[str]],
    trouble: Trouble,
    language: Language,
) -> None:
    world = a_world(registry)
    view = presenter.view(a_session(world, State.TROUBLE, language, trouble=trouble), world)
    assert isinstance(view, ProblemView)
    assert view.choices
    assert_complete(view)
    if language is Language.ZH:
        assert_chinese(view, english_texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", [t for t in Trouble if t.name in {"PAPER_OUT", "COVER_OPEN", "CUTTER"}])
def test_a_stalled_printer_says_what_it_waits_for(
    presenter: Presenter, registry: RegistryState, trouble: Trouble, language: Language
) -> None:
    world = a_world(registry)
    session = a_session(world, State.PRINTING, language, stalled=True, trouble=trouble)
    view = presenter.view(session, world)
    assert isinstance(view, PrintingView)
    assert view.message.tone is Tone.PROBLEM
    assert view.message.text != presenter.view(a_session(world, State.PRINTING, language), world).message.text  # type: ignore[union-attr]  # a printing view


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("freshness", NOT_CURRENT)
def test_a_list_that_is_not_current_says_so_on_idle_list_and_detail(
    presenter: Presenter, registry: RegistryState, freshness: Freshness, language: Language
) -> None:
    world = a_world(in_state(registry, freshness))
    idle = presenter.view(a_session(world, State.IDLE, language), world)
    assert isinstance(idle, IdleView)
    assert idle.freshness.tone is Tone.ATTENTION
    assert registry.confirmed is not None
    assert f"{registry.confirmed:%Y}" in idle.freshness.text
    for state in (State.LIST, State.DETAIL):
        view = presenter.view(a_session(world, state, language), world)
        assert view.chrome.banner == idle.freshness


@pytest.mark.parametrize("freshness", [Freshness.CURRENT, *NOT_CURRENT])
def test_only_a_current_list_carries_the_recommended_mark(
    presenter: Presenter, registry: RegistryState, freshness: Freshness
) -> None:
    world = a_world(in_state(registry, freshness))
    view = presenter.view(a_session(world, State.LIST), world)
    assert isinstance(view, ListView)
    assert any(card.recommended for card in view.cards) == (freshness is Freshness.CURRENT)


@pytest.mark.parametrize("state", [State.DEBT_TYPE, State.AMOUNT, State.PLACE, State.LIST, State.DETAIL])
@pytest.mark.parametrize("freshness", [Freshness.EXPIRED, Freshness.UNVERIFIED])
def test_a_screen_that_needs_the_list_says_when_it_is_gone(
    presenter: Presenter, registry: RegistryState, state: State, freshness: Freshness
) -> None:
    world = a_world(in_state(registry, freshness))
    view = presenter.view(a_session(world, state), world)
    assert isinstance(view, ProblemView)
    assert view.picture == "list_off"


@pytest.mark.parametrize("language", LANGUAGES)
def test_out_of_service_offers_the_lawful_routes_and_no_list(
    presenter: Presenter, registry: RegistryState, language: Language
) -> None:
    world = a_world(in_state(registry, Freshness.EXPIRED))
    view = presenter.view(a_session(world, State.OUT_OF_SERVICE, language), world)
    assert isinstance(view, OutOfServiceView)
    assert any("12345" in route for route in view.routes)


def test_a_search_that_had_to_go_farther_says_so(presenter: Presenter, registry: RegistryState) -> None:
    near, far = a_world(registry), a_world(registry, place=LUQIAO)
    assert near.match is not None
    assert far.match is not None
    assert (near.match.widened, far.match.widened) == (Widening.DISTRICT, Widening.CITY)
    notices = [presenter.view(a_session(world, State.LIST), world).notice for world in (near, far)]  # type: ignore[union-attr]  # list views
    assert notices[0] is None
    assert notices[1].icon == "place"


@pytest.mark.parametrize("place", [JIAOJIANG, LUQIAO])
def test_a_judgment_in_force_sends_to_the_court_first(
    presenter: Presenter, registry: RegistryState, place: str
) -> None:
    assert registry.registry is not None
    world = a_world(registry, debt="judgment", place=place)
    assert world.match is not None
    assert world.match.judgment_first
    view = presenter.view(a_session(world, State.LIST, debt_type="judgment"), world)
    assert isinstance(view, ListView)
    assert view.notice is not None
    assert view.notice.icon == "court"


@pytest.mark.parametrize(
    ("phone", "tone"),
    [
        (REGISTERED, Tone.GOOD),
        (STRUCK_OFF, Tone.PROBLEM),
        ("0576-00009999", Tone.ATTENTION),
        ("1", Tone.ATTENTION),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_number_is_judged(
    presenter: Presenter, registry: RegistryState, phone: str, tone: Tone, language: Language
) -> None:
    world = a_world(registry, phone=phone)
    view = presenter.view(a_session(world, State.PHONE_RESULT, language, entered=phone), world)
    assert isinstance(view, PhoneResultView)
    assert (view.tone, view.number) == (tone, phone)
    assert_complete(view)


def test_the_page_asked_for_never_lies_behind_the_last_one(
    presenter: Presenter, registry: RegistryState
) -> None:
    world = a_world(registry)
    for state in (State.DEBT_TYPE, State.PLACE, State.LIST):
        view = presenter.view(a_session(world, state, page=99), world)
        assert view.page == view.pages  # type: ignore[union-attr]  # paged views
        assert not view.next  # type: ignore[union-attr]  # paged views


def test_every_agency_is_on_exactly_one_page_in_ranked_order(
    presenter: Presenter, registry: RegistryState
) -> None:
    world = a_world(registry)
    pages = presenter.view(a_session(world, State.LIST), world).pages  # type: ignore[union-attr]  # a list view
    shown = [
        card.id
        for page in range(pages)
        for card in presenter.view(a_session(world, State.LIST, page=page), world).cards  # type: ignore[union-attr]  # a list view
    ]
    assert world.match is not None
    assert shown == [ranked.agency.id for ranked in world.match.ranked]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_idle_warning_counts_down_and_never_below_nothing(
    presenter: Presenter, registry: RegistryState, language: Language
) -> None:
    world = a_world(registry)
    session = a_session(world, State.LIST, language, warn_until_s=130.0)
    shown = [presenter.warning(session, world, now_s) for now_s in (100.0, 129.5, 131.0)]
    assert [view.seconds_left for view in shown if view is not None] == [30, 1, 0]
    assert_complete(shown[0])
    assert presenter.warning(a_session(world, State.LIST), world, 100.0) is None


def test_when_no_slip_is_left_the_list_is_taken_along_as_a_code(
    presenter: Presenter, registry: RegistryState
) -> None:
    world = a_world(registry)
    used_up = Policy().slips_per_session
    view = presenter.view(a_session(world, State.LIST, prints=used_up), world)
    assert isinstance(view, ListView)
    assert (view.print.id, view.print.enabled) == ("take_along", True)
    trouble = presenter.view(a_session(world, State.TROUBLE, prints=used_up), world)
    assert isinstance(trouble, ProblemView)
    assert [choice.id for choice in trouble.choices] == ["list"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_void_slip_promises_another_only_where_there_is_one(
    presenter: Presenter, registry: RegistryState, language: Language
) -> None:
    world = a_world(registry)
    said = {}
    for prints in (1, Policy().slips_per_session):
        session = a_session(world, State.TROUBLE, language, trouble=Trouble.SLIP_VOID, prints=prints)
        view = presenter.view(session, world)
        assert isinstance(view, ProblemView)
        offers_another = "retry" in {choice.id for choice in view.choices}
        said[view.action] = offers_another
        assert ("again" in view.action or "重新" in view.action) is offers_another
    assert sorted(said.values()) == [False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printer_known_not_to_print_is_said_before_anything_is_asked(
    presenter: Presenter, registry: RegistryState, language: Language
) -> None:
    world = replace(a_world(registry), printer=Trouble.PAPER_OUT)
    idle = presenter.view(a_session(world, State.IDLE, language), world)
    assert isinstance(idle, IdleView)
    assert idle.notice is not None
    assert idle.notice.tone is Tone.ATTENTION
    listed = presenter.view(a_session(world, State.LIST, language), world)
    assert isinstance(listed, ListView)
    assert listed.print.enabled
    for text in (idle.notice.text, listed.print.hint):
        assert "no paper" in text or "缺纸" in text
    mended = replace(world, printer=None)
    assert presenter.view(a_session(mended, State.IDLE, language), mended).notice is None  # type: ignore[union-attr]  # an idle view


def test_a_printer_s_trouble_outlives_a_visit(registry: RegistryState) -> None:
    assert replace(a_world(registry), printer=Trouble.CUTTER).forgotten().printer is Trouble.CUTTER


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_names_whom_to_ask_about_what(
    presenter: Presenter, registry: RegistryState, trouble: Trouble
) -> None:
    world = a_world(registry)
    view = presenter.view(a_session(world, State.TROUBLE, Language.EN, trouble=trouble), world)
    assert isinstance(view, ProblemView)
    asked = re.fullmatch(
        r"(About (the|your|this) \w+|Help): the service desk of this hall, or call 12345", view.help_line
    )
    assert asked
    is_stuck = trouble in {Trouble.NO_MATCH, Trouble.LIST_UNAVAILABLE}
    assert bool(view.routes) is is_stuck


def test_only_the_masked_code_is_shown(presenter: Presenter, registry: RegistryState) -> None:
    world = a_world(registry)
    for state in State:
        session = a_session(world, state, entered="")
        shown = [text for _, text in texts_of(presenter.view(session, world))]
        assert not [text for text in shown if session.uscc in text.replace(" ", "")]


@pytest.mark.parametrize(
    ("region", "said"),
    [(JIAOJIANG, f"区{JIAOJIANG}"), ("331000", "台州市"), ("330200", "台州以外"), ("110105", "台州以外")],
)
def test_the_confirmation_says_where_a_code_was_registered(
    presenter: Presenter, registry: RegistryState, region: str, said: str
) -> None:
    world = a_world(registry)
    session = a_session(world, State.CONFIRM, uscc=uscc(1, f"91{region}"))
    view = presenter.view(session, world)
    assert isinstance(view, ConfirmView)
    assert view.fields[1].value == said


@pytest.mark.parametrize("is_suspended", [True, False], ids=["suspended", "expired"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_of_an_agency_that_may_not_work_is_not_praised(
    presenter: Presenter, registry: RegistryState, language: Language, *, is_suspended: bool
) -> None:
    one = agency(1, status=AgencyStatus.SUSPENDED) if is_suspended else agency(1)
    day = TODAY if is_suspended else one.certificate.valid_until + timedelta(days=1)
    world = replace(a_world(registry), verdict=Registered((one,)), checked_on=day)
    view = presenter.view(a_session(world, State.PHONE_RESULT, language), world)
    assert isinstance(view, PhoneResultView)
    assert (view.tone, view.picture) == (Tone.PROBLEM, "phone_bad")
    assert view.fields[-1].value == one.certificate.valid_until.isoformat()


@pytest.mark.parametrize("freshness", NOT_CURRENT)
def test_a_number_looked_up_in_an_old_list_says_of_when_it_is(
    presenter: Presenter, registry: RegistryState, freshness: Freshness
) -> None:
    world = a_world(in_state(registry, freshness))
    for state in (State.PHONE_ENTRY, State.PHONE_RESULT):
        banner = presenter.view(a_session(world, state), world).chrome.banner
        assert banner is not None
        assert banner.tone is Tone.ATTENTION
