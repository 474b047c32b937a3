"""Every screen there can be, with the words of the product: for the gallery and for the picture tests.

The situations are not written by hand. From the idle screen every button a view offers is pressed and every answer
of a device is given, through the real flow, presenter and matching on the demonstration's list; each screen that
comes up for the first time is one situation. What no button leads to is not in the gallery.

Nothing is drawn here and no device takes part; `gallery.py` draws.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import Struct

from kiosk_app import flow
from kiosk_app.demo.town import DEMO_SITE
from kiosk_app.flow.intents import Choose, FinishAndClear, GoBack, PressKey, TurnPage
from kiosk_app.flow.session import PrintResult, ScanKind, State, Trouble
from kiosk_app.paths import demo_dir
from kiosk_app.presenter import CHINA, Presenter, World
from kiosk_app.slip import job_number, slip_facts, take_along_payload
from kiosk_app.technician import samples
from kiosk_app.technician.presenter import TechnicianPresenter
from kiosk_app.view_models import AgencyCard, Choice, Look
from offline_cache import (
    Adcode,
    AmountRange,
    DebtProfile,
    DebtTypeId,
    Freshness,
    Registered,
    Registry,
    RegistryState,
    StateReason,
    StruckOff,
    check_phone,
    match,
)
from offline_cache.publishing import BuildRefused, build_release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from kiosk_app.flow import Event, Language, Session, intents
    from kiosk_app.language import Translate
    from kiosk_app.technician.view import TechnicianView
    from kiosk_app.view_models import IdleWarningView, View

_CODE = "91331002MA2DEM0179"
_NOW_S = 1000.0
_SEED = 7
_WELL_TRODDEN = "goods"
"""The debt type whose details, printing and troubles are looked at; the others differ in list and papers only."""
_HINTS = ("closer", "farther", "steadier", "brighter", "glare", "too_many")
_PRINTER_TROUBLES = (
    Trouble.PAPER_OUT,
    Trouble.COVER_OPEN,
    Trouble.CUTTER,
    Trouble.OVERHEATED,
    Trouble.PRINTER_OFFLINE,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """One screen: what the session and the world around it are, and the warning over it, if any."""

    name: str
    session: Session
    world: World
    view: View
    warning: IdleWarningView | None = None


def demo_state(issued: datetime) -> RegistryState:
    """The demonstration's list as a terminal holds it that has just verified it.

    Args:
        issued: aware UTC, the date of the release.
    """
    release = build_release(demo_dir(), 1, issued)
    if isinstance(release, BuildRefused):
        raise TypeError(f"the demonstration data is not valid: {release.findings}")
    return RegistryState(
        freshness=Freshness.CURRENT,
        registry=Registry(release.contents),
        seq=1,
        issued=issued,
        expires=None,
        root_prefix=release.contents.digest[:16],
        reason=StateReason.FRESH,
        confirmed=issued,
    )


@dataclass(frozen=True, slots=True)
class TechnicianPicture:
    """One page of technician's mode, from `technician.samples`; it has one look only."""

    name: str
    view: TechnicianView


class Walker:
    """Presses every button there is. Any thread.

    Args:
        state: from `demo_state`; also looked at as stale and with a clock in doubt.
        translations: by language.
        policy: of the site; the default one if none is given.
        is_portrait, is_small: how the glass stands, and whether a page of it holds less.
    """

    def __init__(
        self,
        state: RegistryState,
        translations: dict[Language, Translate],
        *,
        is_portrait: bool = True,
        is_small: bool = False,
        policy: flow.Policy | None = None,
    ) -> None:
        if state.registry is None or state.issued is None:
            raise ValueError("there is no list to walk on")
        self._state, self._registry = state, state.registry
        self._now: datetime = state.issued
        self._policy = policy or flow.Policy()
        glass = {"is_portrait": is_portrait, "is_small": is_small}
        self.presenter = Presenter(translations, DEMO_SITE, self._policy, **glass)
        self._technician = TechnicianPresenter(translations, is_portrait=is_portrait)

    def situations(self, language: Language, look: Look) -> tuple[Situation, ...]:
        """Every screen somebody with this language and look can see, nearest to the idle screen first."""
        found: dict[View, Situation] = {}
        names: dict[str, int] = {}
        been: set[tuple[object, ...]] = set()
        for around in (World(self._state), *self._impaired()):
            waiting = deque([(replace(flow.first(), language=language, look=look), around)])
            while waiting:
                session, world = waiting.popleft()
                here = (*_here(session), world.registry.freshness, world.printer)
                if here in been:
                    continue
                been.add(here)
                view = self.presenter.view(session, world)
                if view not in found:
                    found[view] = Situation(_numbered(names, _name(session, world)), session, world, view)
                waiting.extend(self._after(session, world, view))
        return (*found.values(), self._warned(language, look))

    def technician(self, language: Language) -> tuple[TechnicianPicture, ...]:
        """Every page of technician's mode, sound and at its worst."""
        drawn = (
            (sample.name, self._technician.view(sample.model, sample.facts, sample.rules, 0.0))
            for sample in samples.situations(DEMO_SITE, self._state, language)
        )
        return tuple(TechnicianPicture(name, view) for name, view in drawn if view is not None)

    def _warned(self, language: Language, look: Look) -> Situation:
        session = flow.Session(State.DEBT_TYPE, language, look, warn_until_s=_NOW_S + 24.0)
        scene = session, World(self._state)
        warning = self.presenter.warning(*scene, _NOW_S)
        return Situation("idle-warning", *scene, self.presenter.view(*scene), warning)

    def _impaired(self) -> Iterator[World]:
        """A list that is not current, none at all, and a printer that is known not to print."""
        for freshness in (Freshness.STALE, Freshness.CLOCK_SUSPECT):
            yield World(replace(self._state, freshness=freshness))
        yield World(replace(self._state, freshness=Freshness.EXPIRED, registry=None))
        for trouble in _PRINTER_TROUBLES:
            yield World(self._state, printer=trouble)

    def _after(self, session: Session, world: World, view: View) -> Iterator[tuple[Session, World]]:
        if session.state is State.SCAN and not session.scan_hint:
            yield replace(session, scan_slow=True), world
        for events in _possible(session, world, view):
            yield self.after(session, world, *events)

    def after(self, session: Session, world: World, *events: Event) -> tuple[Session, World]:
        """Let events happen one after the other, each with all that follows from it at once."""
        waiting = deque(events)
        while waiting:
            session, commands = flow.step(session, waiting.popleft(), _NOW_S, self._policy)
            for command in commands:
                followed, world = self._obey(session, world, command)
                waiting.extend(followed)
        return session, world

    def _obey(self, session: Session, world: World, command: flow.Command) -> tuple[tuple[Event, ...], World]:
        match command:
            case flow.CheckCode(text=text):
                return (flow.CodeChecked(ok=text == _CODE, uscc=_CODE),), world
            case flow.FindAgencies():
                return self._find(world, command)
            case flow.CheckPhone(number=number):
                verdict, today = check_phone(self._registry, number), self._now.astimezone(CHINA).date()
                return (flow.PhoneChecked(),), replace(world, verdict=verdict, checked_on=today)
            case flow.PrintSlip():
                number = job_number(DEMO_SITE, self._now)
                facts = slip_facts(session, world, number, 1, self._now)
                code = take_along_payload(facts.match, facts.registry, number)
                return (), replace(world, job_number=number, take_along=code)
            case flow.Forget():
                return (), world.forgotten()
            case _:
                return (), world

    def _find(self, world: World, asked: flow.FindAgencies) -> tuple[tuple[Event, ...], World]:
        band = next(b for b in self._registry.rules.amount_bands if b.id == asked.amount)
        found = match(
            self._registry,
            DebtProfile(DebtTypeId(asked.debt_type), AmountRange(band.low, band.high), Adcode(asked.place)),
            today=self._now.astimezone(CHINA).date(),
            seed=_SEED,
            recommend=world.registry.freshness is Freshness.CURRENT,
        )
        listed = tuple(str(ranked.agency.id) for ranked in found.ranked)
        return (flow.Listed(listed),), replace(
            world, match=found, matched=world.registry, take_along=take_along_payload(found, world.registry)
        )


_BY_STATE: dict[State, Callable[[Session], tuple[object, ...]]] = {
    State.SCAN: lambda s: (s.scan_hint, s.scan_slow, s.scan_refused_until_s),
    State.TYPE_CODE: lambda s: (s.entered, s.entry_ok, s.asked),
    State.CONFIRM: lambda s: (s.assurance,),
    State.DEBT_TYPE: lambda s: (s.page,),
    State.WHICH_DEBT: lambda s: (s.question,),
    State.AMOUNT: lambda s: (s.question, s.debt_type),
    State.PLACE: lambda s: (s.debt_type, s.page),
    State.LIST: lambda s: (s.debt_type, s.place, s.prints, s.page),
    State.DETAIL: lambda s: (s.debt_type, s.place, s.detail),
    State.PRINTING: lambda s: (s.debt_type, s.place, s.prints, s.phase, s.trouble, s.given_up),
    State.TAKE_SLIP: lambda s: (s.debt_type,),
    State.TROUBLE: lambda s: (s.debt_type, s.place, s.prints, s.trouble),
    State.PHONE_ENTRY: lambda s: (s.entered,),
    State.PHONE_RESULT: lambda s: (s.entered,),
}
"""What can make a screen of a state unlike another one; leftovers of earlier questions cannot."""


def _here(session: Session) -> tuple[object, ...]:
    unlike = _BY_STATE.get(session.state)
    return session.state, *(unlike(session) if unlike is not None else ())


def _possible(session: Session, world: World, view: View) -> Iterator[tuple[Event, ...]]:
    """What may happen next: every button of the view, and what devices may answer."""
    if world.registry.registry is None and session.state is State.IDLE:
        yield (flow.ServiceChanged(usable=False),)
        return
    yield from _by_hand(session, _numbers(world.registry.registry))
    for intent in offered(view):
        if _is_worth(session, world, intent):
            yield (intent,)
    if session.debt_type in {"", _WELL_TRODDEN}:
        yield from ((event,) for event in _from_devices(session))
    elif session.state is State.PRINTING:
        yield (flow.PrintEnded(session.job, PrintResult.DONE),)


def offered(view: View) -> tuple[intents.Intent, ...]:
    """Every intent a button of this view emits, but those for language and looks."""
    found: list[intents.Intent] = [
        Choose(part.id) for part in _parts(view) if not isinstance(part, Choice) or part.enabled
    ]
    for label, intent in (
        (getattr(view, "previous", ""), TurnPage(-1)),
        (getattr(view, "next", ""), TurnPage(1)),
        (view.chrome.back, GoBack()),
        (view.chrome.finish, FinishAndClear()),
    ):
        if label:
            found.append(intent)
    return tuple(found)


def _parts(value: object) -> Iterator[Choice | AgencyCard]:
    if isinstance(value, Choice | AgencyCard):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _parts(one)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _parts(getattr(value, name))


_NOTHING_NEW_BEHIND = frozenset({State.AMOUNT, State.PLACE, State.LIST, State.DETAIL, State.TROUBLE})


def _is_worth(session: Session, world: World, intent: intents.Intent) -> bool:
    """Whether something new can come of it: one amount, two places, the details of one list."""
    if not isinstance(intent, Choose):
        return not (isinstance(intent, GoBack) and session.state in _NOTHING_NEW_BEHIND)
    if intent.id == "delete":
        return False  # one character less is no other screen
    is_whole = world.registry.freshness is Freshness.CURRENT and world.printer is None
    if session.state is State.DEBT_TYPE and not is_whole:
        return intent.id == _WELL_TRODDEN
    if world.printer is not None and session.state in {State.IDLE, State.LIST}:
        # One trouble is looked at as far as the list; each of the others on the first screen.
        return intent.id == "start" and world.printer is Trouble.PAPER_OUT
    if session.state is State.AMOUNT:
        return intent.id == "from_200k"
    if session.state is State.PLACE:
        return intent.id in {"331002", "331082"}
    if session.state is State.LIST and intent.id in session.listed:
        return session.debt_type == _WELL_TRODDEN and session.place == "331002"
    return True


def _by_hand(session: Session, numbers: tuple[str, ...]) -> Iterator[tuple[Event, ...]]:
    """Characters typed on a keypad, a few lengths of them."""
    if session.state is State.TYPE_CODE and not session.entered:
        for text in (_CODE[:7], _CODE[:7] + "O", _CODE, _CODE[:-1] + "0"):
            yield tuple(PressKey(character) for character in text)
    if session.state is State.PHONE_ENTRY and not session.entered:
        for number in numbers:
            yield tuple(PressKey(character) for character in number)


def _numbers(registry: Registry | None) -> tuple[str, ...]:
    """Too short; a registered agency's; one that was struck off; nobody's. All of them fictitious."""
    if registry is None:
        return ()
    struck = next(outfit.phones[0] for outfit in registry.exclusions if outfit.phones)
    return "05", registry.agencies[0].phones[0], struck, "0576-00099999"


def _from_devices(session: Session) -> Iterator[Event]:
    job = session.job
    if session.state is State.SCAN:
        yield from (flow.ScanHint(hint) for hint in _HINTS)
        yield from (flow.ScanRead(kind, _CODE) for kind in ScanKind)
        yield flow.CameraChanged(works=False)
    elif session.state is State.PLACE:
        yield flow.Listed(())
    elif session.state is State.PRINTING:
        yield from (flow.PrintPhase(job, phase) for phase in range(1, 5))
        yield from (flow.PrintStalled(job, trouble) for trouble in _PRINTER_TROUBLES)
        yield from (flow.PrintEnded(job, PrintResult.REFUSED, trouble) for trouble in _PRINTER_TROUBLES)
        yield from (flow.PrintEnded(job, how) for how in PrintResult)
    elif session.state is State.LIST:
        yield flow.ListUnavailable()


def _name(session: Session, world: World) -> str:
    """What a situation is called: its state, and what makes it unlike others of the state."""
    state = session.state
    extra: Callable[[], str] = {
        State.IDLE: lambda: world.printer or world.registry.freshness.value,
        State.SCAN: lambda: "refused" if session.scan_refused_until_s else _scan_name(session),
        State.TYPE_CODE: lambda: {
            None: "asked" if session.asked else str(len(session.entered)),
            True: "fits",
            False: "wrong",
        }[session.entry_ok],
        State.WHICH_DEBT: lambda: session.question,
        State.AMOUNT: lambda: f"found-{session.debt_type}" if session.question else "",
        State.LIST: lambda: _list_name(session, world),
        State.DETAIL: lambda: session.detail,
        State.PRINTING: lambda: (
            "stopping" if session.given_up else f"{session.trouble or ''}-{session.phase}".strip("-")
        ),
        State.TAKE_SLIP: lambda: session.debt_type,
        State.TROUBLE: lambda: str(session.trouble),
        State.PHONE_ENTRY: lambda: str(len(session.entered)),
        State.PHONE_RESULT: lambda: _verdict(world) + _aged(world),
    }.get(state, lambda: str(session.page + 1) if session.page else "")
    return "-".join(part for part in (state.value, extra()) if part).replace("_", "-").lower()


def _scan_name(session: Session) -> str:
    return session.scan_hint or ("slow" if session.scan_slow else "")


def _list_name(session: Session, world: World) -> str:
    spent = _aged(world) + ("-spent" if session.prints >= flow.Policy().slips_per_session else "")
    return f"{session.debt_type}-{session.place}-{session.page + 1}{spent}"


def _aged(world: World) -> str:
    impaired = world.printer or world.registry.freshness
    return f"-{impaired}" if impaired is not Freshness.CURRENT else ""


def _verdict(world: World) -> str:
    if isinstance(world.verdict, Registered):
        return "registered"
    return "struck-off" if isinstance(world.verdict, StruckOff) else "unknown"


def _numbered(names: dict[str, int], name: str) -> str:
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 else f"{name}-{names[name]}"
