"""How widgets end: emptied and off the glass at once, deleted when the event loop comes by; in one way everywhere."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from kiosk_app.widgets.boxed import HoldsBoxes
from kiosk_app.widgets.labels import PlainLabel


def discard(widget: QWidget) -> None:
    """Take a widget and all its texts off the glass now, and delete it when nobody is inside it any more.

    GUI thread. The touch that leads to this may come from a button of the widget itself, so it lives on until the
    event loop comes by again.
    """
    for part in (widget, *widget.findChildren(QWidget)):
        if isinstance(part, (PlainLabel, HoldsBoxes)):
            part.forget_text()
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
