"""Which registry a command works on: this terminal's, or the demonstration's where nothing is provisioned."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.cli.output import FOUND, say, stop
from kiosk_app.clock import utc_now
from kiosk_app.demo.town import DEMO_CITIES, DEMO_SITE, DemoTown
from kiosk_app.paths import DataPaths
from kiosk_app.presenter import Site
from offline_cache import RegistryStore, SyncFailed, Synchroniser
from offline_cache.agency import Adcode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk_app.config import Config
    from offline_cache import Registry, RegistryState


@dataclass(frozen=True, slots=True)
class Opened:
    """A registry that may be shown, and where it belongs."""

    state: RegistryState
    registry: Registry
    site: Site
    is_demo: bool


def site_of(config: Config) -> Site:
    """Where the terminal stands."""
    terminal = config.terminal
    return Site(terminal.id, terminal.name_zh, terminal.name_en, terminal.district)


@contextlib.contextmanager
def opened_registry(config: Config | None) -> Iterator[Opened]:
    """Open the registry of this terminal, or publish and synchronise the demonstration's."""
    if config is None:
        say("This terminal is not provisioned: working on the demonstration registry (演示数据).")
        with _demo_registry() as opened:
            yield opened
        return
    cities = tuple(Adcode(city) for city in config.terminal.cities)
    root = read_root(Path(config.registry.root))
    with RegistryStore(DataPaths(Path(config.data)).registry, root, cities=cities) as store:
        state = store.load(utc_now())
    if state.registry is None:
        stop(f"There is no list that may be shown ({state.reason}). Run: kiosk sync", FOUND)
    yield Opened(state, state.registry, site_of(config), is_demo=False)


@contextlib.contextmanager
def _demo_registry() -> Iterator[Opened]:
    now = utc_now()
    with DemoTown(now) as town, tempfile.TemporaryDirectory(prefix="kiosk-") as folder:
        with RegistryStore(Path(folder), town.pinned_root, cities=DEMO_CITIES) as store:
            outcome = Synchroniser(store, town.source()).sync(now)
            if isinstance(outcome, SyncFailed):
                stop(f"the demonstration registry could not be synchronised: {outcome.detail}", FOUND)
            state = store.load(now)
        if state.registry is None:
            stop(f"the demonstration registry cannot be shown ({state.reason})", FOUND)
        yield Opened(state, state.registry, DEMO_SITE, is_demo=True)


def read_root(path: Path) -> bytes:
    """The pinned root of trust; stops when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as fault:
        stop(
            f"The root of trust {path} cannot be read: {fault.strerror}. Copy root.json from the key ceremony."
        )
