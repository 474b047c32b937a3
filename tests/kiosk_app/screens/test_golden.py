"""The main walk looks exactly as it did when somebody last looked at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from kiosk_app.flow import Language
from tests.support.screens_golden import MAIN_WALK, drawn, golden_folder
from tests.support.screens_walk import pixels_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.journey(every=2)


@pytest.mark.parametrize("language", Language)
def test_the_main_walk_is_drawn_dot_by_dot_as_before(qtbot: QtBot, language: Language) -> None:
    """After a change that is meant: python -m tests.support.screens_golden, and look at the difference."""
    assert qtbot is not None
    folder = golden_folder() / language.value
    if not folder.is_dir():
        pytest.skip(f"nobody has drawn goldens for this Qt and font yet: {folder.parent.name}")
    unlike = []
    for name, picture in drawn(language):
        golden = QImage(str(folder / f"{name}.png"))
        if golden.isNull() or pixels_of(golden).tobytes() != pixels_of(picture).tobytes():
            unlike.append(name)
    assert not unlike
    assert {path.stem for path in folder.glob("*.png")} == set(MAIN_WALK)
