"""The office's commands: the handbook from its first to its last one, and what they say when they refuse."""

from __future__ import annotations

import contextlib
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.registry_desk import Desk, handbook_commands
from tests.support.registry_handbook import People
from tests.support.registry_office import real_now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

pytestmark = pytest.mark.journey(every=4)

BEFORE_THE_FIRST_RELEASE = "kiosk registry verify repository --root keys/root.json"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A rehearsal in an empty folder with the demo data as `source`."""
    return Desk.set_up(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where release 1 was published; copied by `office`, never changed."""
    folder = tmp_path_factory.mktemp("rehearsed")
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk.set_up(folder, patch)
        desk.does("kiosk registry init repository --keys keys")
        desk.does("kiosk registry publish repository --keys keys --source source")
    return folder


@pytest.fixture
def office(rehearsed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A rehearsal that has published release 1."""
    shutil.copytree(rehearsed, tmp_path / "office")
    return Desk.set_up(tmp_path / "office", monkeypatch)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[Result]]]:
    """What every command of the handbook answered, run in order; the first days lie two months back."""
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        desk = Desk.set_up(tmp_path_factory.mktemp("handbook"), patch)
        desk.set_clock(real_now() - timedelta(days=61))
        people = People(desk, stack)
        answers: dict[str, list[Result]] = {}
        for command in handbook_commands():
            people.prepare(command)
            answer = desk.run(command)
            if answer is not None:
                answers.setdefault(command, []).append(answer)
        assert not people.waiting, "the handbook no longer has these commands"
        yield answers


def test_every_command_of_the_handbook_ends_as_it_says(walked: dict[str, list[Result]]) -> None:
    assert len(walked) >= 18
    for command, answers in walked.items():
        expected = [1 if command == BEFORE_THE_FIRST_RELEASE else 0, *(0 for _ in answers[1:])]
        assert [answer.exit_code for answer in answers] == expected, (command, answers[-1].output)


@pytest.mark.parametrize(
    ("command", "number", "said"),
    [
        (BEFORE_THE_FIRST_RELEASE, 0, "nothing was published yet"),
        (BEFORE_THE_FIRST_RELEASE, 1, "all sound"),
        ("kiosk registry build source --repository repository --keys keys --stage stage", 0, "37 agencies"),
        (
            "kiosk registry sign stage --keys held-1 --repository repository",
            0,
            "targets: signed by targets-1; 1 of 2 needed",
        ),
        (
            "kiosk registry sign stage --keys held-2 --repository repository",
            0,
            "targets: signed by targets-1, targets-2; 2 of 2 needed",
        ),
        ("kiosk registry diff repository --stage stage --keys keys", 0, "the first release"),
        ("kiosk registry sign stage-2 --keys held-1 --repository repository", 0, "struck_off: "),
        ("kiosk registry rotate-key repository targets-2 --keys keys", 0, "targets-4 takes its place"),
        ("kiosk registry rotate-key repository --renew-root --keys keys", 0, "good until"),
        ("kiosk sync", 0, "the list is current"),
        ("kiosk registry due repository --root keys/root.json --away 9", 0, "nothing is due"),
        ("kiosk registry add-city repository 330200 --keys keys", 0, "city-330200: 2 of city-330200-1"),
        (
            "kiosk registry sign stage-3 --keys held-ningbo-1 --repository repository",
            0,
            "city-330200: signed by",
        ),
        ("kiosk registry prune repository --root keys/root.json", 0, "files removed"),
        ("kiosk sync --from stick", 0, "the list is current"),
    ],
)
def test_the_handbook_is_answered(
    walked: dict[str, list[Result]], command: str, number: int, said: str
) -> None:
    assert said in walked[command][number].output


def test_what_is_shown_comes_before_the_passphrase_is_asked(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = "kiosk registry build source --repository repository --keys keys --stage stage"
    office.does(build)
    office.hold("held", "targets-1")
    monkeypatch.delenv("KIOSK_PASSPHRASE")
    answer = office.kiosk("kiosk registry sign stage --keys held", typed="only for tests\n")
    assert answer.exit_code == 0
    assert answer.output.index("agencies, 63 struck off") < answer.output.index("passphrase of targets-1")


def test_new_passphrases_are_asked_twice_and_old_ones_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KIOSK_PASSPHRASE")
    answer = desk.kiosk("kiosk registry init repository --keys keys", typed="one\none\n" * 10)
    assert answer.exit_code == 0, answer.output
    assert answer.output.count("passphrase of ") == 10


def test_an_office_that_is_not_rehearsing_refuses_a_short_passphrase(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KIOSK_THROW_AWAY")
    monkeypatch.setenv("KIOSK_PASSPHRASE", "short")
    answer = desk.kiosk("kiosk registry init repository --keys keys")
    assert answer.exit_code == 1
    assert "passphrase_too_short" in answer.output


def test_twelve_kinds_of_bad_rows_are_named_in_one_run(desk: Desk) -> None:
    spoilt = desk.spoil_twelve_rows()
    answer = desk.kiosk("kiosk registry build source")
    assert answer.exit_code == 1
    lines = [line for line in answer.output.splitlines() if line.startswith("refused: ")]
    assert len(lines) == 12
    for line, (row, column) in zip(lines, spoilt, strict=True):
        assert line.startswith(f"refused: agencies.xlsx:{row}: {column}: ")


def test_a_flipped_byte_in_the_folder_is_found_by_verify(office: Desk) -> None:
    path = next((office.folder / "repository" / "targets" / "reg").iterdir())
    path.write_bytes(b"\x00" + path.read_bytes()[1:])
    answer = office.kiosk("kiosk registry verify repository --root keys/root.json")
    assert answer.exit_code == 1
    assert f"{path.name}: its bytes are not the ones its name promises" in answer.output


def test_two_copies_of_a_repository_are_compared(office: Desk) -> None:
    shutil.copytree(office.folder / "repository", office.folder / "last-month")
    office.edit_agencies(lambda rows: rows[0].update(hours="8:00-12:00"))
    office.does("kiosk registry publish repository --keys keys --source source")
    answer = office.does("kiosk registry diff last-month repository --root keys/root.json")
    assert "edited: TZ-0001" in answer.output
    assert "1 changes" in answer.output


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("kiosk registry publish repository --keys keys", 2, "either --source DIR or --stage DIR"),
        ("kiosk registry build nowhere", 1, "source_unreadable"),
        ("kiosk registry build source --stage stage", 2, "--repository and --keys"),
        ("kiosk registry build source --repository repository", 2, "go together"),
        ("kiosk registry sign nowhere --keys keys", 1, "stage_damaged"),
        ("kiosk registry sign stage --keys nowhere", 2, "No such file"),
        ("kiosk registry rotate-key repository --keys keys", 2, "--renew-root"),
        ("kiosk registry rotate-key repository targets-9 --keys keys", 1, "unknown_key"),
        ("kiosk registry init repository --keys keys", 1, "already_there"),
        ("kiosk registry verify repository --root nowhere.json", 2, "No such file"),
        ("kiosk registry verify source --root keys/root.json", 1, "faults"),
        ("kiosk registry diff repository --keys keys", 2, "--stage DIR"),
        ("kiosk registry diff repository repository", 2, "--root FILE"),
        ("kiosk registry due repository --root keys/root.json --away 80", 1, "targets: ends on"),
        ("kiosk registry due source --root keys/root.json", 1, "cannot be believed"),
        ("kiosk registry add-city repository Ningbo --keys keys", 2, "not a six-digit"),
        ("kiosk registry prune source --root keys/root.json", 1, "repository_damaged"),
        ("kiosk registry serve source", 2, "holds no registry"),
        ("kiosk registry serve", 2, "Missing argument"),
        (
            "kiosk registry refresh-timestamp repository --keys keys --passphrase-file open.txt",
            2,
            "chmod 600",
        ),
        ("kiosk registry refresh-timestamp repository --keys keys --passphrase-file none.txt", 2, "none.txt"),
        ("kiosk registry refresh-timestamp repository --keys keys --passphrase-file empty.txt", 2, "no pass"),
        (
            "kiosk registry refresh-timestamp repository --keys keys --passphrase-file bytes.txt",
            2,
            "not a text",
        ),
    ],
)
def test_a_refusal_has_a_sentence_and_an_exit_code(office: Desk, command: str, code: int, said: str) -> None:
    for name, data, mode in (("open", b"x", 0o644), ("empty", b"\n", 0o600), ("bytes", b"\xff\n", 0o600)):
        (office.folder / f"{name}.txt").write_bytes(data)
        (office.folder / f"{name}.txt").chmod(mode)
    answer = office.kiosk(command)
    assert (answer.exit_code, said in answer.output) == (code, True), answer.output


def test_a_wrong_passphrase_names_the_key(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_PASSPHRASE", "another one")
    answer = office.kiosk("kiosk registry refresh-timestamp repository --keys keys")
    assert answer.exit_code == 1
    assert "wrong_passphrase: the passphrase does not open timestamp-1.key.json" in answer.output
