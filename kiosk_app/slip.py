"""Exactly what a slip says: match + registry state + profile + time -> `printing.Document`.

In the order of the paper: head, agencies, lawful routes, reminder, disclaimer, how to check, seed, code, end mark.
Nothing about the owner is on it but the masked code and what kind of debt was asked for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import scanner
from kiosk_app.flow import Language
from kiosk_app.messages import journey, listing
from kiosk_app.presenter import CHINA, local_date
from offline_cache import Freshness
from printing import (
    Align,
    Bar,
    Bars,
    BlockMark,
    Columns,
    Document,
    EndMark,
    Field,
    Item,
    ItemRef,
    Paragraph,
    Phones,
    QrCode,
    Rule,
    Size,
    Space,
)

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk_app.flow import Assurance, Session
    from kiosk_app.language import Translate
    from kiosk_app.presenter import Site, World
    from offline_cache import MatchResult, RankedAgency, Reason, RegistryState
    from offline_cache.agency import Credit, Rules, Text
    from printing import Block

_PARTS = 2
_SEPARATOR = ":"
_CODE_MM = 12.4
"""Modules of three dots, 0.375 mm, for the usual 33."""
_CODE_SIGNS = str.maketrans("_", "-", ",|;")
_TAKE_ALONG = 8
"""About 500 bytes: a code a phone still reads from the screen at arm's length."""


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What one slip is about.

    Attributes:
        uscc: empty = without a licence.
        debt_type, amount, place: ids of the rules; `amount` may also be words for an exact amount.
        printed_at: aware.
        attempt: 1 = first; a later one says that the earlier slip is void.
    """

    match: MatchResult
    registry: RegistryState
    rules: Rules
    uscc: str
    assurance: Assurance
    debt_type: str
    amount: str
    place: str
    job_number: str
    attempt: int
    printed_at: datetime


class SlipWriter:
    """Writes slips in one language. Any thread."""

    def __init__(self, language: Language, translate: Translate, site: Site) -> None:
        self._language = language
        self._ = translate
        self._site = site

    def write(self, facts: SlipFacts) -> Document:
        """Compose the whole slip."""
        title = self._("Certified debt agencies")
        reasons = {ranked.reasons for ranked in facts.match.ranked}
        hours = _usual_hours(facts.match.ranked)
        items = tuple(
            self._item(ranked, facts.rules, hours, say_why=len(reasons) > 1) for ranked in facts.match.ranked
        )
        blocks = (
            *self._head(title, facts),
            # What fits all of them is said once: it would cost every agency a line.
            *(self._why(common) for common in reasons if len(reasons) == 1),
            *self._usual(hours),
            BlockMark(1, _PARTS),
            *items,
            BlockMark(2, _PARTS, self._("Lawful ways to your money")),
            *self._routes(facts),
            *self._proof(facts),
            EndMark(self._("—— End of list: {count} agencies ——").format(count=len(items))),
        )
        return Document(title, self._language.value, blocks)

    def _head(self, title: str, facts: SlipFacts) -> tuple[Block, ...]:
        _ = self._
        chinese = self._language is Language.ZH
        site = self._site.name_zh if chinese else self._site.name_en
        number = _("{number}, print {attempt}").format(number=facts.job_number, attempt=facts.attempt)
        printed = facts.printed_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        return (
            Paragraph(title, Size.TITLE, Align.CENTRE, bold=True),
            Rule(heavy=True),
            Field(_("No."), number),
            Field(_("Time"), f"{printed}　{site} {self._site.terminal}"),
            Field(_("Registry"), self._registry_line(facts.registry)),
            Field(_("Licence"), self._licence_line(facts)),
            Field(_("Debt"), self._debt_line(facts)),
            *self._notices(facts),
        )

    def _registry_line(self, registry: RegistryState) -> str:
        _ = self._
        texts = {
            Freshness.CURRENT: _("release {seq} of {date}, current"),
            Freshness.STALE: _("release {seq}, as of {date}, NOT UPDATED SINCE"),
            Freshness.CLOCK_SUSPECT: _("release {seq}, as of {date}, clock not certain"),
        }
        is_current = registry.freshness is Freshness.CURRENT
        date = local_date(registry.issued if is_current else registry.confirmed or registry.issued)
        return texts[registry.freshness].format(seq=registry.seq, date=date)

    def _licence_line(self, facts: SlipFacts) -> str:
        assurance = journey.assurance(self._, facts.assurance)
        return f"{scanner.mask(scanner.Uscc(facts.uscc))} {assurance}" if facts.uscc else assurance

    def _debt_line(self, facts: SlipFacts) -> str:
        rules = facts.rules
        debt = next((self._text(d.label) for d in rules.debt_types if d.id == facts.debt_type), "")
        amount = next((self._text(b.label) for b in rules.amount_bands if b.id == facts.amount), facts.amount)
        place = next((self._text(d.name) for d in rules.districts if d.adcode == facts.place), facts.place)
        return listing.list_summary(self._, debt, amount, place)

    def _notices(self, facts: SlipFacts) -> tuple[Block, ...]:
        notices = []
        if facts.attempt > 1:
            notices.append(self._("The slip printed before this one is void."))
        if facts.match.judgment_first:
            notices.append(listing.judgment_first(self._))
        widened = listing.widened(self._, facts.match.widened.value)
        if widened:
            notices.append(widened)
        return tuple(Paragraph(text, Size.BODY, bold=True) for text in notices)

    def _why(self, reasons: tuple[Reason, ...]) -> Field:
        text = listing.reason(self._, tuple(reason.value for reason in reasons))
        return Field(listing.detail_labels(self._)["why"], text, Size.SMALL)

    def _usual(self, hours: str) -> tuple[Block, ...]:
        """The hours that would be the same words in every agency."""
        _ = self._
        if not hours:
            return ()
        return (Field(_("Open"), _("{hours}, unless stated").format(hours=hours), Size.SMALL),)

    def _item(self, ranked: RankedAgency, rules: Rules, hours: str, *, say_why: bool) -> Item:
        _, agency = self._, ranked.agency
        valid_until = agency.certificate.valid_until.isoformat()
        english = self._language is Language.EN and agency.name_en
        name = (Paragraph(agency.name, Size.SMALL),) if english else ()
        address = _local(
            agency.address, next(d.name.zh for d in rules.districts if d.adcode == agency.district)
        )
        if agency.hours != hours:
            address = f"{address}　{agency.hours}"
        return Item(
            ItemRef(agency.id),
            str(ranked.rank),
            agency.name_en if english else agency.name,
            (
                *name,
                Phones(agency.phones),
                Paragraph(address),
                *((self._why(ranked.reasons),) if say_why else ()),
                Bars(
                    self._parts(agency.credit),
                    f"{agency.credit.score:.1f}",
                    _("Score"),
                    (agency.certificate.number, _("to {date}").format(date=valid_until)),
                ),
            ),
            listing.recommended(_) if ranked.recommended else "",
        )

    def _parts(self, credit: Credit) -> tuple[Bar, ...]:
        """The parts as they are published; what complaints take away is a minus, its bar short where they are few."""
        # One text for all: the words beside bars are shorter than those on the screen.
        words = self._("Compliance|Success|Complaints").split("|")
        values = (credit.compliance, credit.success_rate, credit.complaint_penalty)
        numbers = [f"{value:.0f}" for value in values]
        numbers[-1] = f"-{numbers[-1]}" if numbers[-1] != "0" else "0"
        return tuple(
            Bar(word, float(value), number)
            for word, value, number in zip(words, values, numbers, strict=False)
        )

    def _routes(self, facts: SlipFacts) -> tuple[Block, ...]:
        _, rules = self._, facts.rules
        debt = next((d for d in rules.debt_types if d.id == facts.debt_type), None)
        papers = "；".join(self._text(p) for p in debt.papers) if debt else ""
        separator = "；" if self._language is Language.ZH else "; "
        return (
            Columns(
                tuple(Paragraph(f"· {self._text(route)}", Size.SMALL) for route in rules.lawful_routes),
                tuple(
                    Field(hotline.number, self._text(hotline.label), Size.SMALL) for hotline in rules.hotlines
                ),
            ),
            Space(0.5),
            *((Field(_("Bring"), papers.replace("；", separator), Size.SMALL),) if debt else ()),
            *((Field(_("Deadline"), self._text(debt.reminder), Size.SMALL),) if debt else ()),
            Field(_("Check"), self._text(rules.how_to_check), Size.SMALL),
        )

    def _proof(self, facts: SlipFacts) -> tuple[Block, ...]:
        _ = self._
        match = facts.match
        # The release stands in the head.
        caption = _("Can be recomputed: rules {rules}, seed {seed},\nroot {root}").format(
            rules=match.rules_version, seed=match.seed, root=facts.registry.root_prefix
        )
        return (
            QrCode(recompute_payload(facts), f"{self._text(facts.rules.disclaimer)}\n{caption}", _CODE_MM),
        )

    def _text(self, text: Text) -> str:
        return text.zh if self._language is Language.ZH else text.en


def _usual_hours(ranked: tuple[RankedAgency, ...]) -> str:
    """The hours most agencies have, where at least two share them."""
    hours, count = Counter(one.agency.hours for one in ranked).most_common(1)[0] if ranked else ("", 0)
    return hours if count > 1 else ""


def _local(address: str, district: str) -> str:
    """Leave province and city out: whoever holds this slip is there, and they cost every agency a line."""
    at = address.find(district)
    return address[at:] if at > 0 else address


def recompute_payload(facts: SlipFacts) -> str:
    """What the slip's code says: everything needed to compute the list again, and nothing about the owner.

    Fields: format, job number, release, root prefix, rules, seed, debt, amount, place; capitals, `-` for `_`. Only
    characters of a QR code's alphanumeric mode, which need half the modules (ISO/IEC 18004, 7.3.4).
    """
    match = facts.match
    fields = (
        "TZDH2",
        facts.job_number,
        str(match.seq),
        facts.registry.root_prefix,
        match.rules_version,
        str(match.seed),
        facts.debt_type,
        facts.amount,
        facts.place,
    )
    return _SEPARATOR.join(fields).upper().translate(_CODE_SIGNS)


def take_along_payload(match: MatchResult, registry: RegistryState, job_number: str = "") -> str:
    """What the code on the screen says when nothing could be printed: the first agencies with their phones."""
    lines = [f"{r.rank}. {r.agency.name} {r.agency.phones[0]}" for r in match.ranked[:_TAKE_ALONG]]
    number = (job_number,) if job_number else ()
    return "\n".join((*number, local_date(registry.issued), *lines))


def job_number(site: Site, now: datetime) -> str:
    """`JJ-01-20261123-183012`: unique per terminal while it prints at most one slip a second."""
    return f"{site.terminal}-{now.astimezone(CHINA):%Y%m%d-%H%M%S}"


def slip_facts(session: Session, world: World, number: str, attempt: int, now: datetime) -> SlipFacts:
    """Collect what the slip of the list on the screen says.

    Raises:
        ValueError: there is no list on the screen.
    """
    state = world.matched
    if world.match is None or state is None or state.registry is None:
        raise ValueError("there is no list to print")
    return SlipFacts(
        match=world.match,
        registry=state,
        rules=state.registry.rules,
        uscc=session.uscc,
        assurance=session.assurance,
        debt_type=session.debt_type,
        amount=session.amount,
        place=session.place,
        job_number=number,
        attempt=attempt,
        printed_at=now,
    )
