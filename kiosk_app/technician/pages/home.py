"""The first page: one look tells at night and without a network what is wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk_app.doctor import CheckState
from kiosk_app.technician.model import Level, Page
from kiosk_app.technician.pages.doctor import remarks_of
from kiosk_app.technician.remarks import all_remarks, worst_first
from kiosk_app.technician.scene import page_title
from kiosk_app.technician.view import PageView, Remark
from kiosk_app.view_models import Banner, Field, Tone

if TYPE_CHECKING:
    from kiosk_app.technician.scene import Scene

_MOST: Final = 4
"""What is legible at once; the rest is on the doctor's page."""
_ORDER: Final = (
    Page.PRINTER,
    Page.CAMERA,
    Page.REGISTRY,
    Page.NETWORK,
    Page.DOCTOR,
    Page.LOGS,
    Page.SERVICE,
    Page.RESTART,
    Page.ABOUT,
    Page.OPERATOR_PIN,
)


def home(scene: Scene) -> PageView:
    """Summary and the way to everything else."""
    remarks = _remarks(scene)
    return PageView(
        chrome=scene.chrome(page_title(scene, Page.HOME)),
        banner=_verdict(scene, remarks),
        remarks=remarks[:_MOST],
        fields=_fields(scene),
        choices=tuple(scene.page_choice(page) for page in _ORDER if scene.may_go(page)),
        columns=2 if scene.model.level is Level.TECHNICIAN else 1,
    )


def _remarks(scene: Scene) -> tuple[Remark, ...]:
    found = all_remarks(scene)
    if scene.model.level is not Level.TECHNICIAN or scene.facts.findings is None:
        return found
    grave = tuple(finding for finding in scene.facts.findings if finding.state is CheckState.FAIL)
    # The list, the disk and the clock are spoken of already, better.
    known = {"registry", "disk", "data_folder"}
    return worst_first((*found, *remarks_of(scene, tuple(f for f in grave if f.check not in known))))


def _verdict(scene: Scene, remarks: tuple[Remark, ...]) -> Banner:
    _ = scene.translate
    problems = sum(remark.tone is Tone.PROBLEM for remark in remarks)
    if problems:
        text = (
            _("{count} things must be mended. The gravest first.")
            if problems > 1
            else _("One thing must be mended.")
        )
        return Banner(text.format(count=problems), Tone.PROBLEM)
    if remarks:
        return Banner(_("It works, but somebody should look at this."), Tone.ATTENTION)
    if scene.facts.is_examining:
        return Banner(_("Nothing found so far; the checks are running."), Tone.CALM, "clock")
    if scene.facts.findings is None and scene.model.level is Level.TECHNICIAN:
        return Banner(_("The checks could not be run. See the log."), Tone.ATTENTION)
    return Banner(_("Nothing wrong is known: camera, printer, list and disk."), Tone.GOOD)


def _fields(scene: Scene) -> tuple[Field, ...]:
    _, facts = scene.translate, scene.facts
    registry = facts.registry
    release = _("release {seq} of {date}").format(seq=registry.seq, date=scene.when(registry.issued))
    return (
        Field(_("Clock"), scene.when(facts.now)),
        Field(_("List"), release if registry.seq is not None else _("none")),
    )
