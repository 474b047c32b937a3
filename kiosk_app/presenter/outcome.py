"""Printing, take your slip, troubles, the phone check, the idle warning, out of service."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, assert_never

from kiosk_app import problems
from kiosk_app.flow import Trouble
from kiosk_app.messages import journey as say_journey
from kiosk_app.messages import outcome as say
from kiosk_app.presenter.listing import debt_of, name_of
from kiosk_app.view_models import (
    Banner,
    Choice,
    DoneView,
    Field,
    IdleWarningView,
    KeypadView,
    OutOfServiceView,
    PhoneResultView,
    PrintingView,
    ProblemView,
    Tone,
)
from offline_cache import Registered, StruckOff, Unknown
from offline_cache.agency import AgencyStatus

if TYPE_CHECKING:
    from kiosk_app.presenter.scene import Scene
    from offline_cache.agency import Agency, Exclusion

_PHONE_ROWS = ("123", "456", "789", "+0-")
_SHORTEST_NUMBER = 3


def printing(scene: Scene) -> PrintingView:
    """Progress from the printer's truth, and what it waits for."""
    _, session = scene.translate, scene.session
    message = Banner(say.printing_wait(_), Tone.CALM, "printer")
    shown, stop = "printing", None
    if session.given_up:
        message = Banner(say.printing_stopping(_), Tone.ATTENTION, "clock")
    elif session.stalled and session.trouble is not None:
        title, action, shown = problems.printer_trouble(_, session.trouble)
        message = Banner(f"{title}. {action}" if title.isascii() else f"{title}。{action}", Tone.PROBLEM)
        stop = Choice("stop", *say.stop_waiting(_))
    return PrintingView(
        chrome=scene.chrome(say.printing_title(_)),
        phases=say.printing_phases(_),
        done=session.phase,
        message=message,
        fraction=session.phase / len(say.printing_phases(_)),
        picture=shown,
        stop=stop,
    )


def take_slip(scene: Scene) -> DoneView:
    """Confirmed by the printer: it may be taken. And what to do with it, for this kind of debt."""
    _, debt = scene.translate, debt_of(scene)
    return DoneView(
        chrome=scene.chrome(say.slip_title(_), say.slip_lead(_, scene.session.pieces)),
        headline=say.slip_title(_),
        picture="slip",
        reference=Field(say.reference(_), scene.world.job_number),
        next_steps=say.next_steps(_),
        finish=Choice("finish", say.done(_)),
        papers_title=say.papers_title(_) if debt else "",
        papers=tuple(scene.text(paper) for paper in debt.papers) if debt else (),
        reminder=Banner(scene.text(debt.reminder), Tone.ATTENTION, "clock") if debt else None,
    )


def trouble(scene: Scene) -> ProblemView:
    """What happened, what you can do, whom to ask."""
    _, session = scene.translate, scene.session
    kind = session.trouble or Trouble.LIST_UNAVAILABLE
    may_print = _offered(scene, "retry")
    problem = problems.describe(_, kind, session.wait_min, may_print=may_print)
    choices = [choice for choice in problem.choices if _offered(scene, choice)]
    return ProblemView(
        chrome=scene.chrome(problem.title),
        headline=problem.title,
        action=problem.action,
        help_line=problem.help,
        picture=problem.picture,
        tone=problem.tone,
        choices=tuple(Choice(choice, problems.choice_label(_, choice, kind)) for choice in choices),
        fields=_to_keep(scene) if problem.take_along else (),
        routes=say.lawful_routes(_) if problem.other_ways else (),
        qr_payload=scene.world.take_along if problem.take_along else "",
    )


def _to_keep(scene: Scene) -> tuple[Field, ...]:
    """The number to ask by at the desk, and what the code beside it is for."""
    _, world = scene.translate, scene.world
    number = (Field(say.reference(_), world.job_number),) if world.job_number else ()
    return (*number, Field(say.take_along(_), "")) if world.take_along else number


def _offered(scene: Scene, choice: str) -> bool:
    if choice == "skip":
        return scene.policy.without_licence
    if choice == "retry":
        return scene.session.prints < scene.policy.slips_per_session
    return True


def phone_keypad(scene: Scene) -> KeypadView:
    """Digits, a plus and a dash."""
    _, session = scene.translate, scene.session
    enough = len(session.entered) >= _SHORTEST_NUMBER
    return KeypadView(
        chrome=scene.with_staleness(scene.chrome(say.phone_title(_), say.phone_lead(_))),
        rows=_PHONE_ROWS,
        entered=session.entered,
        placeholder="0576-········",
        message=Banner(say.phone_message(_, enough=enough)),
        submit=Choice("submit", say.phone_check(_), enabled=enough),
        delete=Choice("delete", say_journey.delete(_), icon="delete", enabled=bool(session.entered)),
        clear=Choice("clear", say_journey.clear(_), enabled=bool(session.entered)),
        picture="phone_check",
    )


def phone_result(scene: Scene) -> PhoneResultView:
    """Registered, struck off or unknown."""
    _ = scene.translate
    verdict = scene.world.verdict or Unknown(None)
    headline, tone, picture, kind, fields = _verdict(scene, verdict)
    return PhoneResultView(
        chrome=scene.with_staleness(scene.chrome(headline)),
        headline=headline,
        number=scene.session.entered,
        tone=tone,
        picture=picture,
        fields=fields,
        advice=say.phone_advice(_, kind),
        again=Choice("again", say.check_another(_)),
        start=Choice("start", say.find_agency(_)),
    )


def _verdict(
    scene: Scene, verdict: Registered | StruckOff | Unknown
) -> tuple[str, Tone, str, str, tuple[Field, ...]]:
    _ = scene.translate
    match verdict:
        case Registered(agencies):
            working = [agency for agency in agencies if _may_work(scene, agency)]
            fields = _agency_fields(scene, (working or agencies)[0])
            if not working:
                return say.phone_not_now(_), Tone.PROBLEM, "phone_bad", "not_now", fields
            return say.phone_registered(_), Tone.GOOD, "phone_ok", "registered", fields
        case StruckOff(exclusion):
            fields = _exclusion_fields(scene, exclusion)
            return say.phone_struck_off(_), Tone.PROBLEM, "phone_bad", "struck_off", fields
        case Unknown():
            return say.phone_unknown(_), Tone.ATTENTION, "phone_unknown", "unknown", ()
        case _ as never:
            assert_never(never)


def _may_work(scene: Scene, agency: Agency) -> bool:
    """As matching has it: active, and with a certificate that is valid on the day of the question."""
    day, certificate = scene.world.checked_on, agency.certificate
    is_valid = day is None or certificate.valid_from <= day <= certificate.valid_until
    return agency.status is AgencyStatus.ACTIVE and is_valid


def _agency_fields(scene: Scene, agency: Agency) -> tuple[Field, ...]:
    labels = say.phone_fields(scene.translate)
    return (
        Field(labels["agency"], name_of(scene, agency)),
        Field(labels["certificate"], agency.certificate.number),
        Field(labels["valid"], agency.certificate.valid_until.isoformat()),
    )


def _exclusion_fields(scene: Scene, exclusion: Exclusion) -> tuple[Field, ...]:
    labels = say.phone_fields(scene.translate)
    return (
        Field(labels["outfit"], exclusion.name),
        Field(labels["when"], exclusion.excluded_on.isoformat()),
        Field(labels["who"], exclusion.authority),
        Field(labels["why"], exclusion.reason),
    )


def idle_warning(scene: Scene, now_s: float) -> IdleWarningView | None:
    """Over any screen, counting down; None when there is nothing to warn of."""
    _, until_s = scene.translate, scene.session.warn_until_s
    if until_s is None:
        return None
    seconds = max(0, math.ceil(until_s - now_s))
    return IdleWarningView(
        title=say.warning_title(_),
        text=say.warning_text(_, seconds),
        seconds_left=seconds,
        carry_on=Choice("carry_on", say.carry_on(_)),
        finish=Choice("finish", say_journey.finish(_)),
    )


def out_of_service(scene: Scene) -> OutOfServiceView:
    """No list may be shown, or staff have switched the terminal off: hotlines and lawful routes only."""
    _, closed = scene.translate, scene.world.closed
    if closed is not None:
        return OutOfServiceView(
            chrome=scene.chrome(say.closed_title(_)),
            headline=say.closed_title(_),
            action=say.closed_action(_, closed),
            help_line=problems.help_line(_),
            picture="out_of_service",
            routes=say.lawful_routes(_),
        )
    return OutOfServiceView(
        chrome=scene.chrome(say.out_of_service_title(_)),
        headline=say.out_of_service_title(_),
        action=say.out_of_service_action(_),
        help_line=problems.help_line(_),
        picture="list_off",
        routes=say.lawful_routes(_),
    )
