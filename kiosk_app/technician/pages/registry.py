"""The list: what is in use, how old it is and why it is in its state; fetch it now, or bring it on a stick."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kiosk_app.technician.model import Page
from kiosk_app.technician.remarks import registry_remarks, sync_remarks
from kiosk_app.technician.scene import page_title
from kiosk_app.technician.view import PageView
from kiosk_app.view_models import Banner, Choice, Field, Tone
from offline_cache import Freshness, SyncFailed, SyncPhase, Unchanged, Updated

if TYPE_CHECKING:
    from kiosk_app.technician.scene import Scene
    from offline_cache import SyncProgress

_MOST_CITIES: Final = 4


def registry(scene: Scene) -> PageView:
    """Everything somebody at the office asks for on the telephone."""
    return PageView(
        chrome=scene.chrome(page_title(scene, Page.REGISTRY)),
        banner=_banner(scene),
        remarks=(*registry_remarks(scene), *sync_remarks(scene.translate, scene.facts)),
        fields=_fields(scene),
        choices=_choices(scene),
        has_primary=True,
    )


def _banner(scene: Scene) -> Banner:
    _, sync = scene.translate, scene.facts.sync
    if sync.progress is not None:
        return Banner(_progress(scene, sync.progress), Tone.CALM, "again")
    match sync.outcome:
        case Updated(seq=seq):
            return Banner(_("Release {seq} has been received and verified.").format(seq=seq), Tone.GOOD)
        case Unchanged(seq=seq):
            return Banner(_("Release {seq} is the newest there is.").format(seq=seq), Tone.GOOD)
        case SyncFailed():
            return Banner(_("Not synchronised; what was in use stays in use."), Tone.ATTENTION)
        case _:
            return Banner(_("Not synchronised since the start."), Tone.CALM, "clock")


def _progress(scene: Scene, progress: SyncProgress) -> str:
    _ = scene.translate
    words = {
        SyncPhase.ASKING: _("Asking for news"),
        SyncPhase.FETCHING: _("Fetching"),
        SyncPhase.VERIFYING: _("Verifying every record"),
        SyncPhase.STORING: _("Storing"),
    }
    of = f" {progress.done}/{progress.total}" if progress.total else ""
    return f"{words[progress.phase]}{of} · {progress.bytes_received / 1024:.0f} KB"


def _fields(scene: Scene) -> tuple[Field, ...]:
    _, state = scene.translate, scene.facts.registry
    states = {
        Freshness.CURRENT: _("current"),
        Freshness.STALE: _("not confirmed for days; shown with its date"),
        Freshness.EXPIRED: _("expired; not shown"),
        Freshness.UNVERIFIED: _("not verified; not shown"),
        Freshness.CLOCK_SUSPECT: _("the clock is in doubt; shown with its date"),
    }
    age = (scene.facts.now - state.issued).days if state.issued else None
    release = (
        _("{seq}, issued {date}, {days} days ago").format(
            seq=state.seq, date=scene.when(state.issued), days=max(0, age or 0)
        )
        if state.seq is not None
        else _("none")
    )
    return (
        Field(_("State"), f"{states[state.freshness]} ({state.reason.value})"),
        Field(_("Release"), release),
        Field(_("Expires"), scene.when(state.expires)),
        Field(_("Last contact"), scene.when(state.confirmed)),
        Field(_("Fingerprint of the list"), state.root_prefix or "—"),
        Field(_("Agencies"), _counts(scene)),
    )


def _counts(scene: Scene) -> str:
    listed = scene.facts.registry.registry
    if listed is None:
        return "—"
    names = {district.adcode: district for district in listed.rules.districts}
    counts = Counter(agency.district for agency in listed.agencies)
    rows = []
    for code, count in counts.most_common(_MOST_CITIES):
        district = names.get(code)
        name = (district.name.zh if scene.is_chinese else district.name.en) if district else code
        rows.append(f"{name} {count}")
    rest = sum(counts.values()) - sum(count for _code, count in counts.most_common(_MOST_CITIES))
    return " · ".join((*rows, f"+{rest}") if rest else rows) or "0"


def _choices(scene: Scene) -> tuple[Choice, ...]:
    _, facts = scene.translate, scene.facts
    is_free = facts.sync.progress is None
    sync = Choice("sync", _("Synchronise now"), icon="again", enabled=is_free)
    if facts.sticks is None:
        return (sync, Choice("sticks", _("Look for a stick"), icon="search", enabled=is_free))
    if not facts.sticks:
        hint = _("None found: the folder with the list must be on it")
        return (sync, Choice("sticks", _("Look for a stick again"), hint, icon="search", enabled=is_free))
    found = (
        Choice(
            f"stick-{number}", _("Bring the list from the stick"), stick.name, icon="list", enabled=is_free
        )
        for number, stick in enumerate(facts.sticks)
    )
    return (sync, *found)
