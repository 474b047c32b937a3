"""Model and facts in, exactly what a technician's screen draws out. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.technician.model import Model, Page
from kiosk_app.technician.pages import about, camera, doctor, home, lock, machine, printer, registry, service
from kiosk_app.technician.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk_app.flow.session import Language
    from kiosk_app.language import Translate
    from kiosk_app.technician.facts import Facts
    from kiosk_app.technician.model import Rules
    from kiosk_app.technician.view import TechnicianView

_PAGES: Mapping[Page, Callable[[Scene], TechnicianView]] = {
    Page.PIN: lock.pin,
    Page.CODE: lock.code,
    Page.RECOVERY: lock.recovery,
    Page.OPERATOR_PIN: lock.operator_pin,
    Page.HOME: home.home,
    Page.PRINTER: printer.printer,
    Page.CAMERA: camera.camera,
    Page.REGISTRY: registry.registry,
    Page.NETWORK: machine.network,
    Page.LOGS: machine.logs,
    Page.RESTART: machine.restart,
    Page.DOCTOR: doctor.doctor,
    Page.SERVICE: service.service,
    Page.ABOUT: about.about,
}


class TechnicianPresenter:
    """Makes the views. Any thread; holds nothing of a visit."""

    def __init__(self, translations: Mapping[Language, Translate], *, is_portrait: bool = True) -> None:
        self._translations = translations
        self._is_portrait = is_portrait

    def view(self, model: Model, facts: Facts, rules: Rules, now_s: float) -> TechnicianView | None:
        """Give the screen; None = nobody is here."""
        if model.page is None:
            return None
        translate = self._translations[model.language]
        scene = Scene(model, facts, rules, translate, now_s, self._is_portrait)
        return _PAGES[model.page](scene)
