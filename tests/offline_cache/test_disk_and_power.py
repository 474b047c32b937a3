"""A write that fails and a process that dies at any point leave the old list or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from offline_cache import Freshness, SyncFailed, SyncFailure, Updated
from offline_cache.disk import Disk
from tests.support.registry_builder import Contents, agency, exclusion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.registry_terminal import Terminal

pytestmark = pytest.mark.journey(every=2)

PROJECT = Path(__file__).parents[2]
SECOND = Contents(seq=2, agencies=(*Contents().agencies, agency(6)), exclusions=(exclusion(1), exclusion(2)))


class FailingDisk(Disk):
    """Fails at its n-th system call, as a full or broken device does.

    A file is opened, written, flushed and closed: four calls, of which each may fail after the ones before; a write
    leaves half. A directory is opened, flushed, closed. A rename may fail before it is done, and after.
    """

    def __init__(self, fail_at: int, number: int) -> None:
        self.operations = 0
        self._fail_at, self._number = fail_at, number

    def make_directory(self, path: Path) -> None:
        self._count()
        super().make_directory(path)

    def write_file(self, path: Path, data: bytes) -> None:
        self._count()
        path.touch()
        self._count(lambda: path.write_bytes(data[: len(data) // 2]))
        super().write_file(path, data)
        self._count()
        self._count()

    def flush_directory(self, path: Path) -> None:
        self._count()
        super().flush_directory(path)
        self._count()

    def rename(self, old: Path, new: Path) -> None:
        self._count()
        super().rename(old, new)
        self._count()

    def _count(self, before: Callable[[], object] = lambda: None) -> None:
        self.operations += 1
        if self.operations == self._fail_at:
            before()
            raise OSError(self._number, os.strerror(self._number))


@pytest.mark.parametrize(("number", "first"), [(errno.ENOSPC, 1), (errno.EIO, 4)])
def test_a_failure_at_any_single_system_call_leaves_the_old_or_the_new_list(
    terminal: Terminal,
    number: int,
    first: int,
    soak: bool,
) -> None:
    """Through the seam all writing goes through; `test_system_calls.py` does the same beneath Python."""
    terminal.sync()
    terminal.repository.publish(SECOND)
    before = shutil.copytree(terminal.directory, terminal.directory.parent / "before", symlinks=True)
    seen: set[int | None] = set()
    for at in range(1, 200) if soak else (*range(first, 45, 6), *range(45, 200, 2)):
        shutil.rmtree(terminal.directory)
        shutil.copytree(before, terminal.directory, symlinks=True)
        disk = terminal.disk = FailingDisk(at, number)
        outcome = terminal.sync()
        state = terminal.load()
        assert state.freshness is Freshness.CURRENT
        if disk.operations < at:
            break
        seen.add(state.seq)
        assert isinstance(outcome, SyncFailed)
        assert outcome.reason is (SyncFailure.NO_SPACE if number == errno.ENOSPC else SyncFailure.STORAGE)
    assert isinstance(outcome, Updated)
    assert seen == {1, 2}
    assert at > 40


@contextlib.contextmanager
def _without_rights(terminal: Terminal) -> Iterator[None]:
    """Take the right to write away; root would keep it, so root becomes nobody meanwhile."""
    terminal.directory.parent.chmod(0o755)
    terminal.directory.chmod(0o555)
    before = os.geteuid()
    try:
        if before == 0:
            os.seteuid(65_534)
        yield
    finally:
        os.seteuid(before)
        terminal.directory.chmod(0o755)


def test_a_directory_without_rights_is_reported_and_the_list_still_served(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.publish(SECOND)
    with _without_rights(terminal):
        outcome = terminal.sync()
        state = terminal.load()
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.READ_ONLY
    assert (state.freshness, state.seq) == (Freshness.CURRENT, 1)


def test_a_read_only_disk_is_reported_and_the_list_still_served(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.publish(SECOND)
    terminal.disk = FailingDisk(3, errno.EROFS)
    outcome = terminal.sync()
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.READ_ONLY
    assert terminal.load().seq == 1


def test_old_generations_and_leftovers_are_removed(terminal: Terminal) -> None:
    terminal.sync()
    (terminal.directory / "live" / ".new-00000000").mkdir()
    for seq in range(2, 6):
        terminal.repository.publish(Contents(seq=seq))
        terminal.sync()
    names = sorted(path.name.partition("-")[0] for path in (terminal.directory / "live").iterdir())
    assert names == ["4", "5"]


_CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from offline_cache import HttpFetcher, RegistryStore, Synchroniser
directory, url, root, now = sys.argv[1:]
store = RegistryStore(Path(directory), Path(root).read_bytes(), cities=("331000",))
print("ready", flush=True)
print(Synchroniser(store, HttpFetcher(url)).sync(datetime.fromisoformat(now)), flush=True)
"""


@pytest.mark.timeout(3_600)  # the whole run of the soak
def test_a_terminal_killed_during_a_synchronisation_shows_the_old_or_the_new_list(
    terminal: Terminal,
    tmp_path: Path,
    soak: bool,
) -> None:
    terminal.sync()
    root = tmp_path / "pinned.json"
    root.write_bytes(terminal.repository.pinned_root)
    dice = random.Random(7)
    arguments = [sys.executable, "-c", _CHILD, str(terminal.directory), terminal.server.url, str(root)]
    for seq in range(2, 502 if soak else 5):
        terminal.repository.publish(Contents(seq=seq, exclusions=(exclusion(seq),)))
        before = terminal.load().seq
        child = subprocess.Popen(
            [*arguments, terminal.now.isoformat()],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert child.stdout is not None
        child.stdout.readline()
        threading.Event().wait(dice.uniform(0, 0.08))
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=10)
        state = terminal.load()
        assert state.freshness is Freshness.CURRENT
        assert state.seq in {before, seq}
    assert isinstance(terminal.sync(), Updated) or terminal.load().seq == seq
