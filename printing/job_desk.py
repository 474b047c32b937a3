"""What one slip on its way works with, and the two ways it can be stopped from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from printing.bookkeeping import Books
    from printing.device import Device, Timings
    from printing.events import EngineEvent


class GivenUp(Exception):  # noqa: N818 - control flow inside one run, not an error
    """The slip will not be finished: nobody came, the link was lost, or somebody said so."""


class Closing(Exception):  # noqa: N818 - control flow inside one run, not an error
    """The engine is being closed."""


@dataclass(slots=True)
class Desk:
    """What a run works with.

    Attributes:
        device: the opened printer.
        books: where states are written.
        timings: deadlines.
        clock: monotonic seconds.
        emit: takes events.
        tap: takes the bytes of the job stream as they go out.
        closing: set when the engine stops.
        giving_up: set when this job shall be voided.
        reopen: opens the port anew after it was lost; raises PortFault.
    """

    device: Device
    books: Books
    timings: Timings
    clock: Callable[[], float]
    emit: Callable[[EngineEvent], None]
    tap: Callable[[bytes], None]
    closing: threading.Event
    giving_up: threading.Event
    reopen: Callable[[], None]
