"""The list while the service is down, late, refused or back: shown with its state, or not shown at all."""

from __future__ import annotations

import socket
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
import pytest

from kiosk_app.clock import utc_now
from kiosk_app.flow import State, Trouble
from kiosk_app.flow.intents import Choose
from kiosk_app.view_models import OutOfServiceView
from offline_cache import FolderFetcher, Freshness, HttpFetcher, SyncFailed, SyncFailure, Unchanged, Updated
from printing import Done, Fault, Field, Item
from tests.support.registry_builder import Contents, RegistryBuilder, agency, credit_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.terminal import Around, Kiosk

pytestmark = pytest.mark.journey(every=5)

LOCAL = ("goods", "small", "331002")


def dead_address() -> str:
    """An address nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def test_with_the_service_down_at_the_start_the_cached_list_is_shown(start: Callable[..., Kiosk]) -> None:
    kiosk = start(source=HttpFetcher(dead_address()))
    (outcome,) = kiosk.synced
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.UNREACHABLE
    kiosk.to_list()
    kiosk.touch(Choose("print"))
    assert isinstance(kiosk.wait_printed(), Done)
    assert kiosk.printed() == list(kiosk.session.listed)


def test_a_terminal_without_any_list_is_out_of_service_until_the_service_answers(
    start: Callable[..., Kiosk], tmp_path: Path, around: Around
) -> None:
    link = tmp_path / "stick"
    kiosk = start(source=FolderFetcher(link), is_cached=False)
    assert kiosk.state is State.OUT_OF_SERVICE
    assert isinstance(kiosk.view, OutOfServiceView)
    assert kiosk.button(Choose("start")) is None
    link.symlink_to(around.town.repository)
    assert isinstance(kiosk.synchronise(), Updated)
    assert kiosk.state is State.IDLE
    assert isinstance(kiosk.synchronise(), Unchanged)


def test_an_expired_list_is_not_shown_and_a_renewed_one_is(kiosk: Kiosk) -> None:
    kiosk.calendar.off_by = timedelta(days=100)
    kiosk.synchronise()
    assert kiosk.state is State.OUT_OF_SERVICE
    assert kiosk.world is not None
    assert kiosk.world.registry.freshness is Freshness.EXPIRED
    kiosk.calendar.off_by = timedelta(0)
    kiosk.synchronise()
    assert kiosk.state is State.OUT_OF_SERVICE, "no clock makes it younger"
    kiosk.town.renew(utc_now())
    kiosk.synchronise()
    assert kiosk.state is State.IDLE


def test_a_list_that_expires_under_somebody_s_eyes_is_taken_away(kiosk: Kiosk) -> None:
    kiosk.to_list()
    kiosk.calendar.off_by = timedelta(days=100)
    kiosk.synchronise()
    assert kiosk.session.trouble is Trouble.LIST_UNAVAILABLE
    kiosk.touch(Choose("finish"))
    assert kiosk.state is State.OUT_OF_SERVICE


def test_a_list_that_expired_meanwhile_cannot_be_gone_back_to(kiosk: Kiosk) -> None:
    kiosk.to_list()
    kiosk.printer.fault(Fault.PAPER_OUT)
    kiosk.touch(Choose("print"))
    kiosk.wait_for(State.TROUBLE)
    kiosk.calendar.off_by = timedelta(days=100)
    kiosk.synchronise()
    assert kiosk.session.trouble is Trouble.PAPER_OUT
    kiosk.touch(Choose("list"))
    assert kiosk.session.trouble is Trouble.LIST_UNAVAILABLE
    kiosk.touch(Choose("finish"))
    assert kiosk.state is State.OUT_OF_SERVICE


@pytest.mark.parametrize(
    ("off_by", "freshness"),
    [(timedelta(days=5), Freshness.STALE), (timedelta(days=-2), Freshness.CLOCK_SUSPECT)],
)
def test_a_list_that_is_not_current_is_shown_and_says_so(
    kiosk: Kiosk, off_by: timedelta, freshness: Freshness
) -> None:
    kiosk.calendar.off_by = off_by
    kiosk.synchronise()
    assert kiosk.world is not None
    assert kiosk.world.registry.freshness is freshness
    said = kiosk.view.freshness
    kiosk.to_list()
    assert kiosk.view.chrome.banner == said
    assert not any(card.recommended for card in kiosk.view.cards)
    kiosk.touch(Choose("print"))
    assert isinstance(kiosk.wait_printed(), Done)


def test_a_list_that_grows_old_while_it_is_read_is_no_longer_recommended(kiosk: Kiosk) -> None:
    kiosk.to_list()
    assert any(card.recommended for card in kiosk.view.cards)
    shown = kiosk.session.listed
    kiosk.calendar.off_by = timedelta(days=5)
    kiosk.synchronise()
    assert (kiosk.state, kiosk.session.listed) == (State.LIST, shown)
    assert kiosk.view.chrome.banner is not None
    assert not any(card.recommended for card in kiosk.view.cards)
    kiosk.touch(Choose("print"))
    kiosk.wait_printed()
    document = kiosk.jobs[-1].document
    items = [block for block in document.blocks if isinstance(block, Item)]
    assert [str(item.ref) for item in items] == list(shown)
    assert not any(item.badge for item in items)
    fields = {block.label: block.value for block in document.blocks if isinstance(block, Field)}
    assert "之后未更新" in fields["名录"]


@pytest.fixture
def office(tmp_path: Path) -> RegistryBuilder:
    """A publisher whose every field can be wrong."""
    office = RegistryBuilder(tmp_path / "office")
    office.publish()
    return office


def test_a_release_whose_score_does_not_follow_is_refused_and_the_older_one_served(
    start: Callable[..., Kiosk], office: RegistryBuilder
) -> None:
    kiosk = start(source=FolderFetcher(office.directory), pinned_root=office.pinned_root, is_cached=False)
    assert isinstance(kiosk.synced[-1], Updated)
    flattered = agency(3, credit=msgspec.structs.replace(credit_of(), score=Decimal("99.0")))
    office.publish(Contents(seq=2, agencies=(agency(1), agency(2), flattered)))
    outcome = kiosk.synchronise()
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.RECORDS_REFUSED
    assert flattered.id in outcome.detail
    assert kiosk.world is not None
    assert (kiosk.world.registry.seq, kiosk.world.registry.freshness) == (1, Freshness.CURRENT)
    kiosk.to_list(LOCAL)
    kiosk.touch(Choose("print"))
    assert isinstance(kiosk.wait_printed(), Done)
    assert kiosk.printed() == list(kiosk.session.listed)


def test_a_new_release_is_served_by_the_next_list(
    start: Callable[..., Kiosk], office: RegistryBuilder
) -> None:
    kiosk = start(source=FolderFetcher(office.directory), pinned_root=office.pinned_root, is_cached=False)
    kiosk.to_list(LOCAL)
    office.publish(Contents(seq=2, agencies=tuple(agency(number) for number in (1, 7, 8, 9))))
    assert isinstance(kiosk.synchronise(), Updated)
    shown = kiosk.session.listed
    assert "TZ-0007" not in shown
    kiosk.touch(Choose("print"))
    kiosk.wait_printed()
    assert kiosk.printed() == list(shown)
    kiosk.wait_for(State.TAKE_SLIP)
    kiosk.touch(Choose("finish"))
    kiosk.to_list(LOCAL)
    assert "TZ-0007" in kiosk.session.listed
