"""The screen of a terminal that is not started: what people can do, and one sentence for the technician.

Its words are here, in both languages at once, and not in the catalogues: it must be readable when these are missing.
It needs no device, no registry, no settings; without the terminal's font it is drawn with whatever there is.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from kiosk_app.startup import StartFault
from kiosk_app.theme import FONT_FAMILY, FontUnavailable, Panel, load_fonts
from kiosk_app.view_models import Chrome, Look, OutOfServiceView
from kiosk_app.window import KioskWindow

if TYPE_CHECKING:
    from kiosk_app.startup import StartRefused

logger = logging.getLogger(__name__)

_DETAIL_CHARACTERS: Final = 160
_ASSUMED_PANEL_IN: Final = 21.5


@dataclass(frozen=True, slots=True)
class Cure:
    """What a technician is told, in both languages."""

    zh: str
    en: str


CURES: Final[dict[StartFault, Cure]] = {
    StartFault.NOT_PROVISIONED: Cure(
        "本机尚未配置。请运行 kiosk provision。", "Not provisioned yet. Run: kiosk provision"
    ),
    StartFault.SETTINGS: Cure(
        "配置文件无法使用。请改正下面指出的地方。",
        "The settings cannot be used. Correct what is named below.",
    ),
    StartFault.DATA_FOLDER: Cure(
        "数据目录无法使用。请检查磁盘和目录权限。",
        "The data folder cannot be used. Check the disk and the folder's owner.",
    ),
    StartFault.FONT: Cure(
        "缺少字体。请安装软件包 fonts-noto-cjk。", "The font is missing. Install the package fonts-noto-cjk."
    ),
    StartFault.ROOT_OF_TRUST: Cure(
        "信任根文件无法读取。请重新复制 root.json。",
        "The root of trust cannot be read. Copy root.json again.",
    ),
    StartFault.TEXTS: Cure(
        "缺少文本文件。请重新安装软件包 kiosk。", "The texts are missing. Install the package kiosk again."
    ),
    StartFault.PRINTER_ADDRESS: Cure(
        "打印机地址有误。请改正配置文件中的 printer.url。",
        "The printer's address is none. Correct printer.url in the settings.",
    ),
    StartFault.INCOMPLETE: Cure(
        "上次启动没有完成。稍后自动重试；如再次出现，请查看日志。",
        "The last start did not finish. It is tried again by itself; if this comes back, read the log.",
    ),
    StartFault.CRASH_LOOP: Cure(
        "程序在十分钟内多次异常结束。稍后自动重试；请查看日志。",
        "The program ended by accident several times in ten minutes. It is tried again by itself; read the log.",
    ),
}
_LOG_COMMAND: Final = "journalctl -u kiosk -n 50"


def safe_view(refused: StartRefused) -> OutOfServiceView:
    """What the safe screen shows. The detail is cut to one short line; it never holds anybody's data."""
    cure = CURES[refused.fault]
    detail = " ".join(refused.detail.split())[:_DETAIL_CHARACTERS]
    technician = (
        f"维护人员：{cure.zh}",
        f"Technician: {cure.en}",
        f"[{refused.fault}] {detail}".rstrip(),
        _LOG_COMMAND,
    )
    return OutOfServiceView(
        chrome=Chrome(product="企业债务求助终端 · Debt help terminal", site="", title=""),
        headline="本机暂停服务\nOut of service",
        action="请到服务台咨询，或拨打 12345。\nPlease ask at the desk, or call 12345.",
        help_line="\n".join(technician),
        picture="out_of_service",
    )


def open_safe_screen(refused: StartRefused, panel: Panel | None, *, full_screen: bool) -> KioskWindow:
    """Show the safe screen. GUI thread; the caller closes the window.

    Args:
        refused: why the terminal is not started.
        panel: the glass as configured; None = the settings cannot say, so the display is asked.
        full_screen: False under a test.
    """
    try:
        family = load_fonts()
    except FontUnavailable as fault:
        logger.info("the safe screen is drawn without the terminal's font: %s", fault)
        family = QApplication.font().family() or FONT_FAMILY
    window = KioskWindow(panel or _panel_of_display(), family=family, hides_cursor=True)
    window.show_view(safe_view(refused), Look())
    if full_screen:
        window.show_full_screen()
    else:
        window.show()
    return window


def _panel_of_display() -> Panel:
    size = QApplication.primaryScreen().geometry().size()
    return Panel(size.width(), size.height(), _ASSUMED_PANEL_IN)
