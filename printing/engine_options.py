"""What may be set of a print engine from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from printing.device import Timings

if TYPE_CHECKING:
    from printing.bitmap import Renderer
    from printing.document import Document


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What may be set from outside beside the port.

    Attributes:
        timings: every delay.
        renderer: draws slips; None = one with the installed fonts.
        void_document: what marks a half-printed slip; None = the built-in bilingual one.
        roll_length_m: for the refusal of slips that do not fit a nearly used up roll; None = never refuse.
    """

    timings: Timings = field(default_factory=Timings)
    renderer: Renderer | None = None
    void_document: Document | None = None
    roll_length_m: float | None = None
