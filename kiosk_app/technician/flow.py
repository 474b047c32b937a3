"""The visit of a technician as a pure state machine: (model, event, now) -> (model, commands).

What means nothing on a page changes nothing, so late answers and ghost touches are harmless. Nothing but the lock
screen can be reached before `LetIn`, and nothing but an operator's three pages with an operator's rights.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, get_args

from kiosk_app.flow.closing import Closure
from kiosk_app.flow.intents import (
    Choose,
    FinishAndClear,
    GoBack,
    Intent,
    PressKey,
    SwitchLanguage,
    TurnPage,
)
from kiosk_app.flow.session import Language
from kiosk_app.technician.model import (
    FOR_OPERATORS,
    LOCKED,
    ClearPublic,
    Close,
    Examine,
    FindSticks,
    HidePage,
    JudgeTest,
    LetIn,
    Level,
    LookAgain,
    Model,
    NoteFreeEntry,
    NoteRoll,
    Notice,
    OperatorAccess,
    Page,
    PrintTest,
    Restart,
    SetOperatorPin,
    SetService,
    ShowPage,
    ShutFor,
    Summoned,
    SyncNow,
    SyncStick,
    Tick,
    Told,
    TrialEnded,
    TrialStage,
    TryDoor,
    TryOperator,
    TurnedAway,
)

if TYPE_CHECKING:
    from kiosk_app.technician.model import Command, Event, Rules

Result = tuple[Model, tuple["Command", ...]]

MOST_DIGITS: Final = 12
CODE_DIGITS: Final = 6
RECOVERY_CHARACTERS: Final = 12
OPERATOR_DIGITS: Final = (4, 6)
_LENGTHS: Final = {
    Page.PIN: MOST_DIGITS,
    Page.CODE: CODE_DIGITS,
    Page.RECOVERY: RECOVERY_CHARACTERS,
    Page.OPERATOR_PIN: OPERATOR_DIGITS[1],
}
_INTENTS: Final[tuple[type, ...]] = get_args(Intent)
_A_SECOND: Final = 1.0


def step(model: Model, event: Event, now_s: float, rules: Rules) -> Result:
    """Answer one event.

    Args:
        model: as returned by the step before.
        event: what happened.
        now_s: monotonic seconds.
        rules: of the site and this moment.
    """
    if isinstance(event, Summoned):
        return _on_summons(model, now_s, rules)
    if model.page is None:
        return model, ()
    if isinstance(event, Tick):
        return _on_tick(model, now_s)
    if isinstance(event, _INTENTS):
        model, commands = _on_intent(model, event, rules)
        if model.page is not None:
            model = replace(model, closes_at_s=now_s + _patience(model, rules))
        return model, commands
    return _on_answer(model, event, now_s, rules)


def deadline(model: Model, now_s: float) -> float | None:
    """When the next `Tick` can matter; None = never. A shut keypad counts down by the second."""
    if model.page is None:
        return None
    times = [time for time in (model.closes_at_s,) if time is not None]
    if model.shut_until_s is not None and model.page in LOCKED:
        times.append(min(model.shut_until_s, now_s + _A_SECOND))
    return min(times, default=None)


def _on_summons(model: Model, now_s: float, rules: Rules) -> Result:
    if model.is_open:
        return model, ()
    opened = Model(page=Page.PIN, closes_at_s=now_s + rules.lock_s, shut_until_s=model.shut_until_s)
    return opened, (ClearPublic(),)


def _on_tick(model: Model, now_s: float) -> Result:
    if model.shut_until_s is not None and now_s >= model.shut_until_s:
        notice = None if model.notice is Notice.SHUT else model.notice
        model = replace(model, shut_until_s=None, notice=notice)
    if model.closes_at_s is not None and now_s >= model.closes_at_s:
        return _leave(model)
    return model, ()


def _patience(model: Model, rules: Rules) -> float:
    return rules.lock_s if model.page in LOCKED else rules.log_out_s


def _leave(model: Model) -> Result:
    hidden = () if model.page is None or model.page in LOCKED else (HidePage(model.page),)
    # How long the keypad stays shut is no secret of the visit: the next one is told at once.
    return Model(shut_until_s=model.shut_until_s), (*hidden, Close(model.level))


def _on_intent(model: Model, event: Event, rules: Rules) -> Result:
    match event:
        case FinishAndClear():
            return _leave(model)
        case SwitchLanguage():
            other = Language.EN if model.language is Language.ZH else Language.ZH
            return replace(model, language=other), ()
        case GoBack():
            return _back(model)
        case TurnPage(by=by):
            return replace(model, part=max(0, model.part + by)), ()
        case PressKey(character=character):
            return _on_key(model, character), ()
        case Choose(id=chosen) if model.page in LOCKED:
            return _on_lock_choice(model, chosen, rules)
        case Choose(id=chosen):
            return _on_choice(model, chosen)
    return model, ()


def _back(model: Model) -> Result:
    if model.page in {Page.PIN, Page.HOME}:
        return _leave(model)
    if model.page in LOCKED:
        return replace(model, page=Page.PIN, entered="", pin="", notice=None), ()
    return _go(model, Page.HOME)


def _go(model: Model, page: Page) -> Result:
    if model.level is not Level.TECHNICIAN and page not in FOR_OPERATORS:
        return model, ()
    hidden = () if model.page is None or model.page in LOCKED else (HidePage(model.page),)
    test = model.test if model.test in {TrialStage.PRINTING, TrialStage.ASKING} else TrialStage.NONE
    gone = replace(model, page=page, part=0, notice=None, entered="", pin="", test=test)
    return gone, (*hidden, ShowPage(page))


# The lock screen and other keypads


def _on_key(model: Model, character: str) -> Model:
    longest = _LENGTHS.get(model.page) if model.page is not None else None
    if longest is None or model.is_waiting or len(model.entered) >= longest:
        return model
    return replace(model, entered=model.entered + character, notice=_lasting(model))


def _lasting(model: Model) -> Notice | None:
    return model.notice if model.notice in {Notice.SHUT, Notice.NO_SECRETS} else None


def _on_lock_choice(model: Model, chosen: str, rules: Rules) -> Result:
    if model.is_waiting:
        return model, ()
    match chosen:
        case "delete":
            return replace(model, entered=model.entered[:-1]), ()
        case "clear":
            return replace(model, entered=""), ()
        case "recovery" if model.page is Page.CODE:
            return replace(model, page=Page.RECOVERY, entered="", notice=_lasting(model)), ()
        case "operator" if model.page is Page.PIN:
            return _on_operator(model, rules)
        case "submit" if model.entered:
            return _on_submit(model, rules)
    return model, ()


def _on_operator(model: Model, rules: Rules) -> Result:
    match rules.operators:
        case OperatorAccess.OPEN:
            inside, commands = _let_in(model, Level.OPERATOR)
            return inside, (NoteFreeEntry(), *commands)
        case OperatorAccess.PIN if model.entered:
            return replace(model, is_waiting=True, entered=""), (TryOperator(model.entered),)
        case _:
            return model, ()


def _on_submit(model: Model, rules: Rules) -> Result:
    if model.page is Page.PIN:
        # Whether it is right is not looked at before the second factor is there: one answer for both.
        page = Page.RECOVERY if rules.clock_is_suspect else Page.CODE
        return replace(model, page=page, pin=model.entered, entered="", notice=_lasting(model)), ()
    return replace(model, is_waiting=True, entered="", pin=""), (TryDoor(model.pin, model.entered),)


def _on_answer(model: Model, event: Event, now_s: float, rules: Rules) -> Result:
    match event:
        case ShutFor(wait_s=wait_s) if model.page in LOCKED and wait_s > 0:
            return replace(model, notice=Notice.SHUT, shut_until_s=now_s + wait_s), ()
        case LetIn(level=level) if model.page in LOCKED and model.is_waiting:
            return _let_in(replace(model, closes_at_s=now_s + rules.log_out_s, shut_until_s=None), level)
        case TurnedAway(notice=notice, wait_s=wait_s) if model.page in LOCKED and model.is_waiting:
            until_s = now_s + wait_s if wait_s > 0 else None
            shown = Notice.SHUT if wait_s > 0 else notice
            away = replace(
                model,
                page=Page.PIN,
                is_waiting=False,
                notice=shown,
                shut_until_s=until_s,
                closes_at_s=now_s + rules.lock_s,
            )
            return away, ()
        case TrialEnded(has_paper=has_paper) if model.test is TrialStage.PRINTING:
            return replace(model, test=TrialStage.ASKING if has_paper else TrialStage.FAILED), ()
        case Told(notice=notice) if model.level is not None:
            test = TrialStage.NONE if notice is Notice.PRINTER_BUSY else model.test
            return replace(model, notice=notice, test=test), ()
    return model, ()


def _let_in(model: Model, level: Level) -> Result:
    inside = replace(model, level=level, is_waiting=False, pin="", entered="")
    return _go(inside, Page.HOME)


# Inside


def _on_choice(model: Model, chosen: str) -> Result:
    if chosen in _PAGES and Page(chosen) not in LOCKED:
        return _go(model, Page(chosen))
    match model.page:
        case Page.PRINTER:
            return _on_printer(model, chosen)
        case Page.REGISTRY:
            return _on_registry(model, chosen)
        case Page.SERVICE:
            return _on_service(model, chosen)
        case Page.OPERATOR_PIN:
            return _on_operator_pin(model, chosen)
        case Page.RESTART if chosen == "restart_now":
            return replace(model, notice=None), (Restart(),)
        case Page.DOCTOR if chosen == "again":
            return replace(model, part=0), (Examine(),)
        case Page.HOME | Page.NETWORK | Page.LOGS | Page.ABOUT | Page.CAMERA if chosen == "again":
            return replace(model, part=0), (LookAgain(model.page),)
    return model, ()


_PAGES: Final = frozenset(page.value for page in Page)


def _on_printer(model: Model, chosen: str) -> Result:
    match chosen:
        case "test" if model.test in {TrialStage.NONE, TrialStage.FAILED}:
            return replace(model, test=TrialStage.PRINTING, notice=None), (PrintTest(),)
        case "whole" | "not_whole" if model.test is TrialStage.ASKING:
            is_whole = chosen == "whole"
            notice = Notice.TEST_WHOLE if is_whole else Notice.TEST_BAD
            return replace(model, test=TrialStage.NONE, notice=notice), (JudgeTest(is_whole),)
        case "new_roll":
            return replace(model, notice=None), (NoteRoll(),)
    return model, ()


def _on_registry(model: Model, chosen: str) -> Result:
    if chosen == "sync":
        return model, (SyncNow(),)
    if chosen == "sticks":
        return model, (FindSticks(),)
    if chosen.startswith("stick-") and chosen[6:].isdecimal():
        return model, (SyncStick(int(chosen[6:])),)
    return model, ()


def _on_service(model: Model, chosen: str) -> Result:
    if chosen == "open":
        return replace(model, notice=None), (SetService(None),)
    if chosen in {closure.value for closure in Closure}:
        return replace(model, notice=None), (SetService(Closure(chosen)),)
    return model, ()


def _on_operator_pin(model: Model, chosen: str) -> Result:
    match chosen:
        case "delete":
            return replace(model, entered=model.entered[:-1]), ()
        case "clear":
            return replace(model, entered=""), ()
        case "submit" if len(model.entered) >= OPERATOR_DIGITS[0]:
            return replace(model, entered="", notice=None), (SetOperatorPin(model.entered),)
        case "submit":
            return replace(model, notice=Notice.PIN_TOO_SHORT), ()
    return model, ()
