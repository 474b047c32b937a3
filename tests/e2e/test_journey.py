"""The main job: a code before the camera becomes a printed list, and the terminal is idle again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import Language, State
from kiosk_app.flow.intents import Choose, SwitchLanguage
from printing import Done
from tests.support.terminal import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.terminal import Around, Kiosk

pytestmark = pytest.mark.journey(every=2)

JOURNEY = [
    State.IDLE,
    State.SCAN,
    State.CONFIRM,
    State.DEBT_TYPE,
    State.AMOUNT,
    State.PLACE,
    State.LIST,
    State.PRINTING,
    State.TAKE_SLIP,
    State.IDLE,
]


@pytest.mark.parametrize("language", Language)
def test_a_filmed_licence_becomes_the_list_on_paper(
    start: Callable[..., Kiosk], around: Around, language: Language
) -> None:
    kiosk = start(camera=around.film(), source=around.town.source())
    if language is Language.EN:
        kiosk.touch(SwitchLanguage())
    kiosk.scan()
    kiosk.choose("yes", *ANSWERS)
    shown = list(kiosk.session.listed)
    kiosk.touch(Choose("print"))
    outcome = kiosk.wait_printed()
    kiosk.wait_for(State.TAKE_SLIP)
    kiosk.touch(Choose("finish"))

    assert kiosk.states[-len(JOURNEY) :] == JOURNEY
    assert isinstance(outcome, Done)
    assert len(kiosk.jobs) == len(kiosk.printer.slips) == kiosk.valid_slips() == 1
    assert len(shown) > 3
    assert kiosk.printed() == shown
    assert kiosk.jobs[0].document.language == language
    assert kiosk.session.language is Language.ZH
