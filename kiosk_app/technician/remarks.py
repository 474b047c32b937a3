"""Everything that can be wrong with a terminal in public, with what to do about it. Pure; worst first.

The sentences are for somebody who stands there at night without a network and without this source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from kiosk_app.storage import Storage
from kiosk_app.technician.view import Remark
from kiosk_app.view_models import Tone
from offline_cache import Freshness, StateReason, SyncFailed, SyncFailure
from printing import Blocked, BlockReason, Ready, Unknown, Unreachable
from scanner import CameraFaultCode

if TYPE_CHECKING:
    from kiosk_app.language import Translate
    from kiosk_app.technician.facts import Facts, PrinterFacts
    from kiosk_app.technician.scene import Scene
    from offline_cache import RegistryState
    from printing import PrinterStatus

_ORDER = (Tone.PROBLEM, Tone.ATTENTION, Tone.CALM, Tone.GOOD)


def worst_first(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    """Sorted by how bad they are; equals stay in their order."""
    return tuple(sorted(remarks, key=lambda remark: _ORDER.index(remark.tone)))


def all_remarks(scene: Scene) -> tuple[Remark, ...]:
    """What is not as it should be, worst first; empty = all well."""
    _, facts = scene.translate, scene.facts
    found = (
        *service_remarks(scene),
        *storage_remarks(_, facts.storage),
        *registry_remarks(scene),
        *printer_remarks(_, facts.printer),
        *camera_remarks(_, facts),
        *sync_remarks(_, facts),
    )
    return worst_first(found)


def service_remarks(scene: Scene) -> tuple[Remark, ...]:
    """Switched off by staff."""
    _ = scene.translate
    if scene.facts.closed is None:
        return ()
    fix = _("Put it back into service on the page for it when the reason is gone.")
    return (Remark(Tone.ATTENTION, _("Staff have put the terminal out of service"), fix),)


def storage_remarks(_: Translate, storage: Storage) -> tuple[Remark, ...]:
    """The disk."""
    match storage:
        case Storage.WRITABLE:
            return ()
        case Storage.LOW:
            title, tone = _("The disk is nearly full"), Tone.ATTENTION
            fix = _("Export the audit log and delete what is not the terminal's. Printing still works.")
        case Storage.FULL:
            title, tone = _("The disk is full: nothing can be printed or noted"), Tone.PROBLEM
            fix = _("Make room: delete what is not the terminal's. It then restarts by itself.")
        case Storage.READ_ONLY:
            title, tone = _("The disk can only be read: nothing can be printed or noted"), Tone.PROBLEM
            fix = _("Switch the terminal off and on once. When it stays, replace the disk.")
        case Storage.UNREADABLE:
            title, tone = _("The disk does not answer"), Tone.PROBLEM
            fix = _("Switch the terminal off and on once. When it stays, replace the disk.")
        case _ as never:
            assert_never(never)
    return (Remark(tone, title, fix),)


def printer_remarks(_: Translate, printer: PrinterFacts) -> tuple[Remark, ...]:
    """The printer, and whether anything may be printed at all."""
    found = status_remarks(_, printer.status)
    if not printer.has_journal:
        fix = _("Look at the disk first; a damaged journal is set aside at the next start.")
        found = (Remark(Tone.PROBLEM, _("Nothing is printed: the print journal cannot be kept"), fix),)
    return found


def status_remarks(_: Translate, status: PrinterStatus) -> tuple[Remark, ...]:
    """What a status means and what to do; empty = it prints."""
    match status:
        case Ready(paper_low=True):
            fix = _("Put in a new roll today and press “New roll is in”.")
            return (Remark(Tone.ATTENTION, _("The roll is near its end"), fix),)
        case Ready():
            return ()
        case Blocked(reason=reason):
            title, fix = _blocked(_, reason)
            return (Remark(Tone.PROBLEM, title, fix, reason.value),)
        case Unreachable(detail=detail):
            fix = _("Check its power switch, both ends of its cable, and the address in the settings.")
            return (Remark(Tone.PROBLEM, _("The printer cannot be reached"), fix, detail),)
        case Unknown():
            fix = _("Switch it off and on. If it never answers, slips cannot be confirmed: replace it.")
            return (Remark(Tone.ATTENTION, _("The printer does not say how it is"), fix),)
        case _ as never:
            assert_never(never)


def _blocked(_: Translate, reason: BlockReason) -> tuple[str, str]:
    texts = {
        BlockReason.PAPER_OUT: (
            _("The printer has no paper"),
            _("Put in a new roll, the printed side towards the head; close the cover until it clicks."),
        ),
        BlockReason.COVER_OPEN: (_("The printer's cover is open"), _("Close the cover until it clicks.")),
        BlockReason.CUTTER: (
            _("The printer's cutter is stuck"),
            _("Switch the printer off, take out the scrap of paper, switch it on."),
        ),
        BlockReason.OVERHEATED: (
            _("The printer is too hot"),
            _("Wait some minutes; it goes on by itself. Keep its air slots free."),
        ),
        BlockReason.UNRECOVERABLE: (
            _("The printer reports a fault of its own"),
            _("Switch it off and on once. When it stays, replace it."),
        ),
        BlockReason.FEEDING: (
            _("Somebody holds the printer's feed button"),
            _("Let it go; if nobody does, something presses on it."),
        ),
        BlockReason.OFFLINE: (
            _("The printer is offline and does not say why"),
            _("Look at its lights, then switch it off and on."),
        ),
    }
    return texts[reason]


def camera_remarks(_: Translate, facts: Facts) -> tuple[Remark, ...]:
    """The camera, as far as anybody has tried."""
    fault = facts.camera.fault
    if fault is None:
        return ()
    title, fix = _camera(_, fault)
    return (Remark(Tone.PROBLEM, title, fix, f"{fault.value} {facts.camera.device}".strip()),)


def _camera(_: Translate, fault: CameraFaultCode) -> tuple[str, str]:
    texts = {
        CameraFaultCode.GONE: (
            _("The camera is not there"),
            _("Plug it into a port of the machine itself; it comes back by itself within ten seconds."),
        ),
        CameraFaultCode.BUSY: (
            _("Another program has the camera"),
            _("Restart the application; when it stays, restart the machine."),
        ),
        CameraFaultCode.BLACK: (
            _("The camera sees nothing but black"),
            _("Take the cap or sticker off the lens, and check the light above it."),
        ),
        CameraFaultCode.FROZEN: (
            _("The camera's picture stands still"),
            _("Plug it out and in. When it happens again, replace it."),
        ),
        CameraFaultCode.SLOW: (
            _("The camera gives too few pictures"),
            _("Use a port of the machine itself, not a hub, and give it more light."),
        ),
    }
    other = (
        _("The camera gives another picture size than set"),
        _("Set camera.width_px and height_px to a size it has."),
    )
    return texts.get(fault, other)


def clock_is_suspect(state: RegistryState) -> bool:
    """Whether one-time codes cannot be checked: the list itself proves that the clock is, or was, wrong."""
    return state.freshness is Freshness.CLOCK_SUSPECT or state.reason in _CLOCK


_CLOCK = {StateReason.CLOCK_BEFORE_FLOOR, StateReason.CLOCK_AFTER_ROOT, StateReason.CLOCK_WENT_BACK}


def registry_remarks(scene: Scene) -> tuple[Remark, ...]:
    """The list and the clock it is judged by."""
    _, state = scene.translate, scene.facts.registry
    date = scene.when(state.confirmed or state.issued)
    if clock_is_suspect(state):
        return (_clock_remark(scene),)
    match state.freshness:
        case Freshness.CURRENT:
            return ()
        case Freshness.STALE:
            title = _("The list was last confirmed on {date}").format(date=date)
            fix = _("Mend the network, or bring the list on a stick. It is still shown, with its date.")
            return (Remark(Tone.ATTENTION, title, fix, state.detail),)
        case Freshness.EXPIRED:
            title = _("The list has expired, so none is shown")
            fix = _("Synchronise, or bring a newer list on a stick. If there is none, tell the office.")
            return (Remark(Tone.PROBLEM, title, fix, state.detail),)
        case Freshness.UNVERIFIED:
            title, fix = unverified(_, state)
            return (Remark(Tone.PROBLEM, title, fix, state.detail),)
        case Freshness.CLOCK_SUSPECT:
            return (_clock_remark(scene),)
        case _ as never:
            assert_never(never)


def _clock_remark(scene: Scene) -> Remark:
    _, state, now = scene.translate, scene.facts.registry, scene.when(scene.facts.now)
    if state.reason is StateReason.CLOCK_WENT_BACK:
        title = _("The clock was put back: it says {now}").format(now=now)
    else:
        title = _("The clock cannot be right: it says {now}").format(now=now)
    fix = _("Set the clock at the console, then synchronise. Log in by recovery code.")
    return Remark(Tone.PROBLEM, title, fix, state.detail)


def unverified(_: Translate, state: RegistryState) -> tuple[str, str]:
    """Why there is no list, and what to do."""
    sync = _("Synchronise now, or bring the list on a stick.")
    match state.reason:
        case StateReason.NEVER_SYNCED:
            return _("This terminal has no list yet"), sync
        case StateReason.UNREADABLE:
            return _("The stored list cannot be read"), _("Look at the disk first, then synchronise.")
        case StateReason.ROLLED_BACK:
            return _("The stored list is older than one this terminal has had"), sync
        case _:
            fix = _("Synchronise now. If it comes back, compare the root fingerprint with the office.")
            return _("The stored list does not follow from the root of trust"), fix


def sync_remarks(_: Translate, facts: Facts) -> tuple[Remark, ...]:
    """Why the last synchronisation failed."""
    outcome = facts.sync.outcome
    if not isinstance(outcome, SyncFailed):
        return ()
    title, fix, tone = sync_failure(_, outcome.reason)
    return (Remark(tone, title, fix, outcome.detail),)


def sync_failure(_: Translate, reason: SyncFailure) -> tuple[str, str, Tone]:
    """A failure's title, fix and weight; the last good list is still in use after each of them."""
    disk = _("Look at the disk: see the first page.")
    forged = _("Do not use this source. Tell the office; the list here is not touched.")
    texts = {
        SyncFailure.BUSY: (_("Another synchronisation is running"), _("Wait for it."), Tone.ATTENTION),
        SyncFailure.UNREACHABLE: (
            _("The registry's server cannot be reached"),
            _("See the page Network. Without one: bring the list on a stick."),
            Tone.ATTENTION,
        ),
        SyncFailure.TOO_SLOW: (
            _("The network is too slow for the list"),
            _("Try again later, or bring the list on a stick."),
            Tone.ATTENTION,
        ),
        SyncFailure.TOO_LARGE: (_("The source sent more than it may"), forged, Tone.PROBLEM),
        SyncFailure.NOT_TRUSTED: (
            _("What was offered is not signed as it must be"),
            _(
                "A guest network asks for a log-in first; otherwise tell the office. The list here is not touched."
            ),
            Tone.PROBLEM,
        ),
        SyncFailure.ROLLED_BACK: (
            _("The source offers an older list than this terminal has had"),
            _("Bring a newer one. The list here is not touched."),
            Tone.PROBLEM,
        ),
        SyncFailure.CONTRADICTED: (_("Two lists carry one number"), forged, Tone.PROBLEM),
        SyncFailure.EXPIRED: (
            _("What the source offers has expired, or the clock is wrong"),
            _("Compare the clock above with yours; then ask the office for a new list."),
            Tone.ATTENTION,
        ),
        SyncFailure.RECORDS_REFUSED: (
            _("A record of the new list breaks a rule"),
            _("Tell the office which one; the list here is not touched."),
            Tone.PROBLEM,
        ),
        SyncFailure.NO_SPACE: (_("There was no room on the disk for the list"), disk, Tone.PROBLEM),
        SyncFailure.READ_ONLY: (_("The disk does not take the list"), disk, Tone.PROBLEM),
        SyncFailure.STORAGE: (_("The disk failed while the list was stored"), disk, Tone.PROBLEM),
    }
    return texts[reason]
