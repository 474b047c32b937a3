"""The doctor on screen: every finding with its fix, worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk_app.doctor import CheckState
from kiosk_app.technician.doctor_words import fix_of, title_of
from kiosk_app.technician.model import Page
from kiosk_app.technician.paging import cut
from kiosk_app.technician.remarks import camera_remarks, printer_remarks, worst_first
from kiosk_app.technician.scene import page_title
from kiosk_app.technician.view import PageView, Remark
from kiosk_app.view_models import Banner, Choice, Tone

if TYPE_CHECKING:
    from kiosk_app.doctor import Finding
    from kiosk_app.technician.scene import Scene

_ORDER: Final = (CheckState.FAIL, CheckState.WARN, CheckState.ABSENT, CheckState.OK)
_TONES: Final = {
    CheckState.FAIL: Tone.PROBLEM,
    CheckState.WARN: Tone.ATTENTION,
    CheckState.ABSENT: Tone.CALM,
    CheckState.OK: Tone.GOOD,
}
_TALL, _WIDE = 7, 4


def doctor(scene: Scene) -> PageView:
    """Findings by page; the camera and the printer are judged by the terminal itself, on their own pages."""
    _, facts = scene.translate, scene.facts
    findings = facts.findings or ()
    ordered = tuple(sorted(findings, key=lambda finding: _ORDER.index(finding.state)))
    shown, pager = cut(
        scene,
        worst_first((*_devices(scene), *remarks_of(scene, ordered))),
        _TALL if scene.is_portrait else _WIDE,
    )
    again = Choice("again", _("Check again"), icon="again", enabled=not facts.is_examining)
    return PageView(
        chrome=scene.chrome(page_title(scene, Page.DOCTOR)),
        banner=_verdict(scene, findings),
        remarks=shown,
        pager=pager,
        choices=(again,),
        has_primary=True,
    )


def remarks_of(scene: Scene, findings: tuple[Finding, ...]) -> tuple[Remark, ...]:
    """Findings as remarks; in Chinese the machine's own English words stand below, small."""
    return tuple(_remark(scene, finding) for finding in findings)


def _remark(scene: Scene, finding: Finding) -> Remark:
    _ = scene.translate
    title = title_of(_, finding.check)
    tone = _TONES[finding.state]
    if finding.state is CheckState.OK:
        return Remark(tone, title, "", finding.what)
    if scene.is_chinese:
        return Remark(tone, title, fix_of(_, finding.check), f"{finding.what} {finding.fix}")
    return Remark(tone, title, finding.fix, finding.what)


def _devices(scene: Scene) -> tuple[Remark, ...]:
    """Camera and printer, judged by the terminal that holds them."""
    _, facts = scene.translate, scene.facts
    camera = Remark(Tone.CALM, _("Camera"), _("Nobody has used it since the start; its page tries it."))
    if facts.camera.is_answering:
        camera = Remark(Tone.GOOD, _("Camera"), "", facts.camera.device)
    return (
        *(camera_remarks(_, facts) or (camera,)),
        *(printer_remarks(_, facts.printer) or (Remark(Tone.GOOD, _("Printer"), "", facts.printer.url),)),
    )


def _verdict(scene: Scene, findings: tuple[Finding, ...]) -> Banner:
    _, facts = scene.translate, scene.facts
    if facts.is_examining:
        return Banner(_("The checks are running; this takes some seconds."), Tone.CALM, "clock")
    if "RunDoctor" in facts.failed or facts.findings is None:
        return Banner(_("The checks could not be run. See the log."), Tone.PROBLEM)
    tones = [*(_TONES[finding.state] for finding in findings), *(one.tone for one in _devices(scene))]
    bad, look, fine = (tones.count(tone) for tone in (Tone.PROBLEM, Tone.ATTENTION, Tone.GOOD))
    text = _("{bad} to mend, {look} to look at, {ok} in order").format(bad=bad, look=look, ok=fine)
    tone = Tone.PROBLEM if bad else Tone.ATTENTION if look else Tone.GOOD
    return Banner(text, tone)
