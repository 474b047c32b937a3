"""Marks on disk: written durably, read on a read-only disk, replaced when damaged."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from offline_cache import Freshness
from offline_cache.marks import Age, MarkSet, read_marks, write_marks
from offline_cache.trust import RoleVersion

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = {"root": RoleVersion(3, "a"), "city-331000": RoleVersion(1, "b")}
MARKS = MarkSet(
    VERSIONS, 7, datetime(2026, 9, 1, tzinfo=UTC), "c", "d", Age(RoleVersion(4, "e"), Freshness.EXPIRED)
)


def test_marks_come_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    assert read_marks(path) == MarkSet()
    for marks in (MarkSet(), MARKS, replace(MARKS, age=None)):
        write_marks(path, marks)
        assert read_marks(path) == marks


def test_an_empty_file_has_no_marks_to_give(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    path.touch()
    with pytest.raises(sqlite3.Error):
        read_marks(path)
    write_marks(path, MARKS)
    assert read_marks(path) == MARKS


@pytest.mark.parametrize(("table", "without"), [("contents", {"digest": ""}), ("age", {"age": None})])
def test_marks_of_an_earlier_program_are_read_and_completed(
    tmp_path: Path, table: str, without: dict[str, Any]
) -> None:
    path = tmp_path / "marks.db"
    write_marks(path, MARKS)
    with sqlite3.connect(path) as database:
        database.execute(f"DROP TABLE {table}")
    database.close()
    assert read_marks(path) == replace(MARKS, **without)
    write_marks(path, MARKS)
    assert read_marks(path) == MARKS


def test_marks_cut_before_their_first_row_are_empty(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    write_marks(path, MARKS)
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM release")
    database.close()
    assert read_marks(path) == MarkSet(MARKS.versions)  # the rest was lost with the row


def test_a_directory_in_place_of_the_file_is_a_fault_and_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_marks(path, MARKS)
    assert path.is_dir()


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("role (name, version, key_set)", "('root', 'three', 'a')"),
        ("role (name, version, key_set)", "('root', 3, 4)"),
        ("release (one, seq, floor, floor_key_set)", "(1, 7, '2026-09-01', 'c')"),
        ("release (one, seq, floor, floor_key_set)", "(1, 7, 'yesterday', 'c')"),
        ("release (one, seq, floor, floor_key_set)", "(1, NULL, NULL, 'c')"),
        ("age (one, version, key_set, freshness)", "(1, 4, 'e', 'rosy')"),
    ],
)
def test_a_database_of_other_contents_holds_no_marks_and_is_replaced(
    tmp_path: Path, table: str, row: str
) -> None:
    path = tmp_path / "marks.db"
    write_marks(path, MARKS)
    with sqlite3.connect(path) as database:
        name, _, columns = table.partition(" ")
        database.execute(f"DROP TABLE {name}")
        database.execute(f"CREATE TABLE {name} {columns}")
        database.execute(f"INSERT INTO {table} VALUES {row}")  # noqa: S608 - from the table above
    database.close()
    with pytest.raises(ValueError, match=r"marks|isoformat|Freshness"):
        read_marks(path)
    write_marks(path, MARKS)
    assert read_marks(path) == MARKS


def test_a_pipe_in_place_of_the_file_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    os.mkfifo(path)
    with pytest.raises(ValueError, match="not a file"):
        read_marks(path)
    write_marks(path, MARKS)
    assert read_marks(path) == MARKS


def _killed_while_writing(path: Path, keep: Path) -> None:
    """Leave at `keep` what a kill leaves when half of a change is on the disk and its journal is there."""
    write_marks(path, MARKS)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA cache_size = 1")
        database.execute("PRAGMA cache_spill = 1")
        database.execute("UPDATE release SET seq = 1")
        database.executemany(
            "INSERT INTO role VALUES (?, 1, 'x')", ((f"role-{at}" * 50,) for at in range(200))
        )
        for suffix in ("", "-journal"):
            source = path.with_name(path.name + suffix)
            keep.with_name(keep.name + suffix).write_bytes(source.read_bytes())
        database.rollback()


def test_marks_cut_while_being_written_are_those_before(tmp_path: Path) -> None:
    """A reader may not play the journal back; taking that for damage would have made everything older welcome."""
    cut = tmp_path / "cut.db"
    _killed_while_writing(tmp_path / "marks.db", cut)
    assert cut.with_name("cut.db-journal").stat().st_size > 512
    assert read_marks(cut) == MARKS


def test_a_journal_left_behind_is_not_played_into_new_marks(tmp_path: Path) -> None:
    cut = tmp_path / "cut.db"
    _killed_while_writing(tmp_path / "marks.db", cut)
    cut.write_bytes(b"junk" * 2_000)
    newer = replace(MARKS, seq=9)
    write_marks(cut, newer)
    assert read_marks(cut) == newer


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    write_marks(path, MARKS)
    assert path.read_bytes()[68:72] == b"DHKM"
