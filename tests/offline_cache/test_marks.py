"""Marks on disk: written durably, read on a read-only disk, replaced when damaged."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from offline_cache.marks import MarkSet, read_marks, write_marks
from offline_cache.trust import RoleVersion

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = {"root": RoleVersion(3, "a"), "city-331000": RoleVersion(1, "b")}
MARKS = MarkSet(VERSIONS, 7, datetime(2026, 9, 1, tzinfo=UTC), "c", "d")


def test_marks_come_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    assert read_marks(path) == MarkSet()
    for marks in (MarkSet(), MARKS):
        write_marks(path, marks)
        assert read_marks(path) == marks


def test_an_empty_file_has_no_marks_to_give(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    path.touch()
    with pytest.raises(sqlite3.Error):
        read_marks(path)
    write_marks(path, MARKS)
    assert read_marks(path) == MARKS


def test_marks_of_a_program_without_digests_are_read_and_completed(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    write_marks(path, MARKS)
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE contents")
    database.close()
    assert read_marks(path) == replace(MARKS, digest="")
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
    with pytest.raises(sqlite3.Error):
        write_marks(path, MARKS)
    assert path.is_dir()


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "marks.db"
    write_marks(path, MARKS)
    assert path.read_bytes()[68:72] == b"DHKM"
