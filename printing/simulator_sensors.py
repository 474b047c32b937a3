"""The status bytes of a simulated printer, after the table in docs/hardware/escpos.md."""

from __future__ import annotations

from dataclasses import dataclass

from printing.simulator_model import STOPPING, Fault


@dataclass(frozen=True, slots=True)
class Sensors:
    """What the sensors see at one moment.

    Attributes:
        faults: what is wrong and noticed.
        has_one_paper_sensor: near end is told only together with the end.
    """

    faults: frozenset[Fault]
    has_one_paper_sensor: bool

    @property
    def paper(self) -> int:
        """GS r 1, and byte 3 of automatic status."""
        return 0x03 * self._near_end | 0x0C * (Fault.PAPER_OUT in self.faults)

    @property
    def asb_frame(self) -> bytes:
        """The four bytes of automatic status."""
        faults = self.faults
        first = 0x10 | self._offline << 3 | (Fault.COVER_OPEN in faults) << 5 | (Fault.FEEDING in faults) << 6
        second = (
            (Fault.CUTTER in faults) << 3
            | (Fault.UNRECOVERABLE in faults) << 5
            | (Fault.OVERHEATED in faults) << 6
        )
        return bytes((first, second, self.paper, 0))

    def real_time(self, n: int) -> int:
        """The answer to DLE EOT n."""
        faults, out = self.faults, Fault.PAPER_OUT in self.faults
        has_error = bool(faults & {Fault.CUTTER, Fault.UNRECOVERABLE, Fault.OVERHEATED})
        table: dict[int, tuple[tuple[int, bool], ...]] = {
            1: ((3, self._offline), (6, Fault.FEEDING in faults)),
            2: ((2, Fault.COVER_OPEN in faults), (3, Fault.FEEDING in faults), (5, out), (6, has_error)),
            3: (
                (3, Fault.CUTTER in faults),
                (5, Fault.UNRECOVERABLE in faults),
                (6, Fault.OVERHEATED in faults),
            ),
            4: ((2, self._near_end), (3, self._near_end), (5, out), (6, out)),
        }
        return 0x12 | sum(1 << bit for bit, on in table[n] if on)

    @property
    def _offline(self) -> bool:
        return bool(self.faults & STOPPING)

    @property
    def _near_end(self) -> bool:
        is_out = Fault.PAPER_OUT in self.faults
        return is_out if self.has_one_paper_sensor else is_out or Fault.NEAR_END in self.faults
