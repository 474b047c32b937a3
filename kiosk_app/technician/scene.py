"""What a technician's view is made from, and what surrounds every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk_app.flow.session import Language
from kiosk_app.presenter import CHINA
from kiosk_app.technician.model import FOR_OPERATORS, Level, Notice, Page
from kiosk_app.view_models import Banner, Choice, Chrome, Tone

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk_app.language import Translate
    from kiosk_app.technician.facts import Facts
    from kiosk_app.technician.model import Model, Rules


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a page may look at.

    Attributes:
        now_s: monotonic seconds, for what counts down.
        cards: how many remarks or lines one page holds.
    """

    model: Model
    facts: Facts
    rules: Rules
    translate: Translate
    now_s: float
    is_portrait: bool = True

    @property
    def is_chinese(self) -> bool:
        """Whether the technician reads Chinese now."""
        return self.model.language is Language.ZH

    def chrome(self, title: str, lead: str = "") -> Chrome:
        """Around the middle: back, language, and the way out."""
        _, model, site = self.translate, self.model, self.facts.site
        if model.level is None:
            return Chrome(
                product="",
                site="",
                title=title,
                lead=lead,
                back=_("Back"),
                language="English" if self.is_chinese else "中文",
            )
        who = _("Technician") if model.level is Level.TECHNICIAN else _("Staff of the hall")
        return Chrome(
            product=who,
            site=f"{site.terminal} · {site.name_zh if self.is_chinese else site.name_en}",
            title=title,
            lead=lead,
            back="" if model.page is Page.HOME else _("Overview"),
            finish=_("Log out"),
            language="English" if self.is_chinese else "中文",
        )

    def notice(self) -> Banner | None:
        """What became of the last thing somebody did; None = nothing to say."""
        notice = self.model.notice
        if notice is None:
            return None
        text, tone = _notice(self, notice)
        return Banner(text, tone)

    def page_choice(self, page: Page) -> Choice:
        """The button that leads to a page."""
        return Choice(page.value, page_title(self, page), icon=_ICONS.get(page, "list"))

    def may_go(self, page: Page) -> bool:
        """Whether this level may see a page."""
        return self.model.level is Level.TECHNICIAN or page in FOR_OPERATORS

    def when(self, moment: datetime | None) -> str:
        """`2026-11-23 18:05` in China, or a dash."""
        return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if moment else "—"


_ICONS = {
    Page.PRINTER: "printer",
    Page.CAMERA: "camera",
    Page.REGISTRY: "list",
    Page.NETWORK: "search",
    Page.DOCTOR: "check",
    Page.LOGS: "slip",
    Page.SERVICE: "out_of_service",
    Page.RESTART: "again",
    Page.ABOUT: "shield",
    Page.OPERATOR_PIN: "keypad",
}


def page_title(scene: Scene, page: Page) -> str:
    """What a page is called."""
    _ = scene.translate
    titles = {
        Page.HOME: _("What is wrong, what to do"),
        Page.PRINTER: _("Printer and paper"),
        Page.CAMERA: _("Aim the camera"),
        Page.REGISTRY: _("List and synchronisation"),
        Page.NETWORK: _("Network"),
        Page.DOCTOR: _("Check everything"),
        Page.LOGS: _("Log"),
        Page.SERVICE: _("Out of service"),
        Page.RESTART: _("Restart"),
        Page.ABOUT: _("Verify this terminal"),
        Page.OPERATOR_PIN: _("PIN for the hall's staff"),
    }
    return titles[page]


def _notice(scene: Scene, notice: Notice) -> tuple[str, Tone]:
    _ = scene.translate
    match notice:
        case Notice.WRONG:
            return _("That does not fit. Please start again."), Tone.ATTENTION
        case Notice.SHUT:
            return shut_text(scene), Tone.ATTENTION
        case Notice.NO_SECRETS:
            return _("No PIN has been set up here. At the console: kiosk provision"), Tone.PROBLEM
    return _inside(scene, notice)


def _inside(scene: Scene, notice: Notice) -> tuple[str, Tone]:
    _ = scene.translate
    texts = {
        Notice.NEW_ROLL: (_("The new roll is noted."), Tone.GOOD),
        Notice.NOT_KEPT: (
            _("Done, but the disk did not take it: it is forgotten at the next start."),
            Tone.ATTENTION,
        ),
        Notice.NOT_DONE: (_("That could not be done. See the overview for the reason."), Tone.PROBLEM),
        Notice.PRINTER_BUSY: (_("The printer is busy. Try again when the slip is out."), Tone.ATTENTION),
        Notice.TEST_WHOLE: (_("Noted: the test print is whole and legible."), Tone.GOOD),
        Notice.TEST_BAD: (
            _("Noted: the test print is bad. Clean the head, check the roll, print again."),
            Tone.ATTENTION,
        ),
        Notice.OUT_OF_SERVICE: (
            _("Out of service until somebody puts it back here, also after a restart."),
            Tone.ATTENTION,
        ),
        Notice.IN_SERVICE: (_("The terminal is in service."), Tone.GOOD),
        Notice.PIN_SET: (_("The staff of the hall get in with the new PIN from now on."), Tone.GOOD),
        Notice.PIN_TOO_SHORT: (_("A PIN for staff has 4 to 6 digits."), Tone.ATTENTION),
    }
    return texts[notice]


def shut_text(scene: Scene) -> str:
    """How long the keypad stays shut."""
    _ = scene.translate
    until_s = scene.model.shut_until_s
    seconds = max(1, round(until_s - scene.now_s)) if until_s is not None else 0
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    wait = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return _("Too many attempts. Please wait {wait}.").format(wait=wait)
