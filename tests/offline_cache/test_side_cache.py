"""Tuf's own cache, torn in every way it is known to tear: never served from, always mended, no way back in time."""

from __future__ import annotations

import os
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest

from offline_cache import Freshness, StateReason, SyncFailed, SyncFailure, Unchanged, Updated
from tests.support.registry_builder import Contents, Rival, agency

if TYPE_CHECKING:
    from pathlib import Path

    from offline_cache import SyncOutcome
    from tests.support.registry_terminal import Terminal

pytestmark = pytest.mark.journey(every=4)

SECOND = Contents(seq=2, agencies=(*Contents().agencies, agency(6)))


def _metadata(terminal: Terminal, name: str) -> Path:
    return terminal.directory / "tuf" / "metadata" / name


def _assert_followed(terminal: Terminal, seq: int) -> None:
    assert isinstance(terminal.sync(), Updated | Unchanged)
    state = terminal.load()
    assert (state.freshness, state.seq) == (Freshness.CURRENT, seq)


@pytest.mark.parametrize("torn", ["half", "empty", "gone"])
@pytest.mark.parametrize("name", ["timestamp.json", "snapshot.json", "targets.json"])
def test_torn_metadata_is_fetched_again(terminal: Terminal, name: str, torn: str) -> None:
    terminal.sync()
    path = _metadata(terminal, name)
    data = path.read_bytes()
    path.unlink()
    if torn != "gone":
        path.write_bytes(data[: len(data) // 2] if torn == "half" else b"")
    terminal.repository.publish(SECOND)
    _assert_followed(terminal, 2)


def test_a_target_torn_under_its_final_name_is_fetched_again(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.publish(SECOND)
    terminal.server.faults.cut_after = len(terminal.server.seen) + 5
    terminal.sync()
    for path in (terminal.directory / "tuf" / "targets").iterdir():
        path.write_bytes(path.read_bytes()[:-7])
    assert terminal.load().seq == 1
    terminal.server.faults.cut_after = None
    _assert_followed(terminal, 2)


def test_a_root_link_cut_between_unlink_and_link_is_made_again(terminal: Terminal) -> None:
    terminal.sync()
    _metadata(terminal, "root.json").unlink()
    _assert_followed(terminal, 1)


def test_a_changed_root_of_the_history_is_not_believed(terminal: Terminal) -> None:
    terminal.repository.rotate("timestamp")
    terminal.repository.publish_timestamp()
    terminal.sync()
    path = _metadata(terminal, "root_history/2.root.json")
    path.write_bytes(path.read_bytes().replace(b'"threshold":2', b'"threshold":1'))
    terminal.repository.publish(SECOND)
    _assert_followed(terminal, 2)


@pytest.mark.parametrize("lost", [["timestamp.json"], ["timestamp.json", "snapshot.json"], ["targets.json"]])
def test_lost_metadata_is_no_way_back_to_an_older_list(terminal: Terminal, lost: list[str]) -> None:
    """Without timestamp and snapshot tuf's client takes an older list that has not ended; the marks do not."""
    terminal.sync()
    older = shutil.copytree(terminal.repository.directory, terminal.directory.parent / "older")
    terminal.repository.publish(SECOND)
    terminal.sync()
    for name in lost:
        _metadata(terminal, name).unlink()
    shutil.copytree(older, terminal.repository.directory, dirs_exist_ok=True)
    outcome = terminal.sync()
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.ROLLED_BACK
    assert terminal.load().seq == 2


def test_a_terminal_that_lost_everything_believes_what_has_not_ended(terminal: Terminal) -> None:
    """The window that is left: with list, cache and marks gone nothing on the terminal remembers."""
    older = shutil.copytree(terminal.repository.directory, terminal.directory.parent / "older")
    terminal.repository.publish(SECOND)
    terminal.sync()
    shutil.rmtree(terminal.directory)
    shutil.copytree(older, terminal.repository.directory, dirs_exist_ok=True)
    _assert_followed(terminal, 1)


def test_fifty_roots_are_followed_in_one_synchronisation(terminal: Terminal, soak: bool) -> None:
    """A root per week for a year; 0.35 s measured, verification at load included. A quarter of it in a plain run."""
    terminal.sync()
    for _ in range(50 if soak else 12):
        terminal.repository.rotate("timestamp")
    terminal.repository.publish(SECOND)
    began_s = time.monotonic()
    _assert_followed(terminal, 2)
    assert time.monotonic() - began_s < 5
    assert isinstance(terminal.sync(), Unchanged)


def test_of_four_at_once_one_synchronises_and_the_others_say_so(terminal: Terminal) -> None:
    outcomes: list[SyncOutcome] = []
    together = threading.Barrier(4)

    def sync() -> None:
        together.wait()
        outcomes.append(terminal.sync())

    threads = [threading.Thread(target=sync) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(outcomes) == 4
    failures = [outcome for outcome in outcomes if isinstance(outcome, SyncFailed)]
    assert {failure.reason for failure in failures} <= {SyncFailure.BUSY}
    assert len(failures) < 4
    assert terminal.load().freshness is Freshness.CURRENT


@pytest.mark.sample(every=3)
@pytest.mark.parametrize("put", ["link", "pipe", "directory", "huge"])
@pytest.mark.parametrize("name", ["timestamp.json", "snapshot.json", "root_history/1.root.json"])
def test_what_the_client_cannot_have_left_is_removed_before_it_looks(
    terminal: Terminal, name: str, put: str
) -> None:
    """It would read an endless file whole, wait for a pipe, and never get past a folder."""
    terminal.sync()
    path = _metadata(terminal, name)
    path.unlink()
    match put:
        case "link":
            path.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "directory":
            (path / "deep").mkdir(parents=True)
        case _:
            path.touch()
            os.truncate(path, 2**40)
    terminal.repository.publish(SECOND)
    _assert_followed(terminal, 2)


def test_a_target_is_not_written_through_a_link(terminal: Terminal) -> None:
    terminal.sync()
    outside = terminal.directory.parent / "outside"
    outside.write_bytes(b"untouched")
    held = terminal.directory / "tuf" / "targets" / "manifest.json"
    held.unlink()
    held.symlink_to(outside)
    terminal.repository.publish(SECOND)
    _assert_followed(terminal, 2)
    assert outside.read_bytes() == b"untouched"


def test_what_power_cuts_left_behind_does_not_pile_up(terminal: Terminal) -> None:
    terminal.sync()
    for number in range(3):
        _metadata(terminal, f"tmp{number}x").write_bytes(b"half")
    terminal.sync()
    assert not list(_metadata(terminal, ".").glob("tmp*"))


@pytest.fixture
def delegating(terminal: Terminal) -> Terminal:
    """A terminal that follows a registry whose cities are signed for by a role of their own, behind a rival."""
    repository = terminal.repository
    repository.delegated_to, repository.rival = "second", Rival("first")
    repository.publish()
    terminal.sync()
    return terminal


def test_of_two_roles_for_one_file_the_first_that_has_it_speaks(delegating: Terminal) -> None:
    """What tuf's client left of the other role is of another release; it must neither count nor get in the way."""
    repository, second = delegating.repository, Contents(seq=2, agencies=(agency(8),))
    assert delegating.load().seq == 1
    city = "reg/331000.json.zst"
    repository.rival = Rival("first", files={city: second.files(repository.now)[city]})
    repository.publish(second)
    _assert_followed(delegating, 2)
    registry = delegating.load().registry
    assert registry is not None
    assert [listed.id for listed in registry.agencies] == ["TZ-0008"]
    repository.rival = Rival("first")
    repository.publish(Contents(seq=3))
    _assert_followed(delegating, 3)


def test_a_list_of_the_second_role_is_refused_where_the_first_speaks(delegating: Terminal) -> None:
    other = Contents(seq=2, agencies=(agency(9),)).files(delegating.now)["reg/331000.json.zst"]
    delegating.repository.rival = Rival("first", files={"reg/331000.json.zst": other})
    delegating.repository.publish(SECOND)
    outcome = delegating.sync()
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.RECORDS_REFUSED
    assert delegating.load().seq == 1


def test_with_the_first_role_taken_away_the_second_does_not_speak_for_it(delegating: Terminal) -> None:
    live = delegating.directory / "live" / (delegating.directory / "current").read_text()
    (live / "metadata" / "first.json").unlink()
    state = delegating.load()
    assert (state.freshness, state.reason) == (Freshness.UNVERIFIED, StateReason.NOT_TRUSTED)
    assert state.detail.startswith("first: is asked for")


def test_a_first_role_that_ends_the_search_ends_it(delegating: Terminal) -> None:
    delegating.repository.rival = Rival("first", terminating=True)
    delegating.repository.publish(SECOND)
    outcome = delegating.sync()
    assert isinstance(outcome, SyncFailed)
    assert delegating.load().seq == 1


@pytest.mark.parametrize("status", [403, 404])
def test_a_root_hidden_from_a_terminal_that_never_saw_it_leaves_the_old_keys_in_force(
    terminal: Terminal, status: int
) -> None:
    """The window that is left: it ends when the stored root or targets end, and for ever once the root is seen."""
    terminal.sync()
    stolen = terminal.repository.signers["timestamp"]
    terminal.repository.rotate("timestamp")
    terminal.server.faults.status = {"2.root.json": status}
    fresh, terminal.repository.signers["timestamp"] = terminal.repository.signers["timestamp"], stolen
    terminal.repository.publish_timestamp()
    assert isinstance(terminal.sync(), Unchanged)
    terminal.server.faults.status = {}
    assert isinstance(terminal.sync(), SyncFailed)
    terminal.repository.signers["timestamp"] = fresh
    terminal.repository.publish_timestamp()
    _assert_followed(terminal, 1)
