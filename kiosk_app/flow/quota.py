"""How much paper the terminal gives away, whoever asks: so many slips an hour, and a pause between two.

Only monotonic times are kept, as many as the limit, and none over a restart: they say nothing about anybody.
"""

from __future__ import annotations

HOUR_S = 3600.0


def wait_s(slips_at_s: tuple[float, ...], now_s: float, *, per_hour: int, pause_s: float) -> float:
    """How long until one more slip is within the limits; 0 = it is now.

    Args:
        slips_at_s: when slips were begun, oldest first, on the monotonic clock.
        now_s: on the same clock.
        per_hour: at most so many within any hour; at least 1.
        pause_s: from the beginning of a slip to the next; 0 = none.
    """
    recent = _within_the_hour(slips_at_s, now_s)
    free_at_s = [now_s]
    if len(recent) >= per_hour:
        free_at_s.append(recent[-per_hour] + HOUR_S)
    if recent:
        free_at_s.append(recent[-1] + pause_s)
    return max(free_at_s) - now_s


def counted(slips_at_s: tuple[float, ...], now_s: float) -> tuple[float, ...]:
    """With the slip that begins now, and without what is over an hour old."""
    return (*_within_the_hour(slips_at_s, now_s), now_s)


def _within_the_hour(slips_at_s: tuple[float, ...], now_s: float) -> tuple[float, ...]:
    return tuple(at_s for at_s in slips_at_s if now_s - at_s < HOUR_S)
