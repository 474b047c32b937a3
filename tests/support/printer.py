"""Slips, engines and a notebook of events for tests that print on the simulated printer."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from printing.device import Timings
from printing.document import (
    Bar,
    Bars,
    Document,
    EndMark,
    Field,
    Item,
    ItemRef,
    Paragraph,
    QrCode,
    Rule,
    Size,
)
from printing.events import EngineEvent, JobFinished

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.status import PrintOutcome

FAST = Timings(
    open_s=1.0,
    answer_s=0.3,
    quiet_s=0.02,
    slice_s=0.01,
    write_slice_s=0.05,
    poll_s=0.02,
    busy_poll_s=0.05,
    fence_slack_s=0.3,
    patience_s=10.0,
    reconnect_first_s=0.01,
    reconnect_last_s=0.05,
)
WAIT_S = 15.0


def slip(items: int = 2, *, note: str = "第1次") -> Document:
    """A short slip with `items` fictitious agencies."""
    return Document(
        title="演示",
        language="zh-CN",
        blocks=(
            Paragraph("合规机构清单（演示）", size=Size.TITLE),
            Field("单号", f"T-0001 {note}"),
            Rule(heavy=True),
            *(_item(number) for number in range(1, items + 1)),
            EndMark(f"—— 清单完 共{items}家 ——"),
        ),
    )


def long_slip(items: int = 10) -> Document:
    """A slip of the usual length, with its QR code."""
    short = slip(items)
    code = QrCode("https://example.invalid/verify?seq=12&seed=345678", "核验本清单", side_mm=22.0)
    return Document(short.title, short.language, (*short.blocks[:-1], code, short.blocks[-1]))


def _item(number: int) -> Item:
    return Item(
        ref=ItemRef(f"demo-{number:03d}"),
        rank=str(number),
        headline=f"演示第{number}债务服务有限公司",
        badge="推荐" if number == 1 else "",
        blocks=(
            Paragraph(f"0576-0000{number:04d}", size=Size.LARGE),
            Field("地址", f"演示市演示区演示路{number}号"),
            Field("证号", f"演示备〔2026〕{number:03d}号"),
            Bars(
                (Bar("合规", 98.0, "98"), Bar("成功", 76.0, "76"), Bar("投诉", 100.0, "0")),
            ),
        ),
    )


class Notebook:
    """Takes an engine's events on its thread; lets the test wait for one."""

    def __init__(self) -> None:
        self.events: list[EngineEvent] = []
        self.bytes = bytearray()
        self._changed = threading.Condition()

    def note(self, event: EngineEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def tap(self, data: bytes) -> None:
        self.bytes += data

    def wait_for(self, is_it: Callable[[EngineEvent], bool], wait_s: float = WAIT_S) -> EngineEvent:
        end_s = time.monotonic() + wait_s
        with self._changed:
            while True:
                for event in self.events:
                    if is_it(event):
                        return event
                left_s = end_s - time.monotonic()
                assert left_s > 0, f"it never happened; events: {self.events}"
                self._changed.wait(left_s)

    def outcome(self, key: str, wait_s: float = WAIT_S) -> PrintOutcome:
        event = self.wait_for(lambda one: isinstance(one, JobFinished) and one.key == key, wait_s)
        assert isinstance(event, JobFinished)
        return event.outcome

    def outcomes(self, key: str) -> list[PrintOutcome]:
        return [event.outcome for event in self.events if isinstance(event, JobFinished) and event.key == key]
