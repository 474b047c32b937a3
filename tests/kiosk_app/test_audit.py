"""The audit log: every kind of tampering shows, power cuts and full disks cost at most what they must."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest

from kiosk_app.audit import (
    Anchor,
    AuditEvent,
    AuditLog,
    AuditWriter,
    Disposition,
    EventId,
    ExportDamaged,
    FindingKind,
    Record,
    anchor_of,
    export,
    verify,
    verify_export,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PRINTED = AuditEvent(EventId.PRINT_ENDED, Disposition.SUCCESS, {"outcome": "done"})


def open_log(folder: Path, **limits: int) -> AuditLog:
    return AuditLog(folder, lambda: NOON, "5f1c9a7e-0000", **limits)


@pytest.fixture(scope="module")
def twenty_records(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A log file, written once: every record waits for the disk."""
    folder = tmp_path_factory.mktemp("audit")
    log = open_log(folder)
    for number in range(20):
        log.append(AuditEvent(EventId.SESSION_ENDED, Disposition.NA, {"screens": number}))
    return (folder / "audit.log").read_bytes()


@pytest.fixture
def log(twenty_records: bytes, tmp_path: Path) -> AuditLog:
    """Twenty records."""
    (tmp_path / "audit.log").write_bytes(twenty_records)
    return open_log(tmp_path)


def kinds(log: AuditLog, *anchors: Anchor) -> list[FindingKind]:
    return [finding.kind for finding in log.verify(anchors).findings]


def rewrite(folder: Path, change: object) -> None:
    file = folder / "audit.log"
    lines = file.read_bytes().splitlines()
    change(lines)  # type: ignore[operator]  # one of the small functions below
    file.write_bytes(b"".join(line + b"\n" for line in lines))


def test_an_untouched_log_is_whole(log: AuditLog) -> None:
    report = log.verify([Anchor.of(log.append(PRINTED))])
    assert (report.is_whole, report.records, report.first_seq) == (True, 21, 1)
    assert report.head == log.head()


def test_an_empty_log_is_whole_until_something_was_noted_down(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    assert log.verify().is_whole
    assert kinds(log, Anchor(3, "0" * 16)) == [FindingKind.TRUNCATED]


def test_any_flipped_bit_is_noticed(log: AuditLog, tmp_path: Path, twenty_records: bytes) -> None:
    head, dice = log.head(), random.Random(1)
    assert head is not None
    for _ in range(60):
        data = bytearray(twenty_records)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        (tmp_path / "audit.log").write_bytes(data)
        # Against an anchor, because a flip in the last line end makes that line a torn one.
        assert kinds(log, head) != []


def test_a_changed_record_is_named(log: AuditLog, tmp_path: Path) -> None:
    def change(lines: list[bytes]) -> None:
        lines[6] = lines[6].replace(b'"screens":6', b'"screens":9')

    rewrite(tmp_path, change)
    found = log.verify().findings
    assert [(finding.kind, finding.seq) for finding in found] == [(FindingKind.CHANGED, 7)]


def test_a_changed_record_with_its_hash_made_anew_breaks_the_chain(log: AuditLog, tmp_path: Path) -> None:
    def change(lines: list[bytes]) -> None:
        record = msgspec.json.decode(lines[6]) | {"at": "2020-01-01T00:00:00+00:00", "hash": ""}
        lines[6] = msgspec.convert(record, Record).sealed().line().rstrip()

    rewrite(tmp_path, change)
    assert kinds(log) == [FindingKind.BROKEN]


def test_a_deleted_record_is_named(log: AuditLog, tmp_path: Path) -> None:
    rewrite(tmp_path, lambda lines: lines.pop(9))
    found = log.verify().findings
    assert [(finding.kind, finding.seq) for finding in found] == [(FindingKind.MISSING, 10)]


def test_the_first_records_cannot_be_deleted_quietly(log: AuditLog, tmp_path: Path) -> None:
    rewrite(tmp_path, lambda lines: lines.__delitem__(slice(0, 5)))
    assert kinds(log) == [FindingKind.MISSING]


def test_two_records_changing_places_are_noticed(log: AuditLog, tmp_path: Path) -> None:
    def swap(lines: list[bytes]) -> None:
        lines[4], lines[5] = lines[5], lines[4]

    rewrite(tmp_path, swap)
    assert FindingKind.OUT_OF_ORDER in kinds(log)


def test_a_record_twice_is_noticed(log: AuditLog, tmp_path: Path) -> None:
    rewrite(tmp_path, lambda lines: lines.insert(4, lines[4]))
    assert kinds(log) == [FindingKind.OUT_OF_ORDER]


@pytest.mark.parametrize(
    "line", [b"x" * 5000, b"", b"[" * 2000, b'{"seq":5,"at":"\xff"}', b"null", b'{"seq":5}']
)
def test_a_strange_line_is_noticed(log: AuditLog, tmp_path: Path, line: bytes) -> None:
    rewrite(tmp_path, lambda lines: lines.insert(4, line))
    assert set(kinds(log)) == {FindingKind.NOT_A_RECORD}


def test_records_missing_at_the_end_show_against_an_anchor_only(log: AuditLog, tmp_path: Path) -> None:
    anchor = log.head()
    assert anchor is not None
    rewrite(tmp_path, lambda lines: lines.__delitem__(slice(15, None)))
    assert kinds(log) == []
    assert kinds(log, anchor) == [FindingKind.TRUNCATED]


def test_a_log_written_anew_shows_against_an_anchor(log: AuditLog, tmp_path: Path) -> None:
    anchor = log.head()
    assert anchor is not None
    (tmp_path / "audit.log").unlink()
    for _ in range(30):
        log.append(PRINTED)
    assert log.verify().is_whole
    assert kinds(log, anchor) == [FindingKind.REPLACED]


def test_rotation_carries_the_chain_and_keeps_within_its_caps(tmp_path: Path) -> None:
    log = open_log(tmp_path, file_bytes=2000, files=3)
    for _ in range(100):
        log.append(PRINTED)
    report = log.verify()
    assert report.is_whole
    assert report.first_seq > 1
    assert len(list(tmp_path.glob("audit*.log"))) == 3
    assert sum(path.stat().st_size for path in tmp_path.glob("audit*.log")) < 3 * 2600


def test_a_dropped_file_that_rotation_did_not_drop_is_noticed(tmp_path: Path) -> None:
    log = open_log(tmp_path, file_bytes=2000, files=4)
    for _ in range(100):
        log.append(PRINTED)
    log.archives()[0].unlink()
    assert kinds(log) == [FindingKind.MISSING]


def test_an_anchor_older_than_the_oldest_record_is_not_called_wrong(tmp_path: Path) -> None:
    log = open_log(tmp_path, file_bytes=2000, files=2)
    first = Anchor.of(log.append(PRINTED))
    for _ in range(50):
        log.append(PRINTED)
    report = log.verify([first])
    assert (report.is_whole, report.unchecked) == (True, (first,))


def test_a_line_cut_off_by_a_power_failure_is_removed_and_recorded(log: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "audit.log"
    for cut in (1, 40, 200):
        data = file.read_bytes()
        file.write_bytes(data + PRINTED.id.encode() * 20)
        os.truncate(file, len(data) + cut)
        assert log.verify().is_whole
        log.append(PRINTED)
        assert log.verify().is_whole
        assert b'"audit-repaired"' in file.read_bytes().splitlines()[-2]


def test_a_process_killed_at_any_moment_leaves_a_whole_log(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom datetime import UTC, datetime\n"
        "from kiosk_app.audit import *\n"
        "log = AuditLog(Path(sys.argv[1]), lambda: datetime(2026, 1, 1, tzinfo=UTC), 'b', file_bytes=3000)\n"
        "while True:\n    print(log.append(AuditEvent(EventId.PAPER_CHANGED)).seq, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child, child.stdout as said:
        numbers = [int(next(said)) for _ in range(60)]
        child.send_signal(signal.SIGKILL)
        numbers += [int(line) for line in said if line.endswith("\n")]
    report = open_log(tmp_path).verify()
    assert report.is_whole
    assert report.head is not None
    assert report.head.seq >= numbers[-1]


def test_two_writers_make_one_chain(tmp_path: Path) -> None:
    def write() -> None:
        log = open_log(tmp_path)
        for _ in range(25):
            log.append(PRINTED)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = open_log(tmp_path).verify()
    assert (report.is_whole, report.records) == (True, 75)


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process may grow beyond 4 kB, as on a full disk."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_refuses_a_record_and_leaves_the_log_whole(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    refusals = 0
    for _ in range(30):
        try:
            log.append(PRINTED)
        except OSError as error:
            refusals += error.errno == errno.EFBIG
    assert refusals > 10
    assert (tmp_path / "audit.log").read_bytes().endswith(b"}\n")
    assert log.verify().is_whole


class DiskComesBack(AuditLog):
    """Takes nothing three times, then everything."""

    refusals = 3

    def append(self, event: AuditEvent) -> Record:
        if self.refusals:
            self.refusals -= 1
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().append(event)


def test_records_lost_are_counted_when_the_disk_is_back(tmp_path: Path) -> None:
    log = DiskComesBack(tmp_path, lambda: NOON, "boot")
    with AuditWriter(log) as writer:
        for _ in range(4):
            writer.report(PRINTED)
    lines = list(log.lines())
    assert len(lines) == 2
    assert b'"audit-lost"' in lines[0]
    assert b'"records":3' in lines[0]
    assert verify(lines).is_whole


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "台州演示有限公司"}, {"code": "91331002MADEM0021X"}, {"code": "91331002madem0021x"},
        {"phone": 13800000000}, {"phone": "057688880000"}, {"phone": "t13800000000"}, {"Name": "x"},
        {"x": "a" * 41}, {"x": "two words"}, {"x": "a\nb"},
    ],
)  # fmt: skip
def test_nothing_that_could_be_somebodys_data_is_taken(facts: dict[str, str | int]) -> None:
    with pytest.raises(ValueError, match="not a token"):
        AuditEvent(EventId.LOGIN, Disposition.NA, facts)


def test_event_ids_are_tokens_and_unique() -> None:
    values = [event.value for event in EventId]
    assert len(values) == len(set(values))
    assert all(value.replace("-", "").isalpha() and value.islower() for value in values)


def test_an_export_can_be_checked_by_itself_and_against_the_terminal(log: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    anchor = export(log, file)
    assert anchor == anchor_of(file) == log.head()
    assert verify_export(file).is_whole
    log.append(PRINTED)
    assert log.verify([anchor_of(file)]).is_whole
    with pytest.raises(FileExistsError):
        export(log, file)


def test_an_export_cut_off_is_refused(log: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    export(log, file)
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(ExportDamaged):
        verify_export(file)


def test_an_export_with_a_record_taken_out_is_not_whole(log: AuditLog, tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    export(log, file)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:18] + lines[20:]))
    assert [finding.kind for finding in verify_export(file).findings] == [FindingKind.TRUNCATED]


@pytest.mark.parametrize("text", ["", "12", "12-xyz", "12-0123456789abcdef0", "-1-0123456789abcdef"])
def test_what_is_not_an_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="anchor"):
        Anchor.parse(text)
