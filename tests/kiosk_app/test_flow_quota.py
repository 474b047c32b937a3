"""The limits on paper: so many slips an hour of all visits together, and a pause between two."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app import flow
from kiosk_app.flow import PrintResult, State, Trouble, quota
from kiosk_app.flow import intents as i

PER_HOUR = 3
PAUSE_S = 10.0
POLICY = flow.Policy(slips_per_hour=PER_HOUR, slip_pause_s=PAUSE_S)
ANSWERS = [i.Choose(one) for one in ("start", "skip", "goods", "b3", "331002")]


class Hall:
    """A terminal and whoever comes to it, one after the other."""

    def __init__(self) -> None:
        self.session = flow.first()
        self.now_s = 5000.0
        self.begun_s: list[float] = []

    def does(self, *events: flow.Event) -> Hall:
        for event in events:
            self.session, commands = flow.step(self.session, event, self.now_s, POLICY)
            self.begun_s += [self.now_s for command in commands if isinstance(command, flow.PrintSlip)]
        return self

    def comes(self) -> Hall:
        """Go to the list."""
        return self.does(i.FinishAndClear(), *ANSWERS, flow.Listed(("TZ-1",)))

    def prints(self, result: PrintResult = PrintResult.DONE) -> Hall:
        """Ask for a slip; if it is begun, it ends so."""
        self.does(i.Choose("print"))
        return self.ends(result)

    def ends(self, result: PrintResult) -> Hall:
        return self.does(flow.PrintEnded(self.session.job, result))


def full() -> Hall:
    """All slips of the hour have been printed, a minute apart, and the next person looks at the list."""
    hall = Hall()
    for _ in range(PER_HOUR):
        hall.comes().prints()
        hall.now_s += 60
    return hall.comes()


def test_all_visits_together_print_no_more_an_hour_than_the_site_allows() -> None:
    hall = full().prints()
    assert (hall.session.state, hall.session.trouble) == (State.TROUBLE, Trouble.PRINT_QUOTA)
    assert len(hall.begun_s) == PER_HOUR
    assert hall.session.wait_min == 57  # the first of three was begun 180 s ago
    assert hall.session.prints == 0, "it costs none of the slips of the visit"


def test_the_list_stays_and_prints_again_once_the_time_has_passed() -> None:
    hall = full().prints()
    hall.does(i.Choose("list"))
    assert (hall.session.state, hall.session.listed) == (State.LIST, ("TZ-1",))
    hall.now_s = hall.begun_s[0] + quota.HOUR_S
    assert hall.prints().session.state is State.TAKE_SLIP


def test_what_the_printer_refused_is_not_counted() -> None:
    hall = Hall()
    for _ in range(PER_HOUR + 1):
        hall.comes().prints(PrintResult.REFUSED)
    assert hall.session.slips_at_s == ()
    assert hall.comes().prints().session.state is State.TAKE_SLIP


def test_the_end_of_a_job_that_is_not_the_flows_own_changes_nothing() -> None:
    """Such as a test print of the staff."""
    hall = Hall().comes().prints()
    before = hall.session
    assert hall.does(*(flow.PrintEnded(-1, result) for result in PrintResult)).session == before


def test_a_slip_right_after_another_waits_but_a_failed_one_is_repeated_at_once() -> None:
    hall = Hall().comes().prints(PrintResult.VOIDED)
    hall.does(i.Choose("list")).prints()
    assert (hall.session.trouble, hall.session.wait_min) == (Trouble.PRINT_QUOTA, 1)
    hall.does(i.Choose("retry"))
    assert hall.session.state is State.TROUBLE, "the pause has no other way round"
    again = Hall().comes().prints(PrintResult.VOIDED).does(i.Choose("retry"))
    assert again.session.state is State.PRINTING
    hall.now_s += PAUSE_S
    assert hall.does(i.Choose("list")).prints().session.state is State.TAKE_SLIP


def test_a_repeated_slip_counts_for_the_hour() -> None:
    hall = Hall()
    hall.comes().prints()
    hall.now_s += PAUSE_S
    hall.comes().prints()
    hall.now_s += PAUSE_S
    hall.comes().prints(PrintResult.VOIDED).does(i.Choose("retry"))
    assert hall.session.trouble is Trouble.PRINT_QUOTA


def test_forgetting_a_visit_keeps_the_times_and_nothing_else_of_it() -> None:
    hall = Hall().comes().prints().does(i.FinishAndClear())
    assert hall.session == flow.Session(job=1, slips_at_s=(5000.0,))


@given(
    st.lists(st.floats(0, 900), max_size=60),
    st.integers(1, 5),
    st.floats(0, 600),
)
def test_T25_whatever_comes_no_hour_has_more_slips_than_allowed(
    pauses: list[float], per_hour: int, pause_s: float
) -> None:
    now_s, kept, begun = 0.0, (), list[float]()
    for pause in pauses:
        now_s += pause
        if quota.wait_s(kept, now_s, per_hour=per_hour, pause_s=pause_s) == 0:
            kept = quota.counted(kept, now_s)
            begun.append(now_s)
    assert all(late - early >= quota.HOUR_S for early, late in zip(begun, begun[per_hour:], strict=False))
    assert all(late - early >= pause_s - 1e-6 for early, late in itertools.pairwise(begun))
    assert len(kept) <= per_hour


@given(st.lists(st.floats(0, 900), min_size=1, max_size=20), st.integers(1, 5), st.floats(0, 600))
def test_after_the_wait_that_was_said_a_slip_can_be_had(
    pauses: list[float], per_hour: int, pause_s: float
) -> None:
    now_s, kept = 0.0, ()
    for pause in pauses:
        now_s += pause
        wait_s = quota.wait_s(kept, now_s, per_hour=per_hour, pause_s=pause_s)
        assert 0 <= wait_s <= quota.HOUR_S + 1e-6  # a sum and a difference, each rounded
        assert quota.wait_s(kept, now_s + wait_s + 1e-6, per_hour=per_hour, pause_s=pause_s) == 0
        kept = quota.counted(kept, now_s) if wait_s == 0 else kept


@pytest.mark.parametrize("result", [PrintResult.DONE, PrintResult.VOIDED, PrintResult.UNCONFIRMED])
def test_whatever_may_have_cost_paper_is_counted(result: PrintResult) -> None:
    assert Hall().comes().prints(result).session.slips_at_s == (5000.0,)
