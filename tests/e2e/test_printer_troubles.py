"""Out of paper before and during, and the cable pulled: the list stays, and only a whole slip counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import Language, Policy, PrintStalled, State, Trouble
from kiosk_app.flow.intents import Choose, FinishAndClear
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.view_models import IdleView, PrintingView, Tone
from printing import Done, Fault, Paragraph, Refused, Size

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.terminal import Kiosk

pytestmark = pytest.mark.journey(every=4)

PRINT = Choose("print")


def says_former_is_void(kiosk: Kiosk) -> bool:
    words = load_translations(locale_dir())[Language.ZH]("The slip printed before this one is void.")
    return Paragraph(words, Size.BODY, bold=True) in kiosk.jobs[-1].document.blocks


def stalls_at(kiosk: Kiosk, row: int, fault: Fault) -> None:
    """Ask for the slip; something happens to the printer after this many rows."""
    kiosk.to_list()
    kiosk.printer.fault_at_row(row, fault)
    kiosk.touch(PRINT)
    kiosk.wait_until(lambda: kiosk.session.stalled)


def test_no_paper_before_the_slip_leaves_the_list_and_a_code_to_take_along(kiosk: Kiosk) -> None:
    kiosk.to_list()
    shown = kiosk.session.listed
    kiosk.printer.fault(Fault.PAPER_OUT)
    kiosk.touch(PRINT)
    kiosk.wait_for(State.TROUBLE)
    assert isinstance(kiosk.wait_printed(), Refused)
    assert kiosk.session.trouble is Trouble.PAPER_OUT
    assert kiosk.world is not None
    assert kiosk.world.match is not None
    assert kiosk.world.match.ranked[0].agency.phones[0] in kiosk.view.qr_payload
    kiosk.touch(Choose("list"))
    assert (kiosk.state, kiosk.session.listed) == (State.LIST, shown)
    assert kiosk.valid_slips() == 0


def test_a_printer_without_paper_is_said_on_the_first_screen_and_no_longer_once_it_has_some(
    kiosk: Kiosk,
) -> None:
    kiosk.printer.fault(Fault.PAPER_OUT)
    kiosk.wait_until(lambda: isinstance(kiosk.view, IdleView) and kiosk.view.notice is not None)
    kiosk.touch(Choose("start"), FinishAndClear())
    assert isinstance(kiosk.view, IdleView)
    assert kiosk.view.notice is not None
    kiosk.printer.repair()
    kiosk.wait_until(lambda: isinstance(kiosk.view, IdleView) and kiosk.view.notice is None)


def test_whoever_does_not_want_to_wait_gets_the_code_and_the_torn_slip_is_void(kiosk: Kiosk) -> None:
    stalls_at(kiosk, 900, Fault.PAPER_OUT)
    kiosk.touch(Choose("stop"))
    kiosk.wait_for(State.TROUBLE)
    assert kiosk.session.trouble in {Trouble.SLIP_VOID, Trouble.SLIP_UNCONFIRMED}
    assert kiosk.view.qr_payload
    assert kiosk.valid_slips() == 0


def test_printing_again_after_new_paper_makes_exactly_one_valid_slip(kiosk: Kiosk) -> None:
    kiosk.to_list()
    kiosk.printer.fault(Fault.PAPER_OUT)
    kiosk.touch(PRINT)
    kiosk.wait_for(State.TROUBLE)
    kiosk.printer.repair()
    kiosk.touch(Choose("retry"))
    assert isinstance(kiosk.wait_printed(), Done)
    kiosk.wait_for(State.TAKE_SLIP)
    assert kiosk.valid_slips() == 1
    assert not says_former_is_void(kiosk)


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.COVER_OPEN])
def test_a_fault_during_the_slip_is_said_and_mending_it_ends_well(kiosk: Kiosk, fault: Fault) -> None:
    stalls_at(kiosk, 900, fault)
    assert kiosk.state is State.PRINTING
    assert isinstance(kiosk.view, PrintingView)
    assert kiosk.view.message.tone is Tone.PROBLEM
    kiosk.printer.repair()
    assert isinstance(kiosk.wait_printed(), Done)
    kiosk.wait_for(State.TAKE_SLIP)
    assert kiosk.valid_slips() == 1
    assert kiosk.printed() == [r.agency.id for r in kiosk.world.match.ranked]  # type: ignore[union-attr]  # a list is on paper


def test_the_cable_pulled_during_the_slip_voids_it_and_the_next_one_says_so(kiosk: Kiosk) -> None:
    kiosk.to_list()
    kiosk.printer.fault_at_row(900, Fault.CABLE)
    kiosk.touch(PRINT)
    kiosk.wait_for(State.TROUBLE)
    assert kiosk.session.trouble in {Trouble.SLIP_VOID, Trouble.SLIP_UNCONFIRMED}
    kiosk.printer.repair()
    kiosk.touch(Choose("retry"))
    assert isinstance(kiosk.wait_printed(), Done)
    assert kiosk.valid_slips() == 1
    assert says_former_is_void(kiosk)


def test_a_printer_that_is_not_there_is_said_and_nothing_is_lost(start: Callable[..., Kiosk]) -> None:
    kiosk = start(printer_url="tcp://127.0.0.1:9")
    kiosk.to_list()
    kiosk.touch(PRINT)
    kiosk.wait_for(State.TROUBLE)
    assert kiosk.session.trouble is Trouble.PRINTER_OFFLINE
    kiosk.touch(Choose("list"))
    assert kiosk.state is State.LIST


def test_a_person_who_leaves_a_stalled_printer_leaves_nothing_for_the_next_one(kiosk: Kiosk) -> None:
    stalls_at(kiosk, 900, Fault.PAPER_OUT)
    kiosk.touch(FinishAndClear())
    assert kiosk.state is State.IDLE
    kiosk.passes(Policy().slip_pause_s)
    kiosk.to_list()
    kiosk.wait_printed()
    kiosk.printer.repair()
    kiosk.touch(PRINT)
    assert isinstance(kiosk.wait_printed(), Done)
    kiosk.wait_for(State.TAKE_SLIP)
    assert kiosk.valid_slips() == 1
    assert not says_former_is_void(kiosk)


def test_what_a_stale_job_says_about_stalling_reaches_nobody(kiosk: Kiosk) -> None:
    kiosk.to_list()
    before = kiosk.session
    kiosk.controller.dispatch(PrintStalled(before.job + 1, Trouble.CUTTER))
    assert kiosk.controller.session == before


def test_T25_over_the_limit_of_the_hour_the_list_can_still_be_taken_along(
    start: Callable[..., Kiosk],
) -> None:
    kiosk = start(policy=Policy(slips_per_hour=1))
    kiosk.to_list()
    kiosk.touch(PRINT)
    assert isinstance(kiosk.wait_printed(), Done)
    kiosk.wait_for(State.TAKE_SLIP)
    kiosk.choose("finish")
    kiosk.passes(600)
    kiosk.to_list()
    kiosk.touch(PRINT)
    assert (kiosk.state, kiosk.session.trouble) == (State.TROUBLE, Trouble.PRINT_QUOTA)
    assert "50 分钟" in kiosk.view.action
    assert kiosk.world is not None
    assert kiosk.world.match is not None
    assert kiosk.world.match.ranked[0].agency.phones[0] in kiosk.view.qr_payload
    kiosk.touch(Choose("list"))
    kiosk.passes(3000)
    kiosk.touch(PRINT)
    assert isinstance(kiosk.wait_printed(), Done)
    assert kiosk.valid_slips() == len(kiosk.jobs) == 2
