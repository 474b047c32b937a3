"""Long lists by pages: nothing is ever scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kiosk_app.technician.view import Pager

if TYPE_CHECKING:
    from kiosk_app.technician.scene import Scene

T = TypeVar("T")


def cut(scene: Scene, rows: tuple[T, ...], size: int) -> tuple[tuple[T, ...], Pager | None]:
    """The rows of the page that is up, and how to get to the others; a page beyond the last is the last."""
    _ = scene.translate
    pages = max(1, -(-len(rows) // size))
    part = min(scene.model.part, pages - 1)
    shown = rows[part * size : (part + 1) * size]
    if pages == 1:
        return shown, None
    label = _("Page {page} of {pages}").format(page=part + 1, pages=pages)
    previous = _("Previous") if part else ""
    return shown, Pager(label, previous, _("Next") if part < pages - 1 else "")
