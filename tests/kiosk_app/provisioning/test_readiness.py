"""The readiness page: everything the next person needs, drawn as a printer draws it."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
import zxingcpp

from kiosk_app.provisioning import GLYPH_SAMPLE, ReadinessFacts, readiness_page, readiness_payload
from printing import PAPER_58, PAPER_80, Fonts, Paper, lay_out, render

FACTS = ReadinessFacts(
    terminal="JJ-01", site_zh="演示大厅（椒江）", site_en="Demonstration hall", district="331002",
    versions=(("kiosk", "0.1.0"), ("qt", "6.11.1")), config_hash="0123456789abcdef",
    registry="current, release 12, 3 days old", root="89abcdef01234567", fleet="aa11bb22cc33dd44",
    camera="/dev/v4l/by-id/usb-Example-video-index0", printer="Example TM, usb://, proof gs_h",
    panel="1080 x 1920, 21.5 in", made_at=datetime(2026, 11, 23, 10, 30, tzinfo=UTC),
    provisioned="2026-11-23 10:20Z, wizard, 6 min 10 s", anchor="1234-0123456789abcdef",
)  # fmt: skip


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return Fonts.locate()


def test_the_font_has_every_character_of_the_sample(fonts: Fonts) -> None:
    assert fonts.missing_glyphs(GLYPH_SAMPLE) == ()


@pytest.mark.parametrize("paper", [PAPER_58, PAPER_80], ids=["58 mm", "80 mm"])
def test_the_ruler_is_ten_millimetres_from_line_to_line(paper: Paper, fonts: Fonts) -> None:
    rows = np.asarray(render(lay_out(readiness_page(FACTS), paper, fonts)).rows, dtype=bool)
    dark = rows.mean(axis=1) > 0.85
    lines = [y for y in range(1, len(dark) - 1) if dark[y] and not dark[y - 1] and not dark[y + 1]]
    assert np.diff(lines)[-5:].tolist() == [80] * 5


@pytest.mark.parametrize("paper", [PAPER_58, PAPER_80], ids=["58 mm", "80 mm"])
def test_the_code_on_paper_says_what_the_page_says(paper: Paper, fonts: Fonts) -> None:
    rows = np.asarray(render(lay_out(readiness_page(FACTS), paper, fonts)).rows, dtype=bool)
    picture = np.where(rows, 0, 255).astype(np.uint8)
    found = zxingcpp.read_barcodes(np.pad(picture, 20, constant_values=255))
    assert [code.bytes.decode() for code in found] == [readiness_payload(FACTS)]


def test_the_code_repeats_every_field_but_the_names_of_the_place() -> None:
    payload = readiness_payload(FACTS)
    said = (FACTS.terminal, FACTS.district, FACTS.config_hash, FACTS.registry, FACTS.root, FACTS.fleet)
    for text in (*said, FACTS.camera, FACTS.printer, FACTS.panel, FACTS.anchor, "0.1.0"):
        assert text in payload
    assert FACTS.site_en not in payload
