"""A terminal's registry against a faulty server, with the world around it easy to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offline_cache import (
    FetchDeadlines,
    HttpFetcher,
    RegistryState,
    RegistryStore,
    SyncDeadlines,
    Synchroniser,
    SyncOutcome,
)
from tests.support.registry_builder import TAIZHOU, RegistryBuilder

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path

    from offline_cache.disk import Disk
    from tests.support.registry_server import FaultyServer


@dataclass
class Terminal:
    """One terminal: its store, the repository it follows and the server between them."""

    repository: RegistryBuilder
    server: FaultyServer
    directory: Path
    disk: Disk | None = None
    total_s: float = 10.0
    request_s: float = 5.0

    @property
    def now(self) -> datetime:
        return self.repository.now

    @property
    def store(self) -> RegistryStore:
        return RegistryStore(self.directory, self.repository.pinned_root, cities=(TAIZHOU,), disk=self.disk)

    def sync(self, later: timedelta | None = None) -> SyncOutcome:
        """Synchronise once over HTTP."""
        fetcher = HttpFetcher(self.server.url, deadlines=FetchDeadlines(request_s=self.request_s))
        synchroniser = Synchroniser(self.store, fetcher, deadlines=SyncDeadlines(total_s=self.total_s))
        return synchroniser.sync(self.now + later if later else self.now)

    def load(self, later: timedelta | None = None) -> RegistryState:
        """Load as a terminal does at start."""
        return self.store.load(self.now + later if later else self.now)
