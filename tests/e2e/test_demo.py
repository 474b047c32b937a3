"""`kiosk demo --auto --out DIR` as anybody would run it: the files it leaves prove the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from printing.escpos.parser import Cut, Feed, FenceQuery, Init, Raster, paper_of

if TYPE_CHECKING:
    from tests.support.terminal_demo import Demonstration, Run

pytestmark = pytest.mark.journey(every=0)

CODE = "91331002MA2DEM0179"
STATES = (
    "idle",
    "scan",
    "confirm",
    "debt_type",
    "amount",
    "place",
    "list",
    "detail",
    "printing",
    "take_slip",
    "idle",
)


@pytest.fixture(scope="module")
def run(demonstration: Demonstration) -> Run:
    return demonstration.result()


def test_it_ends_well_and_says_what_it_did(run: Run) -> None:
    assert run.exit_code == 0, run.stderr
    assert not run.stdout
    assert "agencies shown and printed" in run.stderr
    assert CODE not in run.stderr


def test_every_step_has_its_picture(run: Run) -> None:
    steps = run.journey["steps"]
    seen = [step["state"] for step in steps]
    assert list(dict.fromkeys(seen)) == list(dict.fromkeys(STATES))
    assert (seen[0], seen[-1]) == ("idle", "idle")
    pictures = [run.out / step["screenshot"] for step in steps]
    assert sorted(pictures) == sorted((run.out / "screens").iterdir())
    for picture in pictures:
        with Image.open(picture) as opened:
            assert opened.size == (1080, 1920)
    moments = [step["at_ms"] for step in steps]
    assert moments == sorted(moments)


def test_the_agencies_shown_are_the_agencies_printed(run: Run) -> None:
    journey = run.journey
    assert len(journey["shown"]) > 3
    assert journey["shown"] == journey["printed"]
    assert journey["outcome"]["outcome"] == "Done"
    assert journey["reading"] | {"decoder": ""} == {
        "kind": "Recognised",
        "decoder": "",
        "masked": "9133**********0179",
        "is_the_licence_shown": True,
    }
    assert (journey["registry"]["seq"], journey["registry"]["state"]) == (1, "current")
    assert journey["figures"]["slip_bytes"] == len((run.out / "slip.bin").read_bytes())


def test_the_slip_begins_with_a_reset_and_ends_with_the_cut_right_after_the_end_mark(run: Run) -> None:
    raw = (run.out / "slip.bin").read_bytes()
    assert raw.startswith(b"\x1b@")
    ops = run.slip
    assert isinstance(ops[0], Init)
    assert [at for at, op in enumerate(ops) if isinstance(op, Cut)] == [len(ops) - 1]
    last_rows = max(at for at, op in enumerate(ops) if isinstance(op, Raster))
    margin, *rest = ops[last_rows + 1 : -1]
    assert isinstance(margin, Feed)
    assert margin.rows < 24, "more than 3 mm between end mark and cut"
    assert [type(op) for op in rest] == [FenceQuery]


def test_the_picture_is_the_paper(run: Run) -> None:
    with Image.open(run.out / "slip.png") as opened:
        paper = np.asarray(opened.convert("1"), dtype=bool)
    dots = paper_of(run.slip, 576).astype(bool)
    assert paper.shape[1] == 576
    assert np.array_equal(~paper[: len(dots)], dots)


def test_the_full_code_is_in_no_file_it_leaves(run: Run) -> None:
    assert not [path for path in run.out.rglob("*") if path.is_file() and CODE.encode() in path.read_bytes()]
