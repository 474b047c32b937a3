"""The ways a licence comes in, and what happens when one of them is shut."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kiosk_app.flow import Assurance, Policy, State, Trouble
from kiosk_app.flow.intents import Choose, GoBack
from kiosk_app.view_models import ConfirmView, Tone
from scanner import Replay, mask
from scanner.uscc import Uscc
from tests.support.terminal import ANSWERS, CODE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.terminal import Around, Kiosk

pytestmark = pytest.mark.journey(every=4)

OPAQUE = "http://zj.gsxt.gov.cn/entinfo/baseinfo?encryPriPID=" + "ff8080815b575d42015b5bcbb16a55d3" * 2
WECHAT_PAY = "wxp://f2f0qBHnN6KsBfJ2YZ8Qd5T3vT9kq1mR7xWc"


def test_the_code_typed_instead_of_scanned_leads_to_the_list(kiosk: Kiosk) -> None:
    kiosk.choose("start", "type")
    kiosk.type(CODE)
    kiosk.choose("submit")
    assert isinstance(kiosk.view, ConfirmView)
    assert kiosk.view.fields[0].value == mask(Uscc(CODE))
    kiosk.choose("yes", *ANSWERS)
    assert kiosk.state is State.LIST
    assert kiosk.session.assurance is Assurance.TYPED


def test_a_mistyped_code_is_said_and_cannot_be_submitted(kiosk: Kiosk) -> None:
    kiosk.choose("start", "type")
    kiosk.type(CODE[:-1] + "8")
    assert kiosk.view.message.tone is Tone.PROBLEM
    assert kiosk.button(Choose("submit")) is None
    kiosk.touch(Choose("delete"))
    kiosk.type(CODE[-1])
    kiosk.touch(Choose("submit"))
    assert kiosk.state is State.CONFIRM


def test_a_code_that_can_only_be_opened_online_leads_to_typing(
    start: Callable[..., Kiosk], around: Around
) -> None:
    kiosk = start(camera=around.still(OPAQUE, "opaque"))
    kiosk.touch(Choose("start"))
    kiosk.wait_for(State.TROUBLE)
    assert kiosk.session.trouble is Trouble.OPAQUE_CODE
    kiosk.touch(Choose("type"))
    kiosk.type(CODE)
    kiosk.touch(Choose("submit"))
    assert kiosk.state is State.CONFIRM


def test_another_kind_of_code_is_named_and_the_camera_looks_on(
    start: Callable[..., Kiosk], around: Around
) -> None:
    kiosk = start(camera=around.still(WECHAT_PAY, "wechat"))
    kiosk.touch(Choose("start"))
    kiosk.wait_until(lambda: kiosk.session.scan_refused_until_s is not None)
    assert kiosk.state is State.SCAN
    assert kiosk.view.hint.tone is Tone.ATTENTION


def test_without_a_camera_the_keypad_is_offered(start: Callable[..., Kiosk], around: Around) -> None:
    kiosk = start(camera=Replay(around.films / "nothing.png"))
    kiosk.touch(Choose("start"))
    kiosk.wait_for(State.TROUBLE)
    assert kiosk.session.trouble is Trouble.CAMERA
    kiosk.touch(Choose("type"))
    kiosk.type(CODE)
    kiosk.choose("submit", "yes", *ANSWERS)
    assert kiosk.state is State.LIST


def test_a_camera_that_came_back_is_used_by_the_next_visit(
    start: Callable[..., Kiosk], around: Around, tmp_path: Path
) -> None:
    film = around.still(f"http://www.gsxt.gov.cn/index.html?uniscid={CODE}")
    kiosk = start(camera=Replay(tmp_path / "late.png"))
    kiosk.touch(Choose("start"))
    kiosk.wait_for(State.TROUBLE)
    kiosk.touch(GoBack())
    assert kiosk.state is State.IDLE
    shutil.copyfile(film.path, tmp_path / "late.png")
    kiosk.scan()


def test_a_camera_that_goes_while_somebody_looks_into_it_is_said(
    start: Callable[..., Kiosk], around: Around
) -> None:
    kiosk = start(camera=replace(around.still(WECHAT_PAY, "wechat"), loop=False))
    kiosk.touch(Choose("start"))
    kiosk.wait_for(State.TROUBLE)
    assert kiosk.session.trouble is Trouble.CAMERA


def test_a_site_that_asks_for_a_licence_offers_no_way_around(start: Callable[..., Kiosk]) -> None:
    kiosk = start(policy=Policy(without_licence=False))
    skip = Choose("skip")
    kiosk.touch(Choose("start"))
    assert kiosk.button(skip) is None
    kiosk.touch(Choose("type"))
    assert kiosk.button(skip) is None
    kiosk.touch(GoBack())
    kiosk.wait_for(State.CONFIRM)
    assert kiosk.button(skip) is None
