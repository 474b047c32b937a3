"""Is this caller a registered agency? Registered, struck off, unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import State
from kiosk_app.flow.intents import Choose, GoBack
from kiosk_app.view_models import PhoneResultView, Tone

if TYPE_CHECKING:
    from tests.support.terminal import Kiosk

pytestmark = pytest.mark.journey(every=5)

REGISTERED = "0576-00001037"
STRUCK_OFF = "0576-00011053"


@pytest.mark.parametrize(
    ("number", "tone", "picture", "named"),
    [
        (REGISTERED, Tone.GOOD, "phone_ok", "演示·椒江衡信债务管理咨询有限公司"),
        (STRUCK_OFF, Tone.PROBLEM, "phone_bad", "演示·天台快清商务信息咨询工作室"),
        ("0576-00009999", Tone.ATTENTION, "phone_unknown", ""),
        ("123", Tone.ATTENTION, "phone_unknown", ""),
    ],
)
def test_a_number_is_looked_up(kiosk: Kiosk, number: str, tone: Tone, picture: str, named: str) -> None:
    kiosk.touch(Choose("check_phone"))
    kiosk.type(number)
    kiosk.touch(Choose("submit"))
    view = kiosk.view
    assert isinstance(view, PhoneResultView)
    assert (view.tone, view.picture, view.number) == (tone, picture, number)
    assert [field.value for field in view.fields[:1]] == ([named] if named else [])
    assert view.advice


def test_another_number_can_be_checked_and_the_journey_begun(kiosk: Kiosk) -> None:
    kiosk.touch(Choose("check_phone"))
    kiosk.type(REGISTERED)
    kiosk.choose("submit", "again")
    assert (kiosk.state, kiosk.session.entered) == (State.PHONE_ENTRY, "")
    kiosk.touch(GoBack())
    kiosk.to_list()
    assert kiosk.world is not None
    assert kiosk.world.verdict is None
