"""A whole terminal on a disk that is full or read-only: the list is shown, printing is refused, nothing breaks."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import State, Trouble
from kiosk_app.flow.intents import Choose
from printing import Done, Refused
from tests.support.terminal import Around, Kiosk, Wishes, open_kiosk, surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.journey(every=2)


EXPECTED = ("journal", "nothing will be printed", "nothing is printed", "audit")


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Around]:
    with surroundings(tmp_path_factory.mktemp("town")) as around:
        yield around


@pytest.fixture
def disk(around: Around, tmp_path: Path) -> Iterator[Path]:
    """A small file system that holds a synchronised terminal's data."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "kiosk-test", folder],
        check=False,
        stderr=subprocess.DEVNULL,
    )
    if made.returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        shutil.copytree(around.data, folder, dirs_exist_ok=True)
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def shows_its_list_and_refuses_to_print(kiosk: Kiosk) -> None:
    kiosk.to_list()
    shown = kiosk.session.listed
    assert shown
    kiosk.touch(Choose("print"))
    kiosk.wait_for(State.TROUBLE)
    assert kiosk.session.trouble is Trouble.PRINTER_OFFLINE
    assert kiosk.view.qr_payload
    assert kiosk.valid_slips() == 0
    kiosk.touch(Choose("list"))
    assert (kiosk.state, kiosk.session.listed) == (State.LIST, shown)


@pytest.mark.usefixtures("qtbot")
@pytest.mark.allow_log(*EXPECTED)
def test_R10_a_terminal_started_on_a_read_only_disk_shows_its_list_and_refuses_to_print(
    around: Around, disk: Path
) -> None:
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with open_kiosk(around, disk, Wishes(is_cached=False)) as kiosk:
        assert not kiosk.terminal.print_desk.can_print
        assert set(kiosk.terminal.workers()) == {"sync"}
        shows_its_list_and_refuses_to_print(kiosk)


@pytest.mark.usefixtures("qtbot")
@pytest.mark.allow_log(*EXPECTED)
def test_R10_a_disk_that_fills_under_a_running_terminal_stops_only_the_printing(
    around: Around, disk: Path
) -> None:
    with open_kiosk(around, disk, Wishes(is_cached=False)) as kiosk:
        assert {name: is_alive() for name, is_alive in kiosk.terminal.workers().items()} == {
            "printer": True,
            "sync": True,
        }
        assert kiosk.terminal.is_idle
        fill(disk)
        shows_its_list_and_refuses_to_print(kiosk)
        assert isinstance(kiosk.outcomes[-1], Refused)
        assert not kiosk.terminal.is_idle
        (disk / "filler").unlink()
        kiosk.touch(Choose("print"))
        assert isinstance(kiosk.wait_printed(), Done)
