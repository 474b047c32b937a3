"""How widgets end: emptied and off the glass at once, deleted when the event loop comes by; in one way everywhere."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget


def discard(widget: QWidget) -> None:
    """Take a widget and all its texts off the glass now, and delete it when nobody is inside it any more.

    GUI thread. The touch that leads to this may come from a button of the widget itself, so it lives on until the
    event loop comes by again.
    """
    for label in [widget] if isinstance(widget, QLabel) else widget.findChildren(QLabel):
        label.clear()
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
