"""Synchronisation against a real server on loopback: what is taken over, what is not, and what stays."""

from __future__ import annotations

import fcntl
import shutil
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache import (
    FolderFetcher,
    Freshness,
    HttpFetcher,
    PollSchedule,
    SyncFailed,
    SyncFailure,
    Synchroniser,
    SyncPhase,
    Unchanged,
    Updated,
)
from offline_cache.fetcher import FetchDeadlines
from tests.support.registry_builder import TAIZHOU, Contents, RegistryBuilder, agency, credit_of, exclusion
from tests.support.registry_server import FaultyServer
from tests.support.registry_terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from offline_cache import SyncProgress

pytestmark = pytest.mark.journey(every=4)

SIX = (*Contents().agencies, agency(6))


def _ids(terminal: Terminal) -> list[str]:
    registry = terminal.load().registry
    assert registry is not None
    return [item.id for item in registry.agencies_of(TAIZHOU)]


def test_a_first_synchronisation_brings_the_list(terminal: Terminal) -> None:
    outcome = terminal.sync()
    assert isinstance(outcome, Updated)
    assert outcome.seq == 1
    assert terminal.load().freshness is Freshness.CURRENT
    assert _ids(terminal) == [f"TZ-000{n}" for n in range(1, 6)]


def test_a_poll_without_change_takes_two_requests_and_under_700_bytes(terminal: Terminal) -> None:
    terminal.sync()
    outcome = terminal.sync()
    assert isinstance(outcome, Unchanged)
    assert outcome.requests == 2
    assert outcome.bytes <= 700


def test_a_new_release_replaces_the_list_and_fetches_only_what_changed(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.publish(Contents(seq=2, agencies=SIX))
    terminal.server.seen.clear()
    assert isinstance(terminal.sync(), Updated)
    assert _ids(terminal)[-1] == "TZ-0006"
    assert not any("rules" in path or "exclusions" in path for path in terminal.server.seen)


def test_exclusions_are_fetched_before_anything_else(terminal: Terminal) -> None:
    terminal.sync()
    targets = [path for path in terminal.server.seen if path.startswith("/targets/")]
    assert targets[0].endswith("exclusions.json.zst")


def test_a_renewed_timestamp_renews_the_confirmation_without_a_new_list(terminal: Terminal) -> None:
    terminal.sync()
    before = terminal.load().confirmed
    terminal.repository.now += timedelta(hours=1)
    terminal.repository.publish_timestamp()
    outcome = terminal.sync()
    assert isinstance(outcome, Unchanged)
    assert outcome.requests == 2
    after = terminal.load().confirmed
    assert before is not None
    assert after == before + timedelta(hours=1)


def test_progress_runs_through_the_phases_in_order(terminal: Terminal) -> None:
    seen: list[SyncProgress] = []
    fetcher = HttpFetcher(terminal.server.url)
    Synchroniser(terminal.store, fetcher).sync(terminal.now, seen.append)
    phases = list(dict.fromkeys(item.phase for item in seen))
    assert phases == [SyncPhase.ASKING, SyncPhase.FETCHING, SyncPhase.VERIFYING, SyncPhase.STORING]
    assert [item.done for item in seen if item.phase is SyncPhase.FETCHING] == [0, 1, 2, 3, 4]


def test_who_looks_during_a_synchronisation_sees_the_list_before_whole(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.publish(Contents(seq=2, agencies=SIX))
    seen: list[tuple[SyncPhase, object, int | None]] = []

    def look(step: SyncProgress) -> None:
        state = terminal.load()
        seen.append((step.phase, state.freshness, state.seq))

    assert isinstance(
        Synchroniser(terminal.store, HttpFetcher(terminal.server.url)).sync(terminal.now, look), Updated
    )
    assert {phase for phase, _, _ in seen} == set(SyncPhase)
    assert {(freshness, seq) for _, freshness, seq in seen} == {(Freshness.CURRENT, 1)}
    assert terminal.load().seq == 2


def test_a_usb_folder_is_synchronised_with_the_same_checks(terminal: Terminal) -> None:
    source = FolderFetcher(terminal.repository.directory)
    assert isinstance(Synchroniser(terminal.store, source).sync(terminal.now), Updated)
    rules = next(terminal.repository.path("targets").glob("*.rules.json"))
    rules.write_bytes(rules.read_bytes().replace(b"2026-1", b"2026-2"))
    other = Terminal(terminal.repository, terminal.server, terminal.directory / "other")
    outcome = Synchroniser(other.store, FolderFetcher(terminal.repository.directory)).sync(terminal.now)
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.NOT_TRUSTED


def test_an_outdated_usb_folder_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    outdated = shutil.copytree(terminal.repository.directory, tmp_path / "stick")
    terminal.repository.publish(Contents(seq=2))
    terminal.sync()
    outcome = Synchroniser(terminal.store, FolderFetcher(outdated)).sync(terminal.now)
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.ROLLED_BACK
    assert terminal.load().seq == 2


def test_an_empty_usb_folder_is_reported_as_unreachable(terminal: Terminal, tmp_path: Path) -> None:
    outcome = Synchroniser(terminal.store, FolderFetcher(tmp_path / "nothing")).sync(terminal.now)
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.UNREACHABLE


def test_a_second_synchronisation_at_the_same_time_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    with (terminal.directory / "lock").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        outcome = terminal.sync()
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.BUSY


def test_a_score_that_does_not_follow_is_refused_with_the_agency_and_both_scores(terminal: Terminal) -> None:
    terminal.sync()
    wrong = msgspec.structs.replace(credit_of(), score=Decimal("99.9"))
    agencies = (*Contents().agencies[:4], agency(5, credit=wrong))
    terminal.repository.publish(Contents(seq=2, agencies=agencies))
    outcome = terminal.sync()
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.RECORDS_REFUSED
    assert all(part in outcome.detail for part in ("TZ-0005", "99.9", "92.0"))
    assert terminal.load().seq == 1


def test_an_agency_on_the_list_of_exclusions_is_refused(terminal: Terminal) -> None:
    struck = exclusion(1, uscc=Contents().agencies[2].uscc)
    terminal.repository.publish(Contents(seq=2, exclusions=(struck,)))
    outcome = terminal.sync()
    assert isinstance(outcome, SyncFailed)
    assert "TZ-0003" in outcome.detail


def test_a_city_in_a_role_of_its_own_is_followed_online_and_verified_offline(tmp_path: Path) -> None:
    repository = RegistryBuilder(tmp_path / "repository")
    repository.delegated_to = "city-331000"
    repository.publish()
    with FaultyServer(repository.directory) as server:
        terminal = Terminal(repository, server, tmp_path / "terminal")
        assert isinstance(terminal.sync(), Updated)
        assert terminal.load().freshness is Freshness.CURRENT
        again = terminal.sync()
    assert isinstance(again, Unchanged)
    assert again.requests == 2


@pytest.mark.parametrize("requests_served", range(8))
def test_a_link_cut_after_any_request_keeps_the_list_and_is_taken_up_later(
    terminal: Terminal, requests_served: int
) -> None:
    terminal.sync()
    struck = (*Contents().exclusions, exclusion(2))
    terminal.repository.publish(Contents(seq=2, agencies=SIX, exclusions=struck))
    terminal.server.seen.clear()
    terminal.server.faults.cut_after = requests_served
    outcome = terminal.sync()
    if requests_served < 7:
        assert isinstance(outcome, SyncFailed)
        assert outcome.reason is SyncFailure.UNREACHABLE
        assert terminal.load().seq == 1
        assert terminal.load().freshness is Freshness.CURRENT
    terminal.server.faults.cut_after = None
    terminal.sync()
    assert terminal.load().seq == 2


def test_files_fetched_before_a_cut_are_not_fetched_again(terminal: Terminal) -> None:
    terminal.server.faults.cut_after = 6
    terminal.sync()
    fetched = [path for path in terminal.server.seen if path.startswith("/targets/")][:-1]
    terminal.server.faults.cut_after = None
    terminal.server.seen.clear()
    assert isinstance(terminal.sync(), Updated)
    assert fetched
    assert not set(fetched) & set(terminal.server.seen)


def test_no_proxy_no_encoding_and_no_redirect_is_used(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert isinstance(terminal.sync(), Updated)
    assert {header["Accept-Encoding"] for header in terminal.server.headers} == {"identity"}
    terminal.server.faults.status = {"timestamp.json": 302}
    terminal.server.seen.clear()
    outcome = terminal.sync()
    assert isinstance(outcome, SyncFailed)
    assert "302" in outcome.detail
    assert "/elsewhere" not in terminal.server.seen


def test_a_server_that_is_not_there_is_unreachable(terminal: Terminal) -> None:
    fetcher = HttpFetcher("http://127.0.0.1:9/", deadlines=FetchDeadlines(connect_s=1.0))
    outcome = Synchroniser(terminal.store, fetcher).sync(terminal.now)
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.UNREACHABLE


@given(failures=st.integers(0, 100), jitter=st.floats(0, 1, exclude_max=True))
def test_waits_stay_within_their_bounds(failures: int, jitter: float) -> None:
    schedule = PollSchedule()
    delay_s = schedule.delay_s(failures, jitter)
    assert schedule.first_retry_s / 2 <= delay_s <= schedule.interval_s * 1.1


def test_waits_double_with_failures() -> None:
    schedule = PollSchedule()
    assert [schedule.delay_s(n, 0.5) for n in (1, 2, 3)] == [11.25, 22.5, 45.0]
