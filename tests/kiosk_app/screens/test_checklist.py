"""What is promised of every public screen (docs/accessibility.md), on all there are at normal size.

Geometry, contrast and glyphs are the exhaustive walk's; here is what can be read off the views alone.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import Struct
from PySide6.QtGui import QFontMetricsF

from kiosk_app.flow import Language, State
from kiosk_app.theme import Role, Theme, load_fonts
from kiosk_app.view_models import (
    Choice,
    ChoicesView,
    DoneView,
    IdleView,
    ListView,
    Look,
    OutOfServiceView,
    ProblemView,
    TextSize,
)
from tests.support.screens_stage import PORTRAIT
from tests.support.screens_walk import Leg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from kiosk_app.preview import Situation

pytestmark = pytest.mark.journey(every=2)

APPLICATION = Path(__file__).parents[3] / "kiosk_app"
_NO_SESSION = {State.IDLE, State.OUT_OF_SERVICE}
_ENDS_BY_ITS_OWN_BUTTON = State.TAKE_SLIP
_LONGEST_SENTENCE = 25


@pytest.fixture(scope="module")
def every() -> dict[Language, tuple[Situation, ...]]:
    return {language: Leg(PORTRAIT, language, Look()).situations() for language in Language}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            if name not in {"id", "icon", "picture", "qr_payload", "placeholder", "rows"}:
                yield from texts(getattr(value, name))


def of(every: dict[Language, tuple[Situation, ...]], kind: type) -> list[Any]:
    found = [one.view for language in Language for one in every[language] if isinstance(one.view, kind)]
    assert found
    return found


def test_U12_at_most_seven_answers_are_in_view_and_back_is_offered(every: Any) -> None:
    for view in of(every, ChoicesView):
        assert 2 <= len(view.choices) <= 7
        assert view.chrome.back


def test_U13_not_sure_is_offered_with_the_kinds_of_debt(every: Any) -> None:
    for language in Language:
        pages = [one.view for one in every[language] if one.session.state is State.DEBT_TYPE]
        assert len(pages) > 1
        assert all("unsure" in {choice.id for choice in page.choices} for page in pages)


def test_U14_where_one_is_is_said_on_questions_only_and_of_four(every: Any) -> None:
    counted = {one.view.chrome.step for one in every[Language.ZH]} - {""}
    assert counted == {f"第 {number} 步，共 4 步" for number in range(1, 5)}


def test_U16_the_time_limit_is_said_before_anything_is_asked(every: Any) -> None:
    for view in of(every, IdleView):
        assert any("120" in note for note in view.notes)


def test_U19_finish_and_clear_is_on_every_screen_of_a_session(every: Any) -> None:
    for one in (*every[Language.ZH], *every[Language.EN]):
        if one.session.state is _ENDS_BY_ITS_OWN_BUTTON:
            assert one.view.finish.label
        else:
            assert bool(one.view.chrome.finish) is (one.session.state not in _NO_SESSION), one.name


def test_U22_the_other_language_is_offered_everywhere_in_its_own_script(every: Any) -> None:
    assert {one.view.chrome.language for one in every[Language.ZH]} == {"English"}
    assert {one.view.chrome.language for one in every[Language.EN]} == {"中文"}


def test_U32_every_trouble_says_what_happened_what_to_do_and_whom_to_ask(every: Any) -> None:
    for view in of(every, ProblemView):
        assert view.headline
        assert view.action
        assert "12345" in view.help_line
        assert view.picture
        assert not re.search(r"[A-Z]{2,}[-_ ]?\d{2,}|error|Error|0x", f"{view.headline} {view.action}")


def test_U34_the_number_the_next_step_and_the_contact_stand_on_the_confirmation(every: Any) -> None:
    for view in of(every, DoneView):
        assert view.reference.value.startswith("YS-01-")
        assert view.next_steps
        assert "12345" in view.chrome.help
    failed = [view for view in of(every, ProblemView) if view.qr_payload]
    assert failed
    assert all(any(field.value.startswith("YS-01-") for field in view.fields) for view in failed)


def test_U36_how_the_list_is_ordered_is_said_on_every_page(every: Any) -> None:
    assert all(view.explanation and view.formula for view in of(every, ListView))


def test_U37_what_is_asked_is_said_in_short_sentences(every: Any) -> None:
    long = set()
    for one in every[Language.ZH]:
        if not isinstance(one.view, ChoicesView):
            continue
        for text in (one.view.chrome.title, one.view.chrome.lead, *choice_texts(one.view.choices)):
            long |= {part for part in re.split(r"[，。？；：]", text) if len(part) > _LONGEST_SENTENCE}
    assert not long


def choice_texts(choices: tuple[Choice, ...]) -> Iterator[str]:
    for choice in choices:
        yield choice.label
        yield choice.hint


def test_U38_no_screen_shows_the_whole_code_once_it_is_confirmed(every: Any) -> None:
    code = "91331002MA2DEM0179"
    for one in (*every[Language.ZH], *every[Language.EN]):
        if one.session.state is not State.TYPE_CODE:
            assert all(code not in text for text in texts(one.view)), one.name


def test_without_a_list_the_hotlines_are_on_the_glass(every: Any) -> None:
    for view in of(every, OutOfServiceView):
        assert {"12345", "12315", "110"} <= set(re.findall(r"\d+", " ".join(view.routes)))


@pytest.mark.parametrize("size", TextSize)
def test_U7_lines_stand_at_least_one_point_three_apart(qapp: QApplication, size: TextSize) -> None:
    assert qapp is not None
    load_fonts()
    for role in Role:
        font = Theme(PORTRAIT, Look(size)).font(role)
        assert QFontMetricsF(font).lineSpacing() / font.pixelSize() >= 1.3


def test_U10_colours_are_written_in_the_theme_and_nowhere_else() -> None:
    """But for what lies on a camera's picture, which no scheme can know, and the colours drawings are exchanged by."""
    may = {"theme.py", "camera_view.py", "icons.py"}
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b")
    for folder in ("screens", "widgets"):
        for path in (APPLICATION / folder).glob("*.py"):
            module = ast.parse(path.read_text("utf-8"))
            documented = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
            strings = [
                node.value
                for node in ast.walk(module)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in documented
            ]
            assert path.name in may or not any(literal.search(text) for text in strings), path.name
