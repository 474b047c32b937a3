"""Records of the audit log, chained by their hashes. Pure.

Each record carries the hash of the one before it, so a changed, missing, added or moved record breaks the chain at
that place. Two things a chain cannot show by itself: records missing at the end, and a whole log written anew by
somebody who knows this file. Both show against an *anchor*, the number and hash of a record, noted down outside the
terminal: on the readiness page and at the end of every export.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kiosk_app.audit.events import AuditEvent

GENESIS = "0" * 64
"""What the first record of all follows."""
ANCHOR_DIGITS = 16
MAX_LINE_BYTES = 2048
_ROTATED = "audit-rotated"
_ANCHOR = re.compile(r"(\d{1,12})-([0-9a-f]{16})")


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the log.

    Attributes:
        seq: 1, 2, 3 … over the life of the terminal.
        at: ISO 8601, UTC; the terminal's clock, which may be wrong: the order is that of `seq`.
        boot: first 8 characters of the machine's boot id.
        id, end, facts: the event.
        prev: hash of the record before.
        hash: SHA-256 of everything above, in hex.
    """

    seq: int
    at: str
    boot: str
    id: str
    end: str
    facts: dict[str, str | int]
    prev: str
    hash: str = ""

    def sealed(self) -> Record:
        """With its hash."""
        return msgspec.structs.replace(self, hash=self.digest())

    def digest(self) -> str:
        """Hash of everything but the hash, in one fixed order of keys."""
        bare = msgspec.structs.replace(self, hash="")
        return hashlib.sha256(msgspec.json.encode(bare, order="deterministic")).hexdigest()

    def line(self) -> bytes:
        """As it stands in the file."""
        return msgspec.json.encode(self, order="deterministic") + b"\n"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Number and shortened hash of a record, short enough to be printed and typed: `1234-9f3c…`."""

    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.seq}-{self.digest}"

    @classmethod
    def of(cls, record: Record) -> Anchor:
        """The anchor of a record."""
        return cls(record.seq, record.hash[:ANCHOR_DIGITS])

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """Read what was printed.

        Raises:
            ValueError: not an anchor.
        """
        found = _ANCHOR.fullmatch(text.strip().lower())
        if found is None:
            raise ValueError(f"{text!r} is not an anchor: it looks like 1234-0123456789abcdef")
        return cls(int(found[1]), found[2])


class FindingKind(StrEnum):
    """What is wrong with a log."""

    CHANGED = "changed"
    """A record's contents do not fit its hash."""
    MISSING = "missing"
    """Numbers are left out, or the oldest records are gone though nothing says that they were dropped."""
    OUT_OF_ORDER = "out_of_order"
    """Numbers go back or stand twice."""
    BROKEN = "broken"
    """A record does not follow the one before it."""
    NOT_A_RECORD = "not_a_record"
    """A line cannot be read."""
    TRUNCATED = "truncated"
    """The log ends before an anchor that was noted down."""
    REPLACED = "replaced"
    """The record of an anchor has another hash: the log was written anew."""


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing wrong, at a record number (0 = not known) with a sentence."""

    kind: FindingKind
    seq: int
    sentence: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a log says of itself.

    Attributes:
        records: how many could be read.
        head: of the last one; None for an empty log.
        findings: what is wrong; empty = nothing.
        unchecked: anchors older than the oldest record kept.
    """

    records: int
    first_seq: int
    head: Anchor | None
    findings: tuple[AuditFinding, ...]
    unchecked: tuple[Anchor, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Nothing is wrong."""
        return not self.findings


def following(last: Record | None, event: AuditEvent, *, at: str, boot: str) -> Record:
    """The record of an event after the last one."""
    return Record(
        seq=last.seq + 1 if last else 1,
        at=at,
        boot=boot,
        id=event.id.value,
        end=event.disposition.value,
        facts=dict(event.facts),
        prev=last.hash if last else GENESIS,
    ).sealed()


def read_record(line: bytes) -> Record | None:
    """One line of a file, or None when it is not a record."""
    try:
        return msgspec.json.decode(line, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def verify(lines: Iterable[bytes], anchors: Sequence[Anchor] = ()) -> AuditReport:
    """Check a whole log.

    Args:
        lines: of all its files, oldest first, without line ends.
        anchors: noted down outside.
    """
    walk = _Walk({anchor.seq: anchor for anchor in anchors})
    for line in lines:
        walk.take(line)
    return walk.report()


class _Walk:
    """One pass over the lines; memory does not grow with the log."""

    def __init__(self, anchors: dict[int, Anchor]) -> None:
        self._anchors = anchors
        self._met: set[int] = set()
        self._last: Record | None = None
        self._first_seq = 0
        self._said_oldest = 1
        self._records = 0
        self._findings: list[AuditFinding] = []

    def take(self, line: bytes) -> None:
        record = read_record(line)
        if record is None:
            after = self._last.seq if self._last else 0
            self._find(FindingKind.NOT_A_RECORD, after, f"the line after record {after} is not a record")
            return
        self._records += 1
        if record.digest() != record.hash:
            self._find(FindingKind.CHANGED, record.seq, f"record {record.seq} was changed")
        if self._last is None:
            self._first_seq = record.seq
        else:
            self._follow(self._last, record)
        oldest = record.facts.get("oldest")
        if record.id == _ROTATED and isinstance(oldest, int):
            self._said_oldest = oldest
        self._compare(record)
        self._last = record

    def _follow(self, last: Record, record: Record) -> None:
        if record.seq <= last.seq:
            self._find(FindingKind.OUT_OF_ORDER, record.seq, f"record {record.seq} stands after {last.seq}")
        elif record.seq > last.seq + 1:
            gap = f"{last.seq + 1} to {record.seq - 1}"
            self._find(FindingKind.MISSING, last.seq + 1, f"records {gap} are missing")
        elif record.prev != last.hash:
            self._find(FindingKind.BROKEN, record.seq, f"record {record.seq} does not follow {last.seq}")

    def _compare(self, record: Record) -> None:
        anchor = self._anchors.get(record.seq)
        if anchor is None:
            return
        self._met.add(record.seq)
        if not hmac.compare_digest(anchor.digest, record.hash[:ANCHOR_DIGITS]):
            sentence = f"record {record.seq} is not the one noted down as {anchor}"
            self._find(FindingKind.REPLACED, record.seq, sentence)

    def report(self) -> AuditReport:
        head = self._last
        if self._first_seq > self._said_oldest:
            kept = f"the log itself dropped only those before {self._said_oldest}"
            sentence = f"the records before {self._first_seq} are gone; {kept}"
            self._find(FindingKind.MISSING, self._said_oldest, sentence)
        unchecked = []
        for seq, anchor in sorted(self._anchors.items()):
            if seq > (head.seq if head else 0):
                ends = f"ends at {head.seq}" if head else "is empty"
                self._find(FindingKind.TRUNCATED, seq, f"the log {ends}, but record {anchor} was noted down")
            elif seq not in self._met:
                unchecked.append(anchor)
        return AuditReport(
            records=self._records,
            first_seq=self._first_seq,
            head=Anchor.of(head) if head else None,
            findings=tuple(self._findings),
            unchecked=tuple(unchecked),
        )

    def _find(self, kind: FindingKind, seq: int, sentence: str) -> None:
        self._findings.append(AuditFinding(kind, seq, sentence))
