"""Puts technician's mode together for one terminal; the only place that knows all its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk_app.secrets import machine_moment
from kiosk_app.technician.identity import Identity
from kiosk_app.technician.mode import Means, TechnicianMode
from kiosk_app.technician.presenter import TechnicianPresenter
from kiosk_app.technician.runner import Ground, Runner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk_app.audit import AuditEvent
    from kiosk_app.flow import Language
    from kiosk_app.language import Translate
    from kiosk_app.secrets import Moment
    from kiosk_app.technician.knowledge import Sources
    from kiosk_app.window import KioskWindow
    from printing import Journal


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the composition root hands over besides `Sources`.

    Attributes:
        journal: None = it could not be opened, and nothing is printed.
        report: takes an audit event; never waits.
        moment: time since boot, for the lock-out.
    """

    window: KioskWindow
    journal: Journal | None
    pinned_root: bytes
    translations: Mapping[Language, Translate]
    report: Callable[[AuditEvent], None]
    moment: Callable[[], Moment] = machine_moment


def open_technician_mode(sources: Sources, around: Surroundings) -> TechnicianMode:
    """Make it, closed. GUI thread."""
    identity = Identity(sources.site.terminal, around.pinned_root)
    ground = Ground(sources.setup, sources.data, identity, around.journal, sources.utc_now, around.moment)
    presenter = TechnicianPresenter(around.translations, is_portrait=around.window.theme.panel.is_portrait)
    return TechnicianMode(Means(around.window, sources, Runner(ground), presenter, around.report))
