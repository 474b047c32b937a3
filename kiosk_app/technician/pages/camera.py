"""Aiming the camera: the live picture, and whether a code in it is found and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk_app.technician.model import Page
from kiosk_app.technician.remarks import camera_remarks
from kiosk_app.technician.scene import page_title
from kiosk_app.technician.view import PageView
from kiosk_app.view_models import Banner, Choice, Field, Tone

if TYPE_CHECKING:
    from kiosk_app.technician.scene import Scene

_SMALL_PX: Final = 115
"""Three pixels per module of the printed form, as the scanner itself counts."""
_BLURRED: Final = 4.0
_CRISP: Final = 8.0
_DARK, _BRIGHT = 45.0, 225.0
_SLOW_FPS: Final = 10.0


def camera(scene: Scene) -> PageView:
    """One sentence on what to do, then the numbers it follows from."""
    _, works = scene.translate, scene.facts.camera.fault is None
    lead = _("Hold a licence code where an owner would, and turn the camera until it is read.")
    return PageView(
        chrome=scene.chrome(page_title(scene, Page.CAMERA), lead if works else ""),
        banner=_banner(scene),
        has_picture=works,
        remarks=camera_remarks(_, scene.facts),
        fields=_fields(scene),
        choices=(Choice("again", _("Open the camera again"), icon="again"),),
    )


def _banner(scene: Scene) -> Banner:
    _, seen = scene.translate, scene.facts.camera
    if seen.fault is not None:
        return Banner(_("The camera does not work now."), Tone.PROBLEM)
    if not seen.is_answering:
        return Banner(_("Waiting for the first picture…"), Tone.CALM, "clock")
    if seen.is_read:
        return Banner(_("Read: a code here is read at once."), Tone.GOOD)
    hints = {
        "closer": _("A code is seen and too small: mount the camera closer, or hold the code closer."),
        "steadier": _("A code is seen and blurred: turn the lens to focus, or fix the camera firmly."),
        "brighter": _("Too dark: more light from above, not from behind the owner."),
        "glare": _("Glare over the code: tilt the camera, or move the lamp."),
        "too_many": _("More than one code in view."),
    }
    if seen.hint in hints:
        return Banner(hints[seen.hint], Tone.ATTENTION)
    if seen.is_located:
        return Banner(_("A code is seen, not read yet: hold it still."), Tone.ATTENTION)
    return Banner(_("The picture comes. No code is in view."), Tone.CALM, "camera")


def _fields(scene: Scene) -> tuple[Field, ...]:
    _, seen = scene.translate, scene.facts.camera
    none = "—"
    found = _("read") if seen.is_read else _("found, not read") if seen.is_located else _("none in view")
    large = _("too small") if seen.code_px < _SMALL_PX else _("large enough")
    often = _("too few") if seen.fps < _SLOW_FPS else _("enough")
    return (
        Field(_("Code"), found if seen.is_answering else none),
        Field(_("Size of the code"), f"{seen.code_px} px · {large}" if seen.code_px else none),
        Field(_("Sharpness"), _sharpness(scene) if seen.is_answering else none),
        Field(_("Light"), _light(scene) if seen.is_answering else none),
        Field(
            _("Pictures read"), f"{seen.fps:.0f} / s · {often}" if seen.is_answering and seen.fps else none
        ),
    )


def _sharpness(scene: Scene) -> str:
    _, value = scene.translate, scene.facts.camera.sharpness
    word = _("blurred, or an empty wall") if value < _BLURRED else _("fair") if value < _CRISP else _("sharp")
    return f"{value:.0f} · {word}"


def _light(scene: Scene) -> str:
    _, value = scene.translate, scene.facts.camera.light
    word = _("too dark") if value < _DARK else _("too bright") if value > _BRIGHT else _("good")
    return f"{value / 2.55:.0f} % · {word}"
