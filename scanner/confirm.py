"""Several equal reads -> one scan.

A symbol counts when it was read the same n times within a window, alone in view. After that the desk is
closed for a moment, and for longer to the same payload, so that a phone left lying there does not scan
itself again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.decoder import Decoding

READS_NEEDED: Final[Mapping[str, int]] = {"zxing": 2, "zbar": 3}
"""By trust: zxing-cpp checks more before it reports a symbol. A decoder not named here needs the most."""


@dataclass(frozen=True, slots=True)
class ConfirmedScan:
    """One scan that counts. Times are those of the frames, monotonic seconds."""

    payload: bytes
    decoder: str
    first_seen_s: float
    confirmed_s: float


@dataclass(frozen=True, slots=True)
class ConfirmPolicy:
    """How sure to be, in seconds."""

    window_s: float = 1.0
    """Equal reads further apart than this do not add up."""
    cool_down_s: float = 2.0
    """After a scan nothing is confirmed for this long."""
    same_payload_s: float = 3.0
    """The same payload counts again only after it was out of view for this long."""


@dataclass(slots=True)
class Confirmer:
    """Counts equal reads. One instance per scanning period; not thread-safe."""

    policy: ConfirmPolicy = field(default_factory=ConfirmPolicy)
    _data: bytes | None = None
    _reads: int = 0
    _first_s: float = 0.0
    _last_s: float = 0.0
    _confirmed: bytes | None = None
    _confirmed_seen_s: float = float("-inf")
    _closed_until_s: float = float("-inf")

    def feed(self, decoding: Decoding, at_s: float) -> ConfirmedScan | None:
        """Take in the outcome of one frame.

        Args:
            decoding: what was read in it.
            at_s: monotonic seconds of the frame; never runs backwards.
        """
        found = {payload.data: payload.decoder for payload in decoding.payloads}
        self._rest(set(found), at_s)
        if len(found) != 1:
            if found:
                self._reads = 0
            return None
        ((data, decoder),) = found.items()
        if data == self._confirmed or at_s < self._closed_until_s:
            return None
        self._count(data, at_s)
        if self._reads < READS_NEEDED.get(decoder, max(READS_NEEDED.values())):
            return None
        return self._confirm(data, decoder, at_s)

    def _rest(self, found: set[bytes], at_s: float) -> None:
        """Forget the last scan once its payload was out of view for long enough."""
        if at_s - self._confirmed_seen_s >= self.policy.same_payload_s:
            self._confirmed = None
        elif self._confirmed in found:
            self._confirmed_seen_s = at_s

    def _count(self, data: bytes, at_s: float) -> None:
        if data != self._data or self._reads == 0 or at_s - self._last_s > self.policy.window_s:
            self._data, self._reads, self._first_s = data, 0, at_s
        self._reads += 1
        self._last_s = at_s

    def _confirm(self, data: bytes, decoder: str, at_s: float) -> ConfirmedScan:
        self._confirmed, self._confirmed_seen_s = data, at_s
        self._closed_until_s = at_s + self.policy.cool_down_s
        self._reads = 0
        return ConfirmedScan(data, decoder, self._first_s, at_s)
