"""The first screen as it is before anything is loaded: everything in its place, nothing to touch yet.

It needs the words alone, so it is on the glass while camera, printer and list are still being brought in. It says so:
the list is being checked, and nothing that is not ready is offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.messages import journey as say
from kiosk_app.view_models import Banner, Choice, Chrome, IdleView, Tone

if TYPE_CHECKING:
    from kiosk_app.flow.timing import Timing
    from kiosk_app.language import Translate


def idle_view(
    translate: Translate, chrome: Chrome, freshness: Banner, timing: Timing, *, is_ready: bool = True
) -> IdleView:
    """What this is, what you need, how fresh the list is; the ways in can be touched when it `is_ready`."""
    _ = translate
    phone, phone_hint = say.check_phone(_)
    return IdleView(
        chrome=chrome,
        headline=say.idle_headline(_),
        promise=say.idle_promise(_),
        steps=tuple(Choice(icon, title, hint, icon) for icon, title, hint in say.idle_steps(_)),
        start=Choice(
            "start",
            say.start(_) if is_ready else say.starting(_),
            icon="go" if is_ready else "",
            enabled=is_ready,
        ),
        check_phone=Choice("check_phone", phone, phone_hint, "phone", enabled=is_ready),
        freshness=freshness,
        notes=(say.privacy(_), say.time_limit(_, round(timing.question_s + timing.warning_s))),
    )


def opening_view(translate: Translate, site_name: str, timing: Timing) -> IdleView:
    """The idle screen of a terminal that is starting."""
    chrome = Chrome(
        product=say.product(translate),
        site=site_name,
        title=say.product(translate),
        help=say.help_here(translate),
    )
    being_checked = Banner(say.list_being_checked(translate), Tone.CALM, "clock")
    return idle_view(translate, chrome, being_checked, timing, is_ready=False)
