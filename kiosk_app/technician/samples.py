"""Every page of technician's mode in the situations that matter: for the gallery, the handbook and the tests. Pure.

The facts are fictitious. `FAULTS` is what can be wrong with a terminal; `situations` shows each page where nothing is
wrong and where it has most to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk_app.doctor import CheckState, Finding
from kiosk_app.flow.closing import Closure
from kiosk_app.storage import Storage
from kiosk_app.technician.facts import (
    About,
    CameraFacts,
    Facts,
    NetworkFacts,
    PrinterFacts,
    Reach,
    Stick,
    SyncFacts,
    TrialPrint,
    TrialResult,
)
from kiosk_app.technician.model import Level, Model, Notice, Page, Rules, TrialStage
from offline_cache import Freshness, StateReason, SyncFailed, SyncFailure, SyncPhase, SyncProgress, Unchanged
from printing import Blocked, BlockReason, Counters, Ready, Unreachable
from printing import Facts as Sensors
from scanner import CameraFaultCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from kiosk_app.flow.session import Language
    from kiosk_app.presenter import Site
    from offline_cache import RegistryState


@dataclass(frozen=True, slots=True)
class Sample:
    """One screen: a name, and what it is made from."""

    name: str
    model: Model
    facts: Facts
    rules: Rules = field(default_factory=Rules)


def sound_facts(site: Site, registry: RegistryState) -> Facts:
    """A terminal with which nothing is wrong.

    Args:
        site: whose.
        registry: current, with a date of issue.
    """
    if registry.issued is None:
        raise ValueError("the list has no date")
    now = registry.issued + timedelta(hours=5)
    return Facts(
        site=site,
        now=now,
        registry=registry,
        printer=_sound_printer(now),
        camera=CameraFacts(
            device="/dev/v4l/by-id/usb-Example_Camera-video-index0",
            is_answering=True,
            is_located=True,
            is_read=True,
            code_px=214,
            sharpness=11.2,
            light=128.0,
            fps=29.6,
            decode_ms=9.0,
        ),
        sync=SyncFacts(outcome=Unchanged(registry.seq or 1, 503, 2), at=now),
        findings=_FINDINGS_OK,
        logs=_LINES,
        sticks=None,
        network=NetworkFacts((("enp1s0", "10.20.4.17"),), "registry.example:443", Reach.OK, 23),
        about=_ABOUT,
    )


def _sound_printer(now: datetime) -> PrinterFacts:
    return PrinterFacts(
        status=Ready(paper_low=False),
        sensors=Sensors(
            offline=False,
            cover_open=False,
            paper_out=False,
            near_end=False,
            cutter=False,
            overheated=False,
        ),
        url="usb://04b8:0e15",
        counters=Counters(metres=912.4, cuts=3104, slips=3098, roll_metres=31.6),
        slip_m=0.294,
        history=(
            TrialPrint(
                (now - timedelta(days=2)).isoformat(timespec="seconds"), TrialResult.WHOLE, "operator"
            ),
            TrialPrint(
                (now - timedelta(days=9)).isoformat(timespec="seconds"), TrialResult.BAD, "technician"
            ),
        ),
    )


_FINDINGS_OK = (
    Finding("settings", CheckState.OK, "JJ-01, /etc/kiosk/kiosk.toml."),
    Finding("registry", CheckState.OK, "current, release 1, 10 agencies."),
    Finding("disk", CheckState.OK, "61% free, 18,400 MB."),
    Finding("clock", CheckState.OK, "2026-11-23 10:05 UTC, kept right."),
    Finding("touch", CheckState.OK, "Example Touch."),
    Finding("service", CheckState.OK, "kiosk.service is installed and enabled."),
    Finding("listening_ports", CheckState.OK, "None."),
)
_FINDINGS_BAD = (
    Finding(
        "listening_ports",
        CheckState.FAIL,
        "Open to the network: sshd on 0.0.0.0:22.",
        "Stop it: systemctl disable --now ssh.socket ssh.service",
    ),
    Finding(
        "hardware_watchdog",
        CheckState.WARN,
        "There is one, but nobody feeds it.",
        "Set RuntimeWatchdogSec=30s in /etc/systemd/system.conf",
    ),
    Finding(
        "sound",
        CheckState.ABSENT,
        "No sound card: the terminal is silent.",
        "Plug a speaker in, or leave it.",
    ),
    *_FINDINGS_OK,
)
_ABOUT = About(
    versions=(("kiosk", "0.1.0"), ("qt", "6.11.3"), ("tuf", "7.0.1"), ("python", "3.13.5")),
    config_hash="5a41c7f09d2e8b36",
    root="c0ffee0123456789",
    fleet="9f8e7d6c5b4a3921",
    anchor="4211:7d1f0c9ab2e4",
    provisioned="2026-11-02T01:12:44+00:00 bundle",
    payload="TZDH-TERMINAL1\nid=YS-01\nkiosk=0.1.0\nconfig=5a41c7f09d2e8b36\nroot=c0ffee0123456789",
)
_LINES = tuple(
    f"2026-11-23 18:{59 - number:02}:07,412 INFO kiosk_app.controller: {what}"
    for number, what in enumerate(
        (
            "place -> list",
            "amount -> place",
            "debt_type -> amount",
            "confirm -> debt_type",
            "scan -> confirm",
            "idle -> scan",
            "registry is current, release 1",
            "scanner child stuck; next one in 0.5 s",
            "the printer answers again",
            "list -> idle",
        )
        * 3
    )
)


def _printer(reason: BlockReason) -> Callable[[Facts], Facts]:
    says = Sensors(
        offline=True,
        cover_open=reason is BlockReason.COVER_OPEN,
        paper_out=reason is BlockReason.PAPER_OUT,
        cutter=reason is BlockReason.CUTTER,
        overheated=reason is BlockReason.OVERHEATED,
    )
    return lambda facts: replace(facts, printer=replace(facts.printer, status=Blocked(reason), sensors=says))


def _camera(fault: CameraFaultCode) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, camera=CameraFacts(device=facts.camera.device, fault=fault))


def _storage(storage: Storage) -> Callable[[Facts], Facts]:
    def change(facts: Facts) -> Facts:
        gone = not storage.is_writable
        printer = (
            replace(facts.printer, has_journal=False, counters=None, history=()) if gone else facts.printer
        )
        return replace(facts, storage=storage, printer=printer)

    return change


def _list(freshness: Freshness, reason: StateReason) -> Callable[[Facts], Facts]:
    def change(facts: Facts) -> Facts:
        is_shown = freshness in {Freshness.CURRENT, Freshness.STALE, Freshness.CLOCK_SUSPECT}
        is_known = freshness is not Freshness.UNVERIFIED
        state = facts.registry
        return replace(
            facts,
            registry=replace(
                state,
                freshness=freshness,
                reason=reason,
                registry=state.registry if is_shown else None,
                seq=state.seq if is_known else None,
                issued=state.issued if is_known else None,
                confirmed=state.confirmed if is_known else None,
                root_prefix=state.root_prefix if is_known else "",
            ),
        )

    return change


def _sync(reason: SyncFailure) -> Callable[[Facts], Facts]:
    failed = SyncFailed(reason, "registry.example: no answer within 10 s")
    return lambda facts: replace(facts, sync=replace(facts.sync, outcome=failed))


def _no_network(facts: Facts) -> Facts:
    network = NetworkFacts((), "registry.example:443", Reach.NO_ADDRESS, 0)
    return _sync(SyncFailure.UNREACHABLE)(replace(facts, network=network))


def _nothing_found_out(facts: Facts) -> Facts:
    failed = frozenset({"RunDoctor", "ReadLogs", "LookAtNetwork", "LookForSticks", "ReadAbout", "ReadPaper"})
    unknown = replace(facts.printer, counters=None, history=())
    return replace(
        facts, findings=None, logs=None, network=None, about=None, sticks=None, printer=unknown, failed=failed
    )


FAULTS: dict[str, Callable[[Facts], Facts]] = {
    **{f"printer-{reason.value}": _printer(reason) for reason in BlockReason},
    "no-printer": lambda facts: replace(
        facts,
        printer=replace(facts.printer, status=Unreachable("usb://04b8:0e15: not found"), sensors=Sensors()),
    ),
    "roll-near-end": lambda facts: replace(
        facts, printer=replace(facts.printer, status=Ready(paper_low=True))
    ),
    **{f"camera-{fault.value}": _camera(fault) for fault in CameraFaultCode},
    **{f"disk-{storage.value}": _storage(storage) for storage in Storage if storage is not Storage.WRITABLE},
    "no-list": _list(Freshness.UNVERIFIED, StateReason.NEVER_SYNCED),
    "list-unreadable": _list(Freshness.UNVERIFIED, StateReason.UNREADABLE),
    "list-forged": _list(Freshness.UNVERIFIED, StateReason.NOT_TRUSTED),
    "list-rolled-back": _list(Freshness.UNVERIFIED, StateReason.ROLLED_BACK),
    "list-expired": _list(Freshness.EXPIRED, StateReason.TARGETS_EXPIRED),
    "list-stale": _list(Freshness.STALE, StateReason.TIMESTAMP_EXPIRED),
    "clock-suspect": _list(Freshness.CLOCK_SUSPECT, StateReason.CLOCK_BEFORE_FLOOR),
    "clock-went-back": _list(Freshness.STALE, StateReason.CLOCK_WENT_BACK),
    "no-network": _no_network,
    **{f"sync-{reason.value}": _sync(reason) for reason in SyncFailure},
    "out-of-service": lambda facts: replace(facts, closed=Closure.WORK),
    "doctor-finds": lambda facts: replace(facts, findings=_FINDINGS_BAD),
    "nothing-found-out": _nothing_found_out,
}
"""Name -> what it does to the facts of a sound terminal."""


def worst(facts: Facts) -> Facts:
    """At night, without a network: no paper, no camera, an old list, ports open."""
    for fault in ("doctor-finds", "printer-paper_out", "camera-gone", "list-stale", "no-network"):
        facts = FAULTS[fault](facts)
    return facts


def model_on(page: Page, language: Language, *, level: Level = Level.TECHNICIAN, **changes: object) -> Model:
    """Somebody is on a page."""
    return replace(Model(page=page, level=level, language=language), **changes)  # type: ignore[arg-type]  # fields by name


def situations(site: Site, registry: RegistryState, language: Language) -> Iterator[Sample]:
    """Every page, sound and at its worst, in the order of the handbook."""
    sound = sound_facts(site, registry)
    bad = worst(sound)
    yield from _at_the_door(sound, language)
    for name, facts in (("", sound), ("-worst", bad)):
        yield Sample(f"technician-home{name}", model_on(Page.HOME, language), facts)
        yield Sample(f"technician-printer{name}", model_on(Page.PRINTER, language), facts)
        yield Sample(f"technician-camera{name}", model_on(Page.CAMERA, language), facts)
        yield Sample(f"technician-registry{name}", model_on(Page.REGISTRY, language), facts)
        yield Sample(f"technician-network{name}", model_on(Page.NETWORK, language), facts)
        yield Sample(f"technician-doctor{name}", model_on(Page.DOCTOR, language), facts)
    yield from _more(sound, language)
    operator = model_on(Page.HOME, language, level=Level.OPERATOR)
    yield Sample("technician-operator", operator, sound)
    yield Sample("technician-operator-worst", operator, bad)


def _at_the_door(sound: Facts, language: Language) -> Iterator[Sample]:
    locked = Model(page=Page.PIN, language=language)
    yield Sample("technician-pin", replace(locked, entered="4709"), sound)
    shut = replace(locked, notice=Notice.SHUT, shut_until_s=47.0)
    yield Sample("technician-pin-shut", shut, sound)
    yield Sample("technician-code", replace(locked, page=Page.CODE, entered="13"), sound)
    suspect = FAULTS["clock-suspect"](sound)
    recovery = replace(locked, page=Page.RECOVERY, entered="ABCDEFG")
    yield Sample("technician-recovery", recovery, suspect, Rules(clock_is_suspect=True))


def _more(sound: Facts, language: Language) -> Iterator[Sample]:
    asking = model_on(Page.PRINTER, language, test=TrialStage.ASKING)
    yield Sample("technician-printer-asking", asking, sound)
    fetching = replace(
        sound,
        sync=replace(sound.sync, progress=SyncProgress(SyncPhase.FETCHING, 2, 5, 81_920)),
        sticks=(Stick("/media/KIOSK/registry", "KIOSK/registry"),),
    )
    yield Sample("technician-registry-fetching", model_on(Page.REGISTRY, language), fetching)
    yield Sample("technician-logs", model_on(Page.LOGS, language), sound)
    yield Sample("technician-service", model_on(Page.SERVICE, language), sound)
    closed = replace(sound, closed=Closure.WORK)
    yield Sample("technician-service-closed", model_on(Page.SERVICE, language), closed)
    yield Sample("technician-restart", model_on(Page.RESTART, language), sound)
    yield Sample("technician-about", model_on(Page.ABOUT, language), sound)
    yield Sample("technician-staff-pin", model_on(Page.OPERATOR_PIN, language, entered="8264"), sound)
