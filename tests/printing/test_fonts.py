from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from printing.display import Face
from printing.fonts import REGULAR_FILE, Fonts, FontUnavailable, unknown_width

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return Fonts.locate()


def test_missing_files_are_an_error_that_names_the_package(tmp_path: Path) -> None:
    with pytest.raises(FontUnavailable, match="fonts-noto-cjk") as caught:
        Fonts.locate([tmp_path])
    assert caught.value.code == "font_missing"


def test_a_named_file_that_is_missing_is_the_same_error(tmp_path: Path) -> None:
    with pytest.raises(FontUnavailable, match="fonts-noto-cjk"):
        Fonts(tmp_path / "a.ttc", tmp_path / "b.ttc")


@pytest.mark.parametrize(
    "content",
    [
        b"not a font at all, but long enough to have a head",
        b"ttcf" + bytes(8) + struct.pack(">III", 24, 24, 24) + struct.pack(">4xH6x", 0),
    ],
    ids=["text", "no character map"],
)
def test_a_file_that_is_no_font_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / REGULAR_FILE
    path.write_bytes(content)
    with pytest.raises(FontUnavailable) as caught:
        Fonts(path, path)
    assert caught.value.code == "font_wrong"


def test_the_font_has_what_a_slip_needs(fonts: Fonts) -> None:
    assert fonts.missing_glyphs("台州合规债务管理机构清单①⑩℃￥—“”（）《》㐀𬭎椒葭沚0123ABCabc–·") == ()


def test_missing_glyphs_are_listed_once_in_order(fonts: Fonts) -> None:
    assert fonts.missing_glyphs("甲\ue000乙\U0001f600\ue000\ud800") == ("\ue000", "\U0001f600", "\ud800")


def test_digits_are_of_equal_width(fonts: Fonts) -> None:
    assert len({fonts.advance(digit, Face(54)) for digit in "0123456789"}) == 1


def test_quotation_marks_take_half_an_em(fonts: Fonts) -> None:
    assert [fonts.advance(char, Face(20)) for char in "“”国"] == [10, 10, 20]


def test_an_unknown_character_has_the_width_of_its_box(fonts: Fonts) -> None:
    assert fonts.advance("\ue000", Face(20)) == unknown_width(Face(20))
    with pytest.raises(KeyError):
        fonts.glyph("\ue000", Face(20))


@pytest.mark.parametrize("bold", [False, True])
def test_every_character_of_a_usual_name_is_crisp(fonts: Fonts, *, bold: bool) -> None:
    for char in "台州债务管理有限公司":
        glyph = fonts.glyph(char, Face(20, bold))
        assert 0.15 < glyph.rows.mean() < 0.75


def test_the_bold_weight_is_bolder(fonts: Fonts) -> None:
    regular, bold = (fonts.glyph("国", Face(24, weight)).rows.sum() for weight in (False, True))
    assert bold > 1.2 * regular
