"""The town around a demonstration: a publisher with throw-away keys and a server on loopback."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kiosk_app.paths import demo_dir
from kiosk_app.presenter import Site
from offline_cache import HttpFetcher
from offline_cache.agency import Adcode
from offline_cache.publishing import (
    DEMO_PROFILE,
    PINNED_ROOT,
    BuildRefused,
    RegistryServer,
    build_release,
    init_repository,
    publish_release,
    refresh_timestamp,
)

if TYPE_CHECKING:
    from datetime import datetime

    from offline_cache import Fetcher

DEMO_SITE = Site(
    terminal="YS-01",
    name_zh="演示大厅（椒江）",
    name_en="Demonstration hall, Jiaojiang",
    district="331002",
)
DEMO_CITIES = (Adcode("331000"),)
_PASSPHRASE = "throw-away keys of a demonstration"  # noqa: S105 - protects nothing: the keys die with the demo


class DemoTown:
    """Publishes and serves the fictitious registry; a context manager, everything below one temporary folder.

    Attributes:
        directory: the temporary folder; the terminal's own data goes to `directory / "terminal"`.
        repository: what the web server serves.
        pinned_root: what the terminal trusts.
    """

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-demo-"))
            self.directory = Path(folder)
            self.repository = self.directory / "repository"
            self.pinned_root = self._publish()
            self._server = stack.enter_context(RegistryServer(self.repository))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def url(self) -> str:
        """Where the repository is served."""
        return self._server.url

    def source(self) -> Fetcher:
        """A fetcher for the server."""
        return HttpFetcher(self._server.url)

    def renew(self, now: datetime) -> None:
        """Sign the list's timestamp again, as the office does every hour."""
        refresh_timestamp(self.repository, self._keys, _PASSPHRASE, now, profile=DEMO_PROFILE)

    @property
    def _keys(self) -> Path:
        return self.directory / "keys"

    def _publish(self) -> bytes:
        keys = self._keys
        init_repository(self.repository, keys, _PASSPHRASE, self._now, profile=DEMO_PROFILE)
        release = build_release(demo_dir(), 1, self._now)
        if isinstance(release, BuildRefused):
            raise RuntimeError(  # noqa: TRY004 - a refusal is an outcome, not a wrong type
                f"the demonstration data is not valid: {release.findings}"
            )
        publish_release(self.repository, keys, _PASSPHRASE, release, self._now, profile=DEMO_PROFILE)
        return (keys / PINNED_ROOT).read_bytes()
