"""The gallery shows what the product shows: every state, every trouble, and nothing invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import Language, State, Trouble
from kiosk_app.gallery import PORTRAIT, Wanted, folder_name, write_gallery
from kiosk_app.view_models import Contrast, Look, TextSize
from tests.support.screens_walk import walker

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kiosk_app.preview import Situation

pytestmark = pytest.mark.journey(every=2)


@pytest.fixture(scope="module")
def situations() -> tuple[Situation, ...]:
    return walker(is_portrait=True).situations(Language.ZH, Look())


def test_every_state_and_every_trouble_is_in_it(situations: tuple[Situation, ...]) -> None:
    assert {situation.session.state for situation in situations} == set(State)
    assert {situation.session.trouble for situation in situations} >= set(Trouble)


def test_every_situation_has_a_name_of_its_own_and_a_view_of_its_own(
    situations: tuple[Situation, ...],
) -> None:
    assert len({situation.name for situation in situations}) == len(situations)
    assert len({(situation.view, situation.warning) for situation in situations}) == len(situations)


def test_a_look_with_fewer_things_a_page_has_more_pages(situations: tuple[Situation, ...]) -> None:
    largest = walker(is_portrait=True).situations(Language.ZH, Look(TextSize.LARGEST))
    assert len(largest) > len(situations)


def test_it_is_written_as_pictures_with_an_index(qtbot: QtBot, tmp_path: Path) -> None:
    assert qtbot is not None
    wanted = Wanted(
        languages=(Language.ZH,),
        sizes=(TextSize.NORMAL,),
        contrasts=(Contrast.NORMAL,),
        reaches=(False,),
        panels=(PORTRAIT,),
        screens="idle-c",
    )
    said: list[str] = []
    count = write_gallery(tmp_path, lambda panel: walker(is_portrait=panel.is_portrait), wanted, said.append)
    folder = folder_name(PORTRAIT, Language.ZH, Look())
    pictures = sorted((tmp_path / folder).glob("*.png"))
    assert count == len(pictures) == 4
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(f"{folder}/{picture.name}" in index for picture in pictures)
    assert said == [f"{folder}: 4 pictures"]
