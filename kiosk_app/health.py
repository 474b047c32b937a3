"""What a terminal notices about itself: storage, descriptors, memory, clock; and when it is started afresh.

A planned restart never takes a session from anybody: it waits until the idle screen has been up. Only when the last
descriptors go, which would end the process at a worse moment, is it not waited for.

Nothing here writes: a look costs some microseconds, and a dying disk cannot hold up the screen.
"""

from __future__ import annotations

import logging
import os
import resource
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from datetime import time as time_of_day
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from kiosk_app.clock import utc_now
from kiosk_app.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

_CHINA: Final = timezone(timedelta(hours=8), "CST")
_MEGABYTE: Final = 1_000_000


class RestartCause(StrEnum):
    """Why the process is to be started afresh."""

    NIGHTLY = "nightly"
    DESCRIPTORS = "descriptors"
    MEMORY = "memory"
    STORAGE_BACK = "storage_back"
    """The data folder can be written again; until then nothing was printed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When the terminal does something about itself.

    Attributes:
        every_s: between two looks.
        nightly_from, nightly_until: local time (UTC+8) in which the planned restart may happen.
        shortest_run_s: no planned restart earlier than this after a start; also what keeps it to one per night.
        journal_retry_s: a journal that is unusable on a healthy disk is tried again after this.
        descriptors_share: of the process's limit: restart when idle.
        descriptors_last: of the limit: restart at once.
        memory_bytes: resident: restart when idle. Measured in use: 0.25 GB.
        low_bytes, low_share: of the disk, below which a technician should look.
        full_bytes: below this a journal entry or a log line may fail.
        jump_s: the wall clock against the monotonic one, between two looks.
        hot_c, cooled_c: of the hottest sensor: told when it is reached, and told again only after it has cooled.
    """

    every_s: float = 15.0
    nightly_from: time_of_day = time_of_day(3, 30)
    nightly_until: time_of_day = time_of_day(5, 30)
    shortest_run_s: float = 6 * 3600.0
    journal_retry_s: float = 900.0
    descriptors_share: float = 0.8
    descriptors_last: float = 0.95
    memory_bytes: int = 1000 * _MEGABYTE
    low_bytes: int = 500 * _MEGABYTE
    low_share: float = 0.1
    full_bytes: int = 2 * _MEGABYTE
    jump_s: float = 30.0
    hot_c: float = 80.0
    cooled_c: float = 75.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What the process uses.

    Attributes:
        descriptors: open ones; None = not even the question could be asked, for want of one.
        descriptors_limit: how many there may be.
        memory_bytes: resident.
    """

    descriptors: int | None
    descriptors_limit: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Senses:
    """Where a look gets its facts from; replaced in tests.

    Attributes:
        utc_now: aware UTC.
        monotonic: seconds.
        storage, usage, heat: see `look_at_storage`, `look_at_usage`, `look_at_heat`.
    """

    storage: Callable[[], Storage]
    usage: Callable[[], Usage]
    utc_now: Callable[[], datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic
    heat: Callable[[], float | None] = lambda: None


def look_at_storage(folder: Path, limits: Limits = Limits()) -> Storage:
    """Ask the file system about a folder, without writing."""
    try:
        facts = os.statvfs(folder)
    except OSError:
        return Storage.UNREADABLE
    if facts.f_flag & os.ST_RDONLY:
        return Storage.READ_ONLY
    free = facts.f_bavail * facts.f_frsize
    # Some file systems have no fixed number of inodes and say 0.
    has_inodes = facts.f_files == 0 or facts.f_favail > 0
    if free < limits.full_bytes or not has_inodes:
        return Storage.FULL
    is_low = free < limits.low_bytes or free < limits.low_share * facts.f_blocks * facts.f_frsize
    return Storage.LOW if is_low else Storage.WRITABLE


def look_at_usage() -> Usage:
    """Ask the kernel about this process. Source: proc(5), `/proc/pid/fd` and `/proc/pid/statm`."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        # One of them is that of the listing itself.
        descriptors: int | None = len(os.listdir("/proc/self/fd")) - 1  # noqa: PTH208 - names are enough
        resident_pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return Usage(None, limit, 0)
    return Usage(descriptors, limit, resident_pages * os.sysconf("SC_PAGE_SIZE"))


def look_at_heat(system: Path = Path("/sys")) -> float | None:
    """Degrees Celsius of the hottest sensor; None = there is none. Source: Linux, thermal/sysfs-api."""
    degrees = []
    for path in system.glob("class/thermal/thermal_zone*/temp"):
        try:
            degrees.append(int(path.read_text(encoding="ascii")) / 1000)
        except (OSError, ValueError):
            continue  # a sensor that is asleep answers with an error
    return max(degrees, default=None)


@dataclass(slots=True)
class _Past:
    """What the look before saw."""

    started_s: float
    monotonic_s: float
    utc: datetime
    storage_at_start: Storage
    storage: Storage
    wanted: set[RestartCause] = field(default_factory=set)
    is_hot: bool = False


class HealthWatch(QObject):
    """Looks at intervals. GUI thread.

    Args:
        senses: where the facts come from.
        is_idle: whether a restart would disturb nobody.
        can_print: whether the journal was usable at the start.
        limits: see `Limits`.

    Signals:
        restart_wanted: a `RestartCause`, at a moment when it may be done; once.
        storage_changed: a `Storage`.
        clock_jumped: by how many seconds, forward or back.
    """

    restart_wanted = Signal(object)
    storage_changed = Signal(object)
    clock_jumped = Signal(float)

    def __init__(
        self,
        senses: Senses,
        is_idle: Callable[[], bool],
        *,
        can_print: bool = True,
        limits: Limits = Limits(),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._senses = senses
        self._is_idle = is_idle
        self._can_print = can_print
        self._limits = limits
        now_s = senses.monotonic()
        storage = senses.storage()
        self._past = _Past(now_s, now_s, senses.utc_now(), storage, storage)
        self._is_ending = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    @property
    def storage(self) -> Storage:
        """As last seen."""
        return self._past.storage

    def start(self) -> None:
        """Look at intervals from now on."""
        if self._past.storage is not Storage.WRITABLE:
            logger.warning("the data folder is %s", self._past.storage)
        self._timer.start(round(self._limits.every_s * 1000))

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look once."""
        self._look_at_clock()
        self._look_at_storage()
        self._look_at_heat()
        usage = self._senses.usage()
        self._note_wishes(usage)
        if self._past.wanted and not self._is_ending and (self._is_urgent(usage) or self._is_idle()):
            self._is_ending = True
            cause = min(self._past.wanted)
            logger.info("planned restart: %s", ", ".join(sorted(self._past.wanted)))
            self.restart_wanted.emit(cause)

    def _look_at_clock(self) -> None:
        past, now_s, now = self._past, self._senses.monotonic(), self._senses.utc_now()
        jump_s = (now - past.utc).total_seconds() - (now_s - past.monotonic_s)
        past.monotonic_s, past.utc = now_s, now
        if abs(jump_s) > self._limits.jump_s:
            logger.warning("the clock jumped by %.0f s", jump_s)
            self.clock_jumped.emit(jump_s)

    def _look_at_storage(self) -> None:
        seen = self._senses.storage()
        if seen is self._past.storage:
            return
        self._past.storage = seen
        logger.log(
            logging.INFO if seen is Storage.WRITABLE else logging.WARNING, "the data folder is %s", seen
        )
        self.storage_changed.emit(seen)

    def _look_at_heat(self) -> None:
        past, degrees = self._past, self._senses.heat()
        if degrees is None:
            return
        if not past.is_hot and degrees >= self._limits.hot_c:
            past.is_hot = True
            logger.warning("it is %.0f degrees in the case: clean the fan, give it air", degrees)
        elif past.is_hot and degrees < self._limits.cooled_c:
            past.is_hot = False
            logger.info("it has cooled to %.0f degrees", degrees)

    def _note_wishes(self, usage: Usage) -> None:
        wanted, limits = self._past.wanted, self._limits
        if _share(usage) >= limits.descriptors_share:
            wanted.add(RestartCause.DESCRIPTORS)
        if usage.memory_bytes > limits.memory_bytes:
            wanted.add(RestartCause.MEMORY)
        if self._is_journal_worth_a_try():
            wanted.add(RestartCause.STORAGE_BACK)
        else:
            wanted.discard(RestartCause.STORAGE_BACK)
        # Not remembered: what could not be done in the night is left for the next one.
        if self._is_night():
            wanted.add(RestartCause.NIGHTLY)
        else:
            wanted.discard(RestartCause.NIGHTLY)

    def _is_journal_worth_a_try(self) -> bool:
        past = self._past
        if self._can_print or not past.storage.is_writable:
            return False
        ran_s = past.monotonic_s - past.started_s
        return not past.storage_at_start.is_writable or ran_s >= self._limits.journal_retry_s

    def _is_night(self) -> bool:
        local = self._past.utc.astimezone(_CHINA).time()
        ran_s = self._past.monotonic_s - self._past.started_s
        is_hour = self._limits.nightly_from <= local < self._limits.nightly_until
        return is_hour and ran_s >= self._limits.shortest_run_s

    def _is_urgent(self, usage: Usage) -> bool:
        return _share(usage) >= self._limits.descriptors_last


def _share(usage: Usage) -> float:
    return 1.0 if usage.descriptors is None else usage.descriptors / max(1, usage.descriptors_limit)
