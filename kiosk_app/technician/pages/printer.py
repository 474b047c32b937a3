"""Printer and paper: its lights in words, a test print that a person judges, a new roll, the forecast."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kiosk_app.technician.facts import TrialResult
from kiosk_app.technician.model import Page, TrialStage
from kiosk_app.technician.remarks import printer_remarks
from kiosk_app.technician.scene import page_title
from kiosk_app.technician.view import PageView
from kiosk_app.view_models import Banner, Choice, Field, Tone
from printing import Ready

if TYPE_CHECKING:
    from kiosk_app.technician.facts import TrialPrint
    from kiosk_app.technician.scene import Scene

_SHOWN = 3


def printer(scene: Scene) -> PageView:
    """While a test print is judged there is nothing else to press."""
    remarks = printer_remarks(scene.translate, scene.facts.printer)
    return PageView(
        chrome=scene.chrome(page_title(scene, Page.PRINTER)),
        banner=_banner(scene),
        remarks=remarks,
        fields=(*_sensors(scene), *_paper(scene), *_tests(scene)),
        choices=_choices(scene),
        has_primary=True,
    )


def _banner(scene: Scene) -> Banner:
    _, model, facts = scene.translate, scene.model, scene.facts
    match model.test:
        case TrialStage.PRINTING:
            return Banner(_("The test page is being printed…"), Tone.CALM, "printing")
        case TrialStage.ASKING:
            return Banner(_("Look at the paper: is it whole and legible?"), Tone.ATTENTION, "slip_check")
        case TrialStage.FAILED:
            return Banner(_("The test page did not come out whole."), Tone.PROBLEM)
    notice = scene.notice()
    if notice is not None:
        return notice
    if not facts.printer.has_journal or not isinstance(facts.printer.status, Ready):
        return Banner(_("The printer does not print now."), Tone.PROBLEM)
    return Banner(_("The printer is ready."), Tone.GOOD)


def _sensors(scene: Scene) -> tuple[Field, ...]:
    """Its own lights, as it last told them; nothing is guessed."""
    _, said = scene.translate, scene.facts.printer.sensors
    unknown = _("not known")
    paper = _("end of the roll") if said.paper_out else _("near its end") if said.near_end else _("in place")
    knows_paper = said.paper_out is not None or said.near_end is not None
    cutter = {True: _("stuck"), False: _("free"), None: unknown}[said.cutter]
    heat = {True: _("too hot"), False: _("normal"), None: unknown}[said.overheated]
    return (
        Field(_("Online"), {True: _("no"), False: _("yes"), None: unknown}[said.offline]),
        Field(_("Cover"), {True: _("open"), False: _("closed"), None: unknown}[said.cover_open]),
        Field(_("Paper sensors"), paper if knows_paper else unknown),
        Field(_("Cutter and head"), f"{cutter} · {heat}"),
    )


def _paper(scene: Scene) -> tuple[Field, ...]:
    _, paper = scene.translate, scene.facts.printer
    if paper.counters is None:
        return (Field(_("Paper"), _("The counter cannot be read; the disk is the reason, most often.")),)
    used, left = paper.counters.roll_metres, paper.counters.slips_left(paper.roll_m, paper.slip_m)
    return (
        Field(
            _("This roll"),
            _("{used:.1f} m of {roll:.0f} m used; about {left} more slips").format(
                used=used, roll=paper.roll_m, left=left
            ),
        ),
        Field(
            _("Since it was new"),
            _("{metres:.0f} m, {cuts} cuts, {slips} slips").format(
                metres=paper.counters.metres, cuts=paper.counters.cuts, slips=paper.counters.slips
            ),
        ),
    )


def _tests(scene: Scene) -> tuple[Field, ...]:
    _, history = scene.translate, scene.facts.printer.history
    if not history:
        return (Field(_("Test prints"), _("none yet")),)
    rows = "\n".join(_test(scene, entry) for entry in history[:_SHOWN])
    return (Field(_("Test prints"), rows),)


def _test(scene: Scene, entry: TrialPrint) -> str:
    _ = scene.translate
    words = {
        TrialResult.WHOLE: _("whole and legible"),
        TrialResult.BAD: _("bad, says a person"),
        TrialResult.FAILED: _("failed, says the printer"),
    }
    return f"{scene.when(_moment(entry.at))} · {words[entry.result]}"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _choices(scene: Scene) -> tuple[Choice, ...]:
    _, model, paper = scene.translate, scene.model, scene.facts.printer
    if model.test is TrialStage.ASKING:
        return (
            Choice("whole", _("Yes, whole and legible"), icon="good"),
            Choice("not_whole", _("No, something is wrong with it"), icon="problem"),
        )
    can_test = paper.has_journal and not paper.is_printing and model.test is not TrialStage.PRINTING
    return (
        Choice("test", _("Print a test page"), icon="printer", enabled=can_test),
        Choice("new_roll", _("New roll is in"), _("The paper counter starts at zero"), icon="paper_out"),
    )
