"""Every delay of the session in one place, in seconds on the monotonic clock.

Sources: WCAG 2.2.1 (a warning of at least 20 s, at least ten extensions); the other figures were chosen for this
terminal and are to be confirmed with people on site.
"""

from __future__ import annotations

from msgspec import Struct


class Timing(Struct, frozen=True):
    """How long the terminal waits for a person, and for itself."""

    question_s: float = 90.0
    """On a question without a touch, before the warning."""
    list_s: float = 120.0
    """On the list and the detail of an agency: reading takes longer than answering."""
    warning_s: float = 30.0
    """How long the warning stands before everything is forgotten; never under 20."""
    scan_help_s: float = 20.0
    """Without a code in view, before the other ways are offered."""
    refusal_s: float = 5.0
    """How long "this is not a licence code" stays on the scan screen."""
    printing_s: float = 180.0
    """The clock stands still while printing, but never longer than this."""
    giving_up_s: float = 20.0
    """For marking a half-printed slip void, before the person is asked."""
    slip_s: float = 40.0
    """On "take your slip"; nothing personal is on that screen."""
    session_s: float = 1500.0
    """A whole session: room for more than ten extensions, yet a phantom touch cannot hold one open for ever."""

    def __post_init__(self) -> None:
        if self.warning_s < 20:  # noqa: PLR2004 - the figure of WCAG 2.2.1, named above
            raise ValueError("the idle warning must stand for at least 20 s (WCAG 2.2.1)")


class Policy(Struct, frozen=True):
    """What the site allows; from the terminal's configuration."""

    timing: Timing = Timing()
    without_licence: bool = True
    """Whether an owner may go on without showing or typing a licence."""
    slips_per_session: int = 2
    slips_per_hour: int = 40
    """Of all visits together, within any hour; test prints of the staff are not counted."""
    slip_pause_s: float = 10.0
    """From one slip to the next; a slip that failed may be repeated at once."""
    sound: bool = False
    """Whether the site has anything that makes a sound."""
