"""The store: what it vouches for at which time, and what no fault of disk, power or hand can make it show."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from offline_cache import Freshness, RegistryState, StateReason, SyncFailed, SyncFailure
from offline_cache import marks as marks_module
from offline_cache.marks import read_marks
from tests.support.registry_builder import Contents, agency, exclusion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.registry_terminal import Terminal

pytestmark = pytest.mark.journey(every=4)

PROJECT = Path(__file__).parents[2]
SECOND = Contents(seq=2, agencies=(*Contents().agencies, agency(6)), exclusions=(exclusion(1), exclusion(2)))


def _live_files(terminal: Terminal) -> list[Path]:
    name = (terminal.directory / "current").read_text()
    return sorted(path for path in (terminal.directory / "live" / name).rglob("*") if path.is_file())


def _shown(state: RegistryState) -> object:
    """Everything a customer could see of a state."""
    registry = state.registry
    if registry is None:
        return None
    return registry.seq, registry.issued, registry.agencies, registry.exclusions, registry.rules


# States over time


def test_before_the_first_synchronisation_there_is_no_list(terminal: Terminal) -> None:
    state = terminal.load()
    assert (state.freshness, state.reason) == (Freshness.UNVERIFIED, StateReason.NEVER_SYNCED)
    assert state.registry is None


def test_a_current_list_carries_what_a_slip_prints(terminal: Terminal) -> None:
    terminal.sync()
    state = terminal.load()
    assert state.seq == 1
    assert state.issued == state.confirmed == terminal.now
    assert state.expires == terminal.now + timedelta(days=60)
    assert len(state.root_prefix) == 16


@pytest.mark.parametrize(
    ("later", "freshness", "reason"),
    [
        (timedelta(days=2), Freshness.CURRENT, StateReason.FRESH),
        (timedelta(days=4), Freshness.STALE, StateReason.TIMESTAMP_EXPIRED),
        (timedelta(days=59), Freshness.STALE, StateReason.TIMESTAMP_EXPIRED),
        (timedelta(days=60), Freshness.EXPIRED, StateReason.TARGETS_EXPIRED),
        (timedelta(days=365), Freshness.EXPIRED, StateReason.TARGETS_EXPIRED),
        (timedelta(days=366), Freshness.EXPIRED, StateReason.CLOCK_AFTER_ROOT),
        (timedelta(minutes=-4), Freshness.CURRENT, StateReason.FRESH),
        (timedelta(minutes=-6), Freshness.CLOCK_SUSPECT, StateReason.CLOCK_BEFORE_FLOOR),
    ],
)
def test_offline_a_list_ages_in_steps(
    terminal: Terminal, later: timedelta, freshness: Freshness, reason: StateReason
) -> None:
    terminal.sync()
    state = terminal.load(later)
    assert (state.freshness, state.reason) == (freshness, reason)
    assert (state.registry is None) == (freshness is Freshness.EXPIRED)


@pytest.mark.parametrize("year", [1970, 2000])
def test_a_clock_far_back_shows_the_list_with_an_alarm(terminal: Terminal, year: int) -> None:
    terminal.sync()
    state = terminal.store.load(datetime(year, 1, 1, tzinfo=UTC))
    assert state.freshness is Freshness.CLOCK_SUSPECT
    assert state.registry is not None


def test_a_wrong_clock_never_moves_the_floor(terminal: Terminal) -> None:
    terminal.sync()
    before = read_marks(terminal.directory / "marks.db")
    terminal.store.load(datetime(1970, 1, 1, tzinfo=UTC))
    assert read_marks(terminal.directory / "marks.db") == before
    terminal.store.load(datetime(2040, 1, 1, tzinfo=UTC))
    assert read_marks(terminal.directory / "marks.db").floor == before.floor


def test_with_the_clock_back_a_frozen_service_is_refused_by_the_floor(terminal: Terminal) -> None:
    terminal.sync()
    frozen = shutil.copytree(terminal.repository.directory, terminal.directory / "frozen")
    terminal.repository.now += timedelta(days=5)
    terminal.repository.publish(SECOND)
    terminal.sync()
    shutil.copytree(frozen, terminal.repository.directory, dirs_exist_ok=True)
    outcome = terminal.sync(timedelta(days=-10_000))
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.ROLLED_BACK


def test_a_synchronisation_under_a_clock_in_2040_fails_and_keeps_the_list(terminal: Terminal) -> None:
    terminal.sync()
    outcome = terminal.sync(timedelta(days=5_000))
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.EXPIRED
    assert terminal.load().freshness is Freshness.CURRENT


def test_after_two_months_offline_one_synchronisation_is_enough(terminal: Terminal) -> None:
    past = terminal.now
    terminal.repository.now = past - timedelta(days=61)
    terminal.repository.publish(Contents(seq=2))
    terminal.repository.now = past
    terminal.repository.publish(Contents(seq=3))
    assert not isinstance(terminal.sync(), SyncFailed)
    assert terminal.load().freshness is Freshness.CURRENT


# Hands on the files


@pytest.mark.allow_log("the marks are lost")
@pytest.mark.parametrize("lost", ["live", "current", "tuf", "marks.db"])
def test_whatever_is_lost_the_next_synchronisation_mends_it(terminal: Terminal, lost: str) -> None:
    terminal.sync()
    path = terminal.directory / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert not isinstance(terminal.sync(), SyncFailed)
    assert terminal.load().freshness is Freshness.CURRENT


@pytest.mark.sample(every=2)
@pytest.mark.parametrize("junk", [b"", b"junk", b"{}"])
@pytest.mark.parametrize("where", ["tuf/metadata", "tuf/targets", "live"])
def test_whatever_is_damaged_the_next_synchronisation_mends_it(
    terminal: Terminal, where: str, junk: bytes
) -> None:
    terminal.repository.rotate("timestamp")
    terminal.repository.publish_timestamp()
    terminal.sync()
    for path in (terminal.directory / where).rglob("*"):
        if path.is_file():
            path.write_bytes(junk)
    if where == "live":
        assert terminal.load().registry is None
    assert not isinstance(terminal.sync(), SyncFailed)
    assert terminal.load().freshness is Freshness.CURRENT


def test_an_older_generation_put_back_by_hand_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    older = shutil.copytree(terminal.directory / "live", terminal.directory / "kept")
    pointer = (terminal.directory / "current").read_text()
    terminal.repository.publish(SECOND)
    terminal.sync()
    shutil.copytree(older, terminal.directory / "live", dirs_exist_ok=True)
    (terminal.directory / "current").write_text(pointer)
    state = terminal.load()
    assert (state.freshness, state.reason) == (Freshness.UNVERIFIED, StateReason.ROLLED_BACK)


@pytest.mark.parametrize("pointer", ["", "../../etc", "1-00000000", "x" * 1000, "1-zzzzzzzz"])
def test_a_damaged_pointer_shows_no_list(terminal: Terminal, pointer: str) -> None:
    terminal.sync()
    (terminal.directory / "current").write_text(pointer)
    state = terminal.load()
    assert (state.freshness, state.reason) == (Freshness.UNVERIFIED, StateReason.UNREADABLE)


@pytest.mark.allow_log("the marks are lost")
@pytest.mark.parametrize("how", ["gone", "junk", "pipe"])
def test_with_its_marks_lost_a_list_is_not_current_until_the_service_confirms_it(
    terminal: Terminal, how: str
) -> None:
    terminal.sync()
    marks = terminal.directory / "marks.db"
    good = read_marks(marks)
    marks.unlink()
    if how == "junk":
        marks.write_bytes(b"\xff" * 8192)
    elif how == "pipe":
        os.mkfifo(marks)
    for _ in range(2):
        state = terminal.load()
        assert (state.freshness, state.reason) == (Freshness.STALE, StateReason.MARKS_LOST)
    assert not isinstance(terminal.sync(), SyncFailed)
    assert terminal.load().freshness is Freshness.CURRENT
    assert read_marks(marks) == good


@pytest.mark.allow_log("the marks are lost")
def test_an_older_generation_put_back_with_the_marks_removed_is_refused_beside_the_newer(
    terminal: Terminal,
) -> None:
    terminal.sync()
    pointer = (terminal.directory / "current").read_text()
    terminal.repository.publish(SECOND)
    terminal.sync()
    (terminal.directory / "current").write_text(pointer)
    (terminal.directory / "marks.db").unlink()
    state = terminal.load()
    assert (state.freshness, state.reason) == (Freshness.UNVERIFIED, StateReason.ROLLED_BACK)


@pytest.mark.allow_log("the marks are lost")
def test_an_older_generation_alone_with_the_marks_removed_is_never_current(terminal: Terminal) -> None:
    terminal.sync()
    older = shutil.copytree(terminal.directory / "live", terminal.directory / "kept")
    pointer = (terminal.directory / "current").read_text()
    terminal.repository.publish(SECOND)
    terminal.sync()
    shutil.rmtree(terminal.directory / "live")
    older.rename(terminal.directory / "live")
    (terminal.directory / "current").write_text(pointer)
    (terminal.directory / "marks.db").unlink()
    state = terminal.load()
    assert (state.freshness, state.reason, state.seq) == (Freshness.STALE, StateReason.MARKS_LOST, 1)
    terminal.sync()
    assert (terminal.load().freshness, terminal.load().seq) == (Freshness.CURRENT, 2)


@pytest.mark.allow_log("the marks cannot be read")
def test_marks_that_cannot_be_read_just_now_are_not_forgotten(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is "as of" meanwhile, and a synchronisation fails rather than take what they might forbid."""
    monkeypatch.setattr(marks_module, "_BUSY_S", 0.01)
    terminal.sync()
    older = shutil.copytree(terminal.repository.directory, terminal.directory.parent / "older")
    terminal.repository.publish(SECOND)
    terminal.sync()
    good = read_marks(terminal.directory / "marks.db")
    for lost in ("live", "tuf"):
        shutil.rmtree(terminal.directory / lost)
    shutil.copytree(older, terminal.repository.directory, dirs_exist_ok=True)
    with contextlib.closing(sqlite3.connect(terminal.directory / "marks.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        outcome = terminal.sync()
        assert isinstance(outcome, SyncFailed)
        assert outcome.reason is SyncFailure.STORAGE
        assert terminal.load().freshness is Freshness.UNVERIFIED
        other.rollback()
    assert read_marks(terminal.directory / "marks.db") == good
    outcome = terminal.sync()
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.ROLLED_BACK


def test_marks_a_promotion_was_cut_short_before_are_raised_by_the_next_load(terminal: Terminal) -> None:
    terminal.sync()
    marks = terminal.directory / "marks.db"
    before = marks.read_bytes()
    terminal.repository.publish(SECOND)
    terminal.sync()
    good = read_marks(marks)
    marks.write_bytes(before)
    assert terminal.load().freshness is Freshness.CURRENT
    assert read_marks(marks) == good


def test_a_load_never_lowers_marks_that_were_raised_meanwhile(terminal: Terminal) -> None:
    """Another process promotes between this one's look at the list and its own writing of the marks."""
    terminal.sync()
    marks, live = terminal.directory / "marks.db", terminal.directory / "live"
    store = terminal.store
    late = terminal.now + timedelta(days=4)

    class Promoting(type(store)):  # type: ignore[misc]  # the class under test, stopped at one point
        @contextlib.contextmanager
        def locked(self) -> Iterator[None]:
            terminal.repository.publish(SECOND)
            terminal.sync()
            with super().locked():
                yield

    promoting = Promoting(terminal.directory, store.pinned_root, cities=store.cities)
    assert promoting.load(late).freshness is Freshness.STALE
    assert len(list(live.iterdir())) == 2
    assert (read_marks(marks).seq, read_marks(marks).age) == (2, None)


@pytest.mark.sample(every=3)
@pytest.mark.parametrize("put", ["link", "pipe", "directory", "huge"])
@pytest.mark.parametrize("where", ["metadata/timestamp.json", "targets/rules.json"])
def test_what_is_no_file_of_its_size_in_the_list_is_neither_read_nor_waited_for(
    terminal: Terminal, where: str, put: str
) -> None:
    terminal.sync()
    path = terminal.directory / "live" / (terminal.directory / "current").read_text() / where
    good = path.read_bytes()
    path.unlink()
    if put == "link":
        (terminal.directory / "elsewhere").write_bytes(good)
        path.symlink_to(terminal.directory / "elsewhere")
    elif put == "pipe":
        os.mkfifo(path)
    elif put == "directory":
        path.mkdir()
    else:
        path.touch()
        os.truncate(path, 2**40)
    state = terminal.load()
    assert (state.freshness, state.reason) == (Freshness.UNVERIFIED, StateReason.UNREADABLE)
    assert not isinstance(terminal.sync(), SyncFailed)
    assert terminal.load().freshness is Freshness.CURRENT


def test_a_terminal_of_another_root_of_trust_shows_nothing(terminal: Terminal) -> None:
    terminal.sync()
    other = terminal.repository
    other.rotate("root")
    stranger = msgspec.json.decode(other.pinned_root)
    stranger["signed"]["version"] = 9
    store = terminal.store
    store.pinned_root = msgspec.json.encode(stranger)
    state = store.load(terminal.now)
    assert (state.freshness, state.reason) == (Freshness.UNVERIFIED, StateReason.NOT_TRUSTED)


def test_a_city_not_in_the_store_shows_nothing_until_it_is_fetched(terminal: Terminal) -> None:
    terminal.sync()
    store = terminal.store
    store.cities = (*store.cities, Contents().agencies[0].district)
    state = store.load(terminal.now)
    assert (state.freshness, state.reason) == (Freshness.UNVERIFIED, StateReason.RECORDS_REFUSED)


@pytest.mark.timeout(3_600)  # the whole run of the soak
def test_random_changes_to_the_stored_files_are_never_shown(terminal: Terminal, soak: bool) -> None:
    terminal.sync()
    good = _shown(terminal.load())
    files = {path: path.read_bytes() for path in _live_files(terminal)}
    dice = random.Random(20_260_901)
    for _ in range(20_000 if soak else 60):
        path = dice.choice(list(files))
        path.write_bytes(_mutated(dice, files[path]))
        state = terminal.load()
        assert state.registry is None or _shown(state) == good
        path.write_bytes(files[path])
    assert _shown(terminal.load()) == good


def _mutated(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    where = dice.randrange(len(changed))
    match dice.randrange(4):
        case 0:
            changed[where] ^= 1 << dice.randrange(8)
        case 1:
            del changed[where:]
        case 2:
            changed[where:where] = dice.randbytes(dice.randrange(1, 40))
        case _:
            changed[where : where + dice.randrange(1, 40)] = dice.randbytes(dice.randrange(1, 40))
    return bytes(changed)


@pytest.mark.parametrize(("folder", "count"), [("metadata", 400), ("targets", 100)])
def test_more_files_than_were_written_are_not_read(terminal: Terminal, folder: str, count: int) -> None:
    terminal.sync()
    crowded = _live_files(terminal)[0].parents[1] / folder
    for number in range(count):
        (crowded / f"x{number}.json").touch()
    state = terminal.load()
    assert (state.freshness, state.reason) == (Freshness.UNVERIFIED, StateReason.UNREADABLE)


def test_a_file_nobody_signed_is_not_accepted_beside_the_others(terminal: Terminal) -> None:
    terminal.sync()
    targets = _live_files(terminal)[-1].parent
    (targets / "extra.json").write_bytes(b"{}")
    state = terminal.load()
    assert (state.freshness, state.detail) == (Freshness.UNVERIFIED, "targets: has no file extra.json")
