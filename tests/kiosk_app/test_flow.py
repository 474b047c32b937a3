"""The flow as a whole: the journey, forgetting, deadlines, and what can never happen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app import flow
from kiosk_app.flow import State
from kiosk_app.flow import intents as i
from kiosk_app.view_models import Contrast, Look, TextSize

POLICY = flow.Policy()
T = POLICY.timing
CODE = "91331002MA2DEM0179"


class Owner:
    """Somebody at the terminal: says events, sees the state, hears the commands."""

    def __init__(self) -> None:
        self.session = flow.first()
        self.now = 1000.0
        self.commands: list[flow.Command] = []

    def does(self, *events: flow.Event) -> Owner:
        for event in events:
            self.session, commands = flow.step(self.session, event, self.now, POLICY)
            self.commands += commands
        return self

    def waits(self, seconds: float) -> Owner:
        self.now += seconds
        return self.does(flow.Tick())


JOURNEY: tuple[tuple[flow.Event, State], ...] = (
    (i.Choose("start"), State.SCAN),
    (flow.ScanRead(flow.ScanKind.LICENCE, CODE), State.CONFIRM),
    (i.Choose("yes"), State.DEBT_TYPE),
    (i.Choose("goods"), State.AMOUNT),
    (i.Choose("b3"), State.PLACE),
    (i.Choose("331002"), State.PLACE),
    (flow.Listed(("TZ-1", "TZ-2")), State.LIST),
    (i.Choose("TZ-2"), State.DETAIL),
    (i.Choose("close"), State.LIST),
    (i.Choose("print"), State.PRINTING),
    (flow.PrintEnded(1, flow.PrintResult.DONE), State.TAKE_SLIP),
    (i.Choose("finish"), State.IDLE),
)


def at(state: State) -> Owner:
    owner = Owner()
    for event, reached in JOURNEY:
        if owner.session.state is state:
            return owner
        owner.does(event)
        assert owner.session.state is reached
    return owner


def test_the_journey_goes_from_idle_to_idle() -> None:
    owner = Owner()
    for event, state in JOURNEY:
        owner.does(event)
        assert owner.session.state is state


def test_the_camera_is_open_only_while_scanning() -> None:
    owner = at(State.SCAN)
    assert owner.commands == [flow.StartCamera()]
    owner.does(flow.ScanRead(flow.ScanKind.LICENCE, CODE))
    assert owner.commands[-1] == flow.StopCamera()


def test_a_double_tap_on_print_makes_one_job() -> None:
    owner = at(State.LIST).does(i.Choose("print"), i.Choose("print"))
    assert [c for c in owner.commands if isinstance(c, flow.PrintSlip)] == [flow.PrintSlip(1)]


def test_a_session_prints_no_more_slips_than_the_site_allows() -> None:
    owner = at(State.LIST)
    for job in range(1, 5):
        owner.does(i.Choose("print"), flow.PrintEnded(job, flow.PrintResult.VOIDED), i.Choose("retry"))
    assert len([c for c in owner.commands if isinstance(c, flow.PrintSlip)]) == POLICY.slips_per_session


def test_a_refused_print_takes_none_of_the_slips() -> None:
    owner = at(State.LIST).does(i.Choose("print"))
    for job in range(1, 6):
        owner.does(flow.PrintEnded(job, flow.PrintResult.REFUSED), i.Choose("retry"))
    assert owner.session.state is State.PRINTING


def test_whoever_has_had_all_slips_takes_the_list_along_as_a_code() -> None:
    owner = at(State.LIST).does(i.Choose("take_along"))
    assert owner.session.state is State.LIST
    for job in range(1, POLICY.slips_per_session + 1):
        owner.does(i.Choose("print"), flow.PrintEnded(job, flow.PrintResult.VOIDED))
        owner.does(i.Choose("list")).waits(POLICY.slip_pause_s)
    owner.does(i.Choose("take_along"), i.Choose("retry"))
    assert (owner.session.state, owner.session.trouble) == (State.TROUBLE, flow.Trouble.SLIPS_SPENT)
    assert owner.does(i.Choose("list")).session.state is State.LIST


def test_nobody_has_to_wait_for_a_printer_that_waits_for_somebody() -> None:
    owner = at(State.PRINTING).does(i.Choose("stop"))
    assert not owner.session.given_up
    owner.does(flow.PrintStalled(1, flow.Trouble.PAPER_OUT), i.Choose("stop"), i.Choose("stop"))
    assert [c for c in owner.commands if isinstance(c, flow.GiveUpSlip)] == [flow.GiveUpSlip(1)]
    owner.does(flow.PrintEnded(1, flow.PrintResult.VOIDED))
    assert owner.session.trouble is flow.Trouble.SLIP_VOID


def test_a_slip_given_up_by_hand_that_never_ends_is_asked_about_in_time() -> None:
    owner = at(State.PRINTING).does(flow.PrintStalled(1, flow.Trouble.CUTTER), i.Choose("stop"))
    assert owner.waits(T.giving_up_s).session.trouble is flow.Trouble.SLIP_UNCONFIRMED


def test_only_a_proven_slip_leads_to_take_your_slip() -> None:
    for result in flow.PrintResult:
        owner = at(State.PRINTING).does(flow.PrintEnded(1, result))
        assert (owner.session.state is State.TAKE_SLIP) == (result is flow.PrintResult.DONE)


def test_the_outcome_of_an_earlier_job_is_ignored() -> None:
    owner = at(State.PRINTING).does(flow.PrintEnded(0, flow.PrintResult.DONE))
    assert owner.session.state is State.PRINTING


@pytest.mark.parametrize("state", [s for s in State if s not in (State.OUT_OF_SERVICE, State.IDLE)])
def test_finish_and_clear_forgets_everything_from_every_screen(state: State) -> None:
    owner = _anyhow_at(state).does(i.FinishAndClear())
    # Number and time of a slip are facts about the terminal; test_flow_quota.py looks at them.
    assert replace(owner.session, job=0, slips_at_s=()) == flow.first()
    assert owner.commands[-2:] == [flow.StopCamera(), flow.Forget()]


@pytest.mark.parametrize(
    "state",
    [s for s in State if s not in (State.OUT_OF_SERVICE, State.IDLE, State.PRINTING, State.TAKE_SLIP)],
)
def test_an_absent_owner_is_warned_and_then_forgotten(state: State) -> None:
    owner = _anyhow_at(state).waits(T.list_s)
    assert owner.session.warn_until_s is not None
    owner.waits(T.warning_s - 1)
    assert owner.session.state is state
    owner.waits(1)
    assert replace(owner.session, job=0) == flow.first()


def test_any_touch_takes_the_warning_away_ten_times_and_more() -> None:
    owner = at(State.AMOUNT)
    for _ in range(11):
        owner.waits(T.question_s)
        assert owner.session.warn_until_s is not None
        owner.does(i.Touched())
        assert owner.session.warn_until_s is None
    assert owner.session.state is State.AMOUNT


def test_a_stuck_touch_panel_cannot_hold_a_session_for_ever() -> None:
    owner = at(State.AMOUNT)
    for _ in range(int(T.session_s) + 1):
        owner.does(i.Touched()).waits(1)
    assert owner.session.state is State.IDLE


def test_the_clock_stands_still_while_printing_but_not_for_ever() -> None:
    owner = at(State.PRINTING).waits(T.printing_s - 1)
    assert owner.session.state is State.PRINTING
    assert owner.session.warn_until_s is None
    owner.waits(1)
    assert owner.commands[-1] == flow.GiveUpSlip(1)
    owner.waits(T.giving_up_s)
    assert owner.session.trouble is flow.Trouble.SLIP_UNCONFIRMED


def test_leaving_while_the_printer_is_stuck_gives_the_slip_up() -> None:
    owner = at(State.PRINTING).does(flow.PrintStalled(1, flow.Trouble.PAPER_OUT), i.FinishAndClear())
    assert owner.commands[-3:] == [flow.GiveUpSlip(1), flow.StopCamera(), flow.Forget()]


def test_looks_and_language_change_without_losing_answers() -> None:
    owner = at(State.LIST)
    before = owner.session
    owner.does(i.SwitchLanguage(), i.EnlargeText(), i.ChangeContrast(), i.ToggleReach())
    assert owner.session.look == Look(TextSize.LARGE, Contrast.LIGHT, reach=True)
    assert replace(owner.session, language=before.language, look=before.look) == before


def test_looks_changed_on_the_idle_screen_go_back_by_themselves() -> None:
    owner = Owner().does(i.SwitchLanguage()).waits(T.question_s)
    assert owner.session == flow.first()


def test_an_opaque_code_leads_to_typing() -> None:
    owner = at(State.SCAN).does(flow.ScanRead(flow.ScanKind.OPAQUE), i.Choose("type"))
    assert owner.session.state is State.TYPE_CODE
    owner.does(*(i.PressKey(c) for c in CODE))
    assert owner.commands[-1] == flow.CheckCode(CODE)
    owner.does(i.Choose("submit"))
    assert owner.session.state is State.TYPE_CODE
    owner.does(flow.CodeChecked(ok=True, uscc=CODE), i.Choose("submit"))
    assert (owner.session.state, owner.session.assurance) == (State.CONFIRM, flow.Assurance.TYPED)


def test_a_code_that_is_no_licence_is_refused_politely_and_scanning_goes_on() -> None:
    owner = at(State.SCAN).does(flow.ScanRead(flow.ScanKind.OTHER))
    assert owner.session.state is State.SCAN
    assert owner.session.scan_refused_until_s is not None
    owner.waits(T.refusal_s)
    assert owner.session.scan_refused_until_s is None


def test_a_lost_camera_offers_the_keypad() -> None:
    owner = at(State.SCAN).does(flow.CameraChanged(works=False))
    assert owner.session.trouble is flow.Trouble.CAMERA
    owner.does(i.Choose("type"))
    assert owner.session.state is State.TYPE_CODE


def test_without_a_camera_the_journey_starts_at_the_choice_of_other_ways() -> None:
    owner = Owner().does(flow.CameraChanged(works=False), i.Choose("start"))
    assert owner.session.trouble is flow.Trouble.CAMERA


def test_without_a_list_the_idle_terminal_is_out_of_service_and_comes_back_by_itself() -> None:
    owner = Owner().does(flow.ServiceChanged(usable=False))
    assert owner.session.state is State.OUT_OF_SERVICE
    owner.does(flow.ServiceChanged(usable=True))
    assert owner.session.state is State.IDLE


def test_a_site_may_insist_on_a_licence() -> None:
    session, _ = flow.step(
        at(State.SCAN).session, i.Choose("skip"), 1000.0, flow.Policy(without_licence=False)
    )
    assert session.state is State.SCAN


def _anyhow_at(state: State) -> Owner:
    ways: dict[State, tuple[flow.Event, ...]] = {
        State.TYPE_CODE: (i.Choose("start"), i.Choose("type")),
        State.WHICH_DEBT: (i.Choose("start"), i.Choose("skip"), i.Choose("unsure")),
        State.TROUBLE: (i.Choose("start"), flow.ScanRead(flow.ScanKind.OPAQUE)),
        State.PHONE_ENTRY: (i.Choose("check_phone"), i.PressKey("1")),
        State.PHONE_RESULT: (
            i.Choose("check_phone"),
            *(i.PressKey(c) for c in "0576"),
            i.Choose("submit"),
            flow.PhoneChecked(),
        ),
    }
    owner = Owner().does(*ways[state]) if state in ways else at(state)
    assert owner.session.state is state
    return owner


_IDS = (
    "start",
    "check_phone",
    "type",
    "skip",
    "yes",
    "again",
    "submit",
    "delete",
    "clear",
    "print",
    "finish",
)
_ANY_EVENT: st.SearchStrategy[flow.Event] = st.one_of(
    st.sampled_from(
        [i.Choose(x) for x in (*_IDS, "retry", "list", "whole", "close", "TZ-1", "goods", "unsure", "no")]
    ),
    st.sampled_from(
        [i.PressKey("9"), i.TurnPage(1), i.TurnPage(-1), i.GoBack(), i.FinishAndClear(), i.Touched()]
    ),
    st.sampled_from([i.SwitchLanguage(), i.EnlargeText(), i.ChangeContrast(), i.ToggleReach(), i.CarryOn()]),
    st.sampled_from([flow.ScanRead(k, CODE) for k in flow.ScanKind]),
    st.sampled_from([flow.Listed(("TZ-1",)), flow.Listed(()), flow.ListUnavailable(), flow.PhoneChecked()]),
    st.sampled_from([flow.CodeChecked(ok, CODE) for ok in (True, False)]),
    st.sampled_from([flow.PrintEnded(n, r) for n in range(3) for r in flow.PrintResult]),
    st.sampled_from(
        [flow.PrintPhase(1, 2), flow.PrintStalled(1, flow.Trouble.PAPER_OUT), flow.ScanHint("closer")]
    ),
    st.sampled_from([flow.CameraChanged(w) for w in (True, False)]),
    st.sampled_from([flow.ServiceChanged(u) for u in (True, False)]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(_ANY_EVENT, st.floats(0, 60)), max_size=60))
def test_from_any_events_the_flow_has_a_deadline_or_awaits_a_person_and_comes_back(
    events: list[tuple[flow.Event, float]],
) -> None:
    owner = Owner()
    prints = 0
    for event, pause in events:
        before = owner.session
        owner.waits(pause).does(event)
        asked = [c for c in owner.commands[-2:] if isinstance(c, flow.PrintSlip)]
        prints += owner.session.job - before.job
        assert owner.session.job - before.job <= 1
        assert not asked or owner.session.job >= asked[-1].job
        if flow.deadline(owner.session) is None:
            assert owner.session.state in (State.IDLE, State.OUT_OF_SERVICE)
    assert len([c for c in owner.commands if isinstance(c, flow.PrintSlip)]) == prints
    owner.waits(T.printing_s).waits(T.giving_up_s).waits(T.session_s)
    assert owner.session.state in (State.IDLE, State.OUT_OF_SERVICE)
    assert owner.session == owner.session.forgotten()


def typing(text: str) -> Owner:
    """Somebody who has typed this much of a code."""
    return Owner().does(i.Choose("start"), i.Choose("type"), *(i.PressKey(one) for one in text))


@pytest.mark.parametrize(("letter", "figure"), [("O", "0"), ("I", "1")])
def test_a_letter_no_code_has_becomes_a_figure_only_when_the_owner_says_so(letter: str, figure: str) -> None:
    owner = typing("9" + letter)
    assert (owner.session.entered, owner.session.asked) == ("9", letter)
    owner.does(i.Choose("figure"))
    assert (owner.session.entered, owner.session.asked) == ("9" + figure, "")


def test_the_eighteenth_may_be_such_a_letter_too() -> None:
    owner = typing("91331002MA2DEM017O")
    assert flow.CheckCode("91331002MA2DEM0170") not in owner.commands
    owner.does(i.Choose("figure"))
    assert owner.commands[-1] == flow.CheckCode("91331002MA2DEM0170")


@pytest.mark.parametrize(
    ("event", "entered"), [(i.Choose("delete"), "9"), (i.Choose("clear"), ""), (i.PressKey("8"), "98")]
)
def test_whoever_does_not_want_the_figure_goes_on(event: flow.Event, entered: str) -> None:
    owner = typing("9O").does(event)
    assert (owner.session.entered, owner.session.asked) == (entered, "")
    assert owner.does(i.Choose("figure")).session.entered == entered, "nothing is asked any more"
