"""What a view is made from: the session, the facts around it, and the language to say it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from msgspec import structs

from kiosk_app.flow import Language, State
from kiosk_app.messages import journey as say
from kiosk_app.view_models import Banner, Chrome, PageSizes, TextSize, Tone, page_sizes
from offline_cache import Freshness

if TYPE_CHECKING:
    from kiosk_app.flow import Policy, Session, Trouble
    from kiosk_app.flow.closing import Closure
    from kiosk_app.language import Translate
    from offline_cache import MatchResult, PhoneVerdict, RegistryState
    from offline_cache.agency import Text

CHINA = timezone(timedelta(hours=8), "CST")
"""The whole country keeps one time, without daylight saving."""

_BACK_FROM = frozenset(State) - {State.IDLE, State.PRINTING, State.TAKE_SLIP, State.OUT_OF_SERVICE}
_STEPS = 4
"""The licence and three questions."""
_FINISH_FROM = frozenset(State) - {State.IDLE, State.OUT_OF_SERVICE, State.TAKE_SLIP}


class RegistryGoneError(Exception):
    """A question was to be asked after its list stopped being showable; the presenter shows that instead."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the terminal stands."""

    terminal: str
    name_zh: str
    name_en: str
    district: str
    """Adcode; offered first."""


@dataclass(frozen=True, slots=True)
class World:
    """The facts around the session that views show; the session's own part is dropped by `forgotten`."""

    registry: RegistryState
    match: MatchResult | None = None
    matched: RegistryState | None = None
    """The state the match was made in: what the slip says, whatever has been received since."""
    verdict: PhoneVerdict | None = None
    checked_on: date | None = None
    """The day in China the number was looked up: a certificate counts only until its last day."""
    job_number: str = ""
    take_along: str = ""
    closed: Closure | None = None
    """Why staff have put the terminal out of service; a fact about the terminal, not of a visit."""
    printer: Trouble | None = None
    """What keeps the printer from printing, as it last said itself; a fact about the terminal too."""

    def forgotten(self) -> World:
        """Without anything of the visit."""
        return World(self.registry, closed=self.closed, printer=self.printer)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a presenter function may look at."""

    session: Session
    world: World
    site: Site
    policy: Policy
    translate: Translate
    is_portrait: bool = True
    is_small: bool = False

    @property
    def page_sizes(self) -> PageSizes:
        """How much fits a page in the session's look."""
        return page_sizes(self.session.look, is_portrait=self.is_portrait, is_small=self.is_small)

    def text(self, text: Text) -> str:
        """Pick the session's language out of a registry text."""
        return text.zh if self.session.language is Language.ZH else text.en

    def chrome(self, title: str, lead: str = "", *, step: int = 0) -> Chrome:
        """Everything around the middle of the screen."""
        _, state = self.translate, self.session.state
        chinese = self.session.language is Language.ZH
        return Chrome(
            product=say.product(_),
            site=self.site.name_zh if chinese else self.site.name_en,
            title=title,
            lead=lead,
            help=say.help_here(_),
            step=say.step_of(_, step, _STEPS) if step else "",
            step_number=step,
            step_total=_STEPS if step else 0,
            back=say.back(_) if state in _BACK_FROM else "",
            finish=say.finish(_) if state in _FINISH_FROM else "",
            language="English" if chinese else "中文",
            larger=say.larger_text(_, is_largest=self.session.look.size is TextSize.LARGEST),
            contrast=say.contrast(_),
            reach=say.reach(_, is_low=self.session.look.reach),
            sound=say.sound(_, is_on=self.session.look.sound) if self.policy.sound else "",
            sound_is_on=self.session.look.sound,
        )

    def with_staleness(self, chrome: Chrome) -> Chrome:
        """Add the banner that says the list is not current, where it is not."""
        if self.world.registry.freshness is Freshness.CURRENT:
            return chrome
        return structs.replace(chrome, banner=self.freshness())

    def freshness(self) -> Banner:
        """How old the list is, in words and a shape."""
        _, registry = self.translate, self.world.registry
        date = local_date(registry.confirmed or registry.issued)
        if registry.freshness is Freshness.CURRENT:
            issued = local_date(registry.issued)
            return Banner(say.list_current(_, issued, registry.seq or 0), Tone.GOOD, "shield")
        if registry.freshness is Freshness.STALE:
            return Banner(say.list_stale(_, date), Tone.ATTENTION, "clock")
        return Banner(say.list_clock_suspect(_, date), Tone.ATTENTION, "clock")


def local_date(moment: datetime | None) -> str:
    """`2026-11-23` in China, or a dash when unknown."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d") if moment else "—"
