"""The readiness page: what a terminal is, on paper, at the end of provisioning and whenever somebody asks.

It shows who the terminal is, what it trusts, what is plugged in, whether the printer draws every character and keeps
its scale - and the anchor of the audit log, which makes this sheet the outside witness of it. The code repeats the
fields, so that a fleet list can be made with a telephone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from printing import Align, BlockMark, Document, EndMark, Field, Paragraph, QrCode, Rule, Size, Space

if TYPE_CHECKING:
    from datetime import datetime

    from printing import Block

GLYPH_SAMPLE = "债务椒江路桥 𠮷 ①"
"""Everyday characters, one outside the basic plane, one circled digit: what a wrong font or code page loses first."""

CHINA = timezone(timedelta(hours=8), "CST")
_MARKS = 6
_MARK_MM = 10.0
_RULE_MM = 11 / 8
"""A rule takes eleven rows of dots, five of them air on either side."""
_CODE_MM = 30.0


@dataclass(frozen=True, slots=True)
class ReadinessFacts:
    """Everything on the page; texts as they are printed, empty = not known.

    Attributes:
        versions: of the application and of what it stands on.
        registry: state, release, age.
        made_at: aware.
        provisioned: when, how, how long it took.
        anchor: head of the audit log.
    """

    terminal: str
    site_zh: str
    site_en: str
    district: str
    versions: tuple[tuple[str, str], ...]
    config_hash: str
    registry: str
    root: str
    fleet: str
    camera: str
    printer: str
    panel: str
    made_at: datetime
    provisioned: str
    anchor: str


def readiness_page(facts: ReadinessFacts) -> Document:
    """Compose the page."""
    made = facts.made_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    versions = ", ".join(f"{name} {version}" for name, version in facts.versions)
    blocks: tuple[Block, ...] = (
        Paragraph("终端就绪单", Size.TITLE, Align.CENTRE, bold=True),
        Paragraph("Readiness page", Size.BODY, Align.CENTRE),
        Rule(heavy=True),
        Field("终端", facts.terminal, Size.LARGE),
        Field("地点", f"{facts.site_zh}\n{facts.site_en}"),
        Field("区划", facts.district),
        Field("时间", made),
        Field("开通", facts.provisioned or "—"),
        BlockMark(1, 3, "软件与信任 Software, trust"),
        Field("版本", versions, Size.SMALL),
        Field("配置", facts.config_hash),
        Field("名录", facts.registry),
        Field("根密钥", facts.root),
        Field("机群", facts.fleet or "—"),
        Field("审计", facts.anchor or "—"),
        BlockMark(2, 3, "设备 Devices"),
        Field("摄像头", facts.camera, Size.SMALL),
        Field("打印机", facts.printer, Size.SMALL),
        Field("屏幕", facts.panel, Size.SMALL),
        BlockMark(3, 3, "打印检查 Print check"),
        Paragraph(GLYPH_SAMPLE, Size.LARGE, Align.CENTRE),
        Paragraph("横线间距 10 mm  10 mm from line to line", Size.SMALL, Align.CENTRE),
        *ruler(),
        Paragraph("二维码含以上各项  The code repeats all of this", Size.SMALL, Align.CENTRE),
        QrCode(readiness_payload(facts), "", _CODE_MM),
        EndMark(f"—— {facts.terminal} ——"),
    )
    return Document(f"Readiness page {facts.terminal}", "zh-CN", blocks)


def readiness_payload(facts: ReadinessFacts) -> str:
    """What the code says: one `name=value` per line, without names of places."""
    rows = {
        "id": facts.terminal,
        "at": facts.made_at.astimezone(CHINA).isoformat(timespec="minutes"),
        "district": facts.district,
        **dict(facts.versions),
        "config": facts.config_hash,
        "registry": facts.registry,
        "root": facts.root,
        "fleet": facts.fleet,
        "camera": facts.camera,
        "printer": facts.printer,
        "panel": facts.panel,
        "audit": facts.anchor,
    }
    return "\n".join(("TZDH-READY1", *(f"{name}={value}" for name, value in rows.items() if value)))


def ruler() -> tuple[Block, ...]:
    """Lines ten millimetres apart: a printer that loses steps does not keep them."""
    between = Space(_MARK_MM - _RULE_MM)
    marks: tuple[Block, ...] = (Rule(),)
    for _ in range(_MARKS - 1):
        marks = (*marks, between, Rule())
    return marks
