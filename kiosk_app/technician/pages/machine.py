"""Network, log, restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk_app.technician.facts import Reach
from kiosk_app.technician.model import Page
from kiosk_app.technician.paging import cut
from kiosk_app.technician.remarks import sync_remarks
from kiosk_app.technician.scene import page_title
from kiosk_app.technician.view import PageView, Remark
from kiosk_app.view_models import Banner, Choice, Field, Tone

if TYPE_CHECKING:
    from kiosk_app.technician.facts import NetworkFacts
    from kiosk_app.technician.scene import Scene

_LINES_TALL: Final = 18
_LINES_WIDE: Final = 9


def network(scene: Scene) -> PageView:
    """Addresses, the way to the registry, and when it was last heard of."""
    _, facts = scene.translate, scene.facts
    found = facts.network
    fields = [Field(_("Last contact"), scene.when(facts.registry.confirmed))]
    if found is not None:
        named = "\n".join(f"{name}  {address}" for name, address in found.addresses)
        fields = [
            Field(_("Addresses"), named or _("none")),
            Field(_("Server of the registry"), found.host or _("none is set")),
            *fields,
        ]
    return PageView(
        chrome=scene.chrome(page_title(scene, Page.NETWORK)),
        banner=_reach(scene, found),
        remarks=(*_remarks(scene, found), *sync_remarks(_, facts)),
        fields=tuple(fields),
        choices=(Choice("again", _("Look again"), icon="again"),),
        has_primary=True,
    )


def _reach(scene: Scene, found: NetworkFacts | None) -> Banner:
    _ = scene.translate
    if "LookAtNetwork" in scene.facts.failed:
        return Banner(_("The network could not be looked at. See the log."), Tone.PROBLEM)
    if found is None:
        return Banner(_("Looking; this takes up to ten seconds."), Tone.CALM, "clock")
    if found.reach is Reach.OK:
        return Banner(_("The server answers after {ms} ms.").format(ms=found.ms), Tone.GOOD)
    if not found.host:
        return Banner(_("No server is set: the list comes by stick."), Tone.CALM)
    return Banner(
        _("The server cannot be reached. The terminal goes on with the list it has."), Tone.ATTENTION
    )


def _remarks(scene: Scene, found: NetworkFacts | None) -> tuple[Remark, ...]:
    _ = scene.translate
    if found is None or not found.host:
        return ()
    texts = {
        Reach.NO_ADDRESS: (
            _("The machine has no network"),
            _("Check the network cable at both ends, and the light beside its socket."),
        ),
        Reach.NO_NAME: (
            _("The server's name is not found"),
            _("The network gives no names: ask whoever runs it, or check registry.url in the settings."),
        ),
        Reach.REFUSED: (
            _("The server is there, but refuses"),
            _("Tell the office; check the port in registry.url."),
        ),
        Reach.SILENT: (
            _("The server does not answer"),
            _("A firewall of the hall, most often: ask whoever runs the network to let it through."),
        ),
    }
    if found.reach not in texts:
        return ()
    title, fix = texts[found.reach]
    return (Remark(Tone.ATTENTION, title, fix, found.host),)


def logs(scene: Scene) -> PageView:
    """The newest lines first."""
    _, lines = scene.translate, scene.facts.logs
    shown, pager = cut(scene, lines or (), _LINES_TALL if scene.is_portrait else _LINES_WIDE)
    if "ReadLogs" in scene.facts.failed:
        banner = Banner(_("The log could not be read."), Tone.PROBLEM)
    elif lines is None:
        banner = Banner(_("Reading…"), Tone.CALM, "clock")
    elif not lines:
        banner = Banner(_("The log is empty."), Tone.CALM)
    else:
        banner = Banner(_("Newest first. Codes and numbers are struck out."), Tone.CALM, "info")
    return PageView(
        chrome=scene.chrome(page_title(scene, Page.LOGS)),
        banner=banner,
        lines=shown,
        pager=pager,
        choices=(Choice("again", _("Read again"), icon="again"),),
    )


def restart(scene: Scene) -> PageView:
    """The application, not the machine; only when nothing is being printed."""
    _, facts = scene.translate, scene.facts
    is_printing = facts.printer.is_printing
    if is_printing:
        banner = Banner(_("Something is being printed. Wait until it is out."), Tone.ATTENTION)
    else:
        banner = scene.notice() or Banner(
            _("The application is back within half a minute."), Tone.CALM, "info"
        )
    lead = _("Helps when a device hangs. Settings, list and switch stay as they are.")
    return PageView(
        chrome=scene.chrome(page_title(scene, Page.RESTART), lead),
        banner=banner,
        choices=(Choice("restart_now", _("Restart now"), icon="again", enabled=not is_printing),),
        has_primary=True,
    )
