"""One turn of the flow: the session as it was, and the few moves every handler is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kiosk_app.flow.commands import Forget, GiveUpSlip, StartCamera, StopCamera
from kiosk_app.flow.session import State, Trouble

if TYPE_CHECKING:
    from kiosk_app.flow.commands import Command
    from kiosk_app.flow.session import Session
    from kiosk_app.flow.timing import Policy

Result = tuple["Session", tuple["Command", ...]]

_READING_STATES = frozenset({State.LIST, State.DETAIL})
_NOBODY_THERE = frozenset({State.IDLE, State.OUT_OF_SERVICE})


@dataclass(frozen=True, slots=True)
class Turn:
    """What a handler sees: the session, the monotonic time in seconds, and the site's policy."""

    session: Session
    now_s: float
    policy: Policy

    def stay(self, *commands: Command, **changes: Any) -> Result:  # noqa: ANN401 - fields of Session, checked by replace
        """Remain in the state, with some fields changed."""
        return replace(self.session, **changes), commands

    def enter(self, state: State, *commands: Command, **changes: Any) -> Result:  # noqa: ANN401 - same
        """Go to another state: its idle clock starts, warnings and helpers of the former one are gone."""
        session = replace(
            self.session,
            state=state,
            idle_at_s=self.idle_at(state),
            **{
                "warn_until_s": None,
                "help_at_s": None,
                "trouble": None,
                "stalled": False,
                "given_up": False,
                **changes,
            },
        )
        if session.ends_at_s is None and state not in _NOBODY_THERE:
            session = replace(session, ends_at_s=self.now_s + self.policy.timing.session_s)
        return session, commands

    def enter_scan(self) -> Result:
        """Look for a code, or say at once that there is no camera."""
        if not self.session.camera_works:
            return self.trouble(Trouble.CAMERA)
        return self.enter(
            State.SCAN,
            StartCamera(),
            scan_hint="",
            scan_slow=False,
            scan_refused_until_s=None,
            help_at_s=self.now_s + self.policy.timing.scan_help_s,
        )

    def trouble(self, trouble: Trouble, *commands: Command) -> Result:
        """Show what stopped the session and what can be done."""
        return self.enter(State.TROUBLE, *commands, trouble=trouble)

    def end(self) -> Result:
        """Forget everything; a slip the printer is stuck with is not waited for."""
        session = self.session
        stuck = session.state is State.PRINTING and session.stalled
        given_up = (GiveUpSlip(session.job),) if stuck else ()
        return session.forgotten(), (*given_up, StopCamera(), Forget())

    def idle_at(self, state: State) -> float | None:
        """When nobody touching this state's screen becomes worth a warning."""
        timing = self.policy.timing
        if state is State.PRINTING or (state in _NOBODY_THERE and self.session.is_default):
            return None
        if state is State.TAKE_SLIP:
            return self.now_s + timing.slip_s
        if state in _READING_STATES:
            return self.now_s + timing.list_s
        return self.now_s + timing.question_s
