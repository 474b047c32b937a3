"""The out-of-service switch, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.flow.closing import Closure
from kiosk_app.messages.outcome import closure_name
from kiosk_app.technician.model import Page
from kiosk_app.technician.scene import page_title
from kiosk_app.technician.view import PageView
from kiosk_app.view_models import Banner, Choice, Field, Tone

if TYPE_CHECKING:
    from kiosk_app.technician.scene import Scene

_ICONS = {
    Closure.PAPER: "paper_out",
    Closure.PRINTER: "printer_off",
    Closure.CAMERA: "camera_off",
    Closure.CLEANING: "wait",
    Closure.WORK: "construction",
    Closure.OTHER: "out_of_service",
}


def service(scene: Scene) -> PageView:
    """Off for a reason that people are told, or on again."""
    _, closed = scene.translate, scene.facts.closed
    if closed is None:
        lead = _(
            "Choose what people are told. It stays so, also after a restart, until somebody puts it back here."
        )
        choices = tuple(Choice(one.value, closure_name(_, one), icon=_ICONS[one]) for one in Closure)
        banner = scene.notice() or Banner(_("The terminal is in service."), Tone.GOOD)
        fields: tuple[Field, ...] = ()
    else:
        lead = ""
        choices = (Choice("open", _("Put back into service"), icon="good"),)
        banner = scene.notice() or Banner(_("The terminal is out of service."), Tone.ATTENTION)
        fields = (Field(_("People read"), closure_name(_, closed)),)
    return PageView(
        chrome=scene.chrome(page_title(scene, Page.SERVICE), lead),
        banner=banner,
        fields=fields,
        choices=choices,
        columns=2 if closed is None else 1,
        has_primary=closed is not None,
    )
