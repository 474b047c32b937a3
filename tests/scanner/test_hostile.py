"""The hostile corpus: complete, the same as on file, and none of a sample recognised that must not be."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanner import Confirmer, Decoder, Recognised, read_licence
from scanner.hostile import MANIFEST, HostileCase, draw_frame, hostile_cases, write_corpus

FOLDER = Path(__file__).parents[1] / "data" / "hostile"
CASES = hostile_cases()
SAMPLE = [*CASES[:7], *CASES[7::12]]


def rows() -> list[dict[str, str]]:
    with (FOLDER / MANIFEST).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def label(case: HostileCase) -> str:
    return f"{case.category}-{case.name}".encode("ascii", "backslashreplace").decode()


def test_the_corpus_is_large_and_every_case_has_its_name() -> None:
    assert sum(len(case.frames) for case in CASES) >= 200
    assert len({(case.category, case.name) for case in CASES}) == len(CASES)
    assert len({case.category for case in CASES}) >= 15


def test_the_manifest_on_file_is_of_these_cases() -> None:
    on_file = [(row["category"], row["case"], row["code"], row["may_confirm"] == "1") for row in rows()]
    assert on_file == [(case.category, case.name, case.code, case.may_confirm) for case in CASES]
    named = {name for row in rows() for name in row["files"].split()}
    assert named == {path.name for path in FOLDER.glob("*.png")}


def test_the_pictures_on_file_are_drawn_the_same_again() -> None:
    for case, row in list(zip(CASES, rows(), strict=True))[::15]:
        for name, symbols in zip(row["files"].split(), case.frames, strict=True):
            with Image.open(FOLDER / name) as picture:
                stored = np.asarray(picture.convert("L"))
            assert np.array_equal(stored, draw_frame(symbols)), name


def test_a_corpus_is_written_with_its_manifest(tmp_path: Path) -> None:
    assert write_corpus(tmp_path / "new", CASES[:2]) == 2
    assert len(list((tmp_path / "new").iterdir())) == 3


@pytest.mark.parametrize("case", SAMPLE, ids=label)
def test_nothing_is_recognised_that_must_not_be(case: HostileCase) -> None:
    decoder, confirmer = Decoder(), Confirmer()
    frames = [draw_frame(symbols) for symbols in case.frames]
    scans, codes = [], set()
    for number in range(4):
        decoding = decoder.decode(frames[number % len(frames)], 60.0)
        readings = [read_licence(payload.data) for payload in decoding.payloads]
        codes |= {reading.uscc for reading in readings if isinstance(reading, Recognised)}
        scans.append(confirmer.feed(decoding, number / 30))
    decoder.close()
    assert case.may_confirm or not any(scans)
    assert not case.may_confirm or codes <= {case.code}
    assert not case.must_read or codes == {case.code}
