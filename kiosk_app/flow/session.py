"""What the terminal knows about the person in front of it, for as long as they stand there.

One immutable value. Forgetting is replacing it by a fresh one (`forgotten`): there is no second place.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk_app.flow.kinds import Assurance, Language, PrintResult, ScanKind, State, Trouble
from kiosk_app.view_models import Look

__all__ = ["Assurance", "Language", "PrintResult", "ScanKind", "Session", "State", "Trouble"]


@dataclass(frozen=True, slots=True)
class Session:
    """Everything of one visit.

    Attributes:
        idle_at_s: when the idle warning comes up; None = awaits a person for ever (only the idle screen) or a
            device under its own deadline.
        warn_until_s: when the warning runs out; None = no warning is shown.
        ends_at_s: the longest a session may last.
        entered: the characters typed so far (a code or a phone number).
        asked: the letter that was pressed and is in no code (`licence.LOOKS_LIKE`); empty = nothing is asked.
        entry_ok: None = not complete yet; else whether the check digit fits.
        question: of the guide for those who are not sure (`guide.Question`); empty = the debt type was chosen.
        listed: agency ids in ranked order.
        job: running number of the last print request; late outcomes of others are dropped. Never reset, so that
            a job outliving its session cannot answer for another.
        wait_min: in how many minutes a slip may be printed again, where the limits of the site were reached.
        slips_at_s: when the slips of the last hour were begun, whoever had them (`quota`).
        usable, camera_works, slips_at_s: facts about the terminal, not the person; they outlive the session.
    """

    state: State = State.IDLE
    language: Language = Language.ZH
    look: Look = Look()
    idle_at_s: float | None = None
    warn_until_s: float | None = None
    ends_at_s: float | None = None
    help_at_s: float | None = None
    scan_hint: str = ""
    scan_refused_until_s: float | None = None
    scan_slow: bool = False
    entered: str = ""
    asked: str = ""
    entry_ok: bool | None = None
    uscc: str = ""
    assurance: Assurance = Assurance.NONE
    debt_type: str = ""
    question: str = ""
    amount: str = ""
    place: str = ""
    listed: tuple[str, ...] = ()
    page: int = 0
    detail: str = ""
    job: int = 0
    prints: int = 0
    phase: int = 0
    stalled: bool = False
    given_up: bool = False
    trouble: Trouble | None = None
    pieces: int = 1
    wait_min: int = 0
    slips_at_s: tuple[float, ...] = ()
    usable: bool = True
    camera_works: bool = True

    def forgotten(self) -> Session:
        """The terminal as nobody has touched it: only facts about the terminal itself are kept."""
        return Session(
            state=State.IDLE if self.usable else State.OUT_OF_SERVICE,
            job=self.job,
            slips_at_s=self.slips_at_s,
            usable=self.usable,
            camera_works=self.camera_works,
        )

    @property
    def is_default(self) -> bool:
        """Whether nobody has changed language or looks."""
        return self.language is Language.ZH and self.look == Look()
