"""The slip that makes half a slip recognisable: printed below it, and cut off together with it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from printing.document import Align, Document, EndMark, Paragraph, Rule, Size
from printing.escpos import commands
from printing.pacer import Pacer
from printing.ports import PortFault
from printing.status import Blocked

if TYPE_CHECKING:
    from printing.device import Device, Timings
    from printing.job_desk import Desk
    from printing.slip_stream import SlipStream

logger = logging.getLogger(__name__)


def void_document() -> Document:
    """The built-in void slip, in both languages of the terminal."""
    return Document(
        title="作废",
        language="zh-CN",
        blocks=(
            Rule(heavy=True),
            Paragraph("作废 / 未完成", size=Size.TITLE, align=Align.CENTRE, bold=True),
            Paragraph("以上内容不完整，无效。", align=Align.CENTRE),
            Paragraph("VOID: the list above is not complete.", align=Align.CENTRE),
            Rule(heavy=True),
            EndMark("作废"),
        ),
    )


def mark_void(desk: Desk, stream: SlipStream, *, is_torn: bool) -> bool:
    """Print the void slip, cut, and note in the journal that nothing stray is left.

    Args:
        desk: device and books; the device is open and its status is Ready.
        stream: the void slip.
        is_torn: the printer may be inside an unfinished picture: finish it with blank data first.

    Returns:
        Whether it is proven (or cannot be, with this printer) that the slip was printed and cut.
    """
    due = desk.books.voids_due()
    device = desk.device
    try:
        _clear(device, is_torn=is_torn)
        _send_rows(desk, stream)
        if not _is_proven(desk, "V", stream.rows):
            return False
        device.write_all(stream.commit)
        if not _is_proven(desk, "W", stream.rows):
            return False
        if isinstance(device.ask_status(), Blocked):
            return False
    except PortFault as fault:
        logger.info("the void slip was not printed: %s", fault.code)
        return False
    for key in due:
        desk.books.set_void_due(key, due=False)
    return True


def _send_rows(desk: Desk, stream: SlipStream) -> None:
    """Chunk by chunk; to a printer without a fence no faster than its paper can move."""
    pacer = Pacer(desk.clock, desk.device.profile)
    desk.device.write_all(stream.prologue)
    for chunk in stream.chunks:
        if not desk.device.can_prove:
            desk.closing.wait(pacer.wait_s(len(chunk.data)))
        desk.device.write_all(chunk.data)
        pacer.note(len(chunk.data), chunk.rows)


def _clear(device: Device, *, is_torn: bool) -> None:
    if device.profile.clears_by_dc4:
        device.write_all(commands.DLE_DC4_CLEAR)
    if is_torn:
        # No band of ours is longer than half a window; outside a picture zeros print nothing.
        device.write_all(bytes(device.profile.window_bytes // 2))


def _is_proven(desk: Desk, letter: str, rows: int) -> bool:
    device = desk.device
    if not device.can_prove:
        return True
    device.write_all(device.new_fence(letter)[1])
    end_s = desk.clock() + _allowance_s(device, desk.timings, rows)
    while not device.is_fence_answered and desk.clock() < end_s and not desk.closing.is_set():
        device.listen(desk.timings.slice_s)
    return device.is_fence_answered


def _allowance_s(device: Device, timings: Timings, rows: int) -> float:
    feed_mm = rows / device.profile.dots_per_mm + device.profile.cutter_feed_mm
    return 2 * feed_mm / device.profile.slowest_mm_s + timings.fence_slack_s
