"""Every single system call of a synchronisation fails once, beneath Python: strace puts the error in.

Needs strace and the right to trace a child; a few minutes, so only under scripts/soak.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from offline_cache import FolderFetcher, Freshness, SyncFailed, Synchroniser
from tests.support.registry_builder import Contents, agency, exclusion

if TYPE_CHECKING:
    from tests.support.registry_terminal import Terminal

PROJECT = Path(__file__).parents[2]
SECOND = Contents(seq=2, agencies=(*Contents().agencies, agency(6)), exclusions=(exclusion(1), exclusion(2)))
CALLS = ("openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "mkdir", "unlink", "symlink")
MOST = 400


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.allow_log("the marks cannot be read")
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("call", CALLS)
def test_a_system_call_that_fails_leaves_the_old_or_the_new_list(
    terminal: Terminal, call: str, error: str
) -> None:
    source = FolderFetcher(terminal.repository.directory)
    terminal.sync()
    terminal.repository.publish(SECOND)
    (terminal.repository.directory.parent / "root.json").write_bytes(terminal.repository.pinned_root)
    before = shutil.copytree(terminal.directory, terminal.directory.parent / "before", symlinks=True)
    for number in range(1, MOST):
        shutil.rmtree(terminal.directory)
        shutil.copytree(before, terminal.directory, symlinks=True)
        if not _synchronise_with_fault(terminal, f"{call}:error={error}:when={number}"):
            break
        state = terminal.load()
        assert state.freshness is Freshness.CURRENT
        assert state.seq in {1, 2}
        assert not isinstance(Synchroniser(terminal.store, source).sync(terminal.now), SyncFailed)
        assert terminal.load().seq == 2
    assert 1 < number < MOST - 1


def _synchronise_with_fault(terminal: Terminal, fault: str) -> bool:
    """Let a child synchronise under a fault; tells whether the fault was reached. The child never crashes."""
    base = terminal.repository.directory.parent
    trace = base / "trace"
    arguments = (terminal.directory, terminal.repository.directory, base / "root.json")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.registry_victim", *arguments, terminal.now.isoformat()],
        cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as victim:  # fmt: skip
        assert victim.stdout is not None
        assert victim.stdout.readline() == "ready\n"
        tracing = ["strace", "-f", "-o", trace, "-e", f"trace={fault.partition(':')[0]}"]
        with subprocess.Popen(
            [*tracing, "-e", f"inject={fault}", "-p", str(victim.pid)], stderr=subprocess.PIPE, text=True
        ) as tracer:
            assert tracer.stderr is not None
            assert "attached" in tracer.stderr.readline()
            _, complaints = victim.communicate("go\n", timeout=30)
            tracer.communicate(timeout=30)
    reached = "(INJECTED)" in trace.read_text(encoding="utf-8")
    answer_was_lost = fault.startswith("write:")
    assert victim.returncode == 0 or (reached and answer_was_lost), complaints
    return reached
