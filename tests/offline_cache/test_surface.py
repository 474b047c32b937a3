"""What the rest of the project may import, and the office's publisher against the terminal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import offline_cache
from offline_cache import (
    Adcode,
    AmountRange,
    DebtProfile,
    Freshness,
    HttpFetcher,
    RegistryStore,
    Synchroniser,
    Unchanged,
    Updated,
    match,
    publishing,
)
from tests.support.registry_builder import wall_clock

DEMO = Path(__file__).parents[2] / "assets" / "demo"


def test_every_public_name_is_there_and_sorted() -> None:
    assert sorted(offline_cache.__all__, key=str.casefold) == sorted(
        set(offline_cache.__all__), key=str.casefold
    )
    assert all(hasattr(offline_cache, name) for name in offline_cache.__all__)


def test_what_the_office_publishes_the_terminal_takes_and_matches(memory_path: Path) -> None:
    now = wall_clock()
    repository, keys = memory_path / "repository", memory_path / "keys"
    passphrase = "demonstration only"  # noqa: S105 - throw-away keys
    root = publishing.init_repository(repository, keys, passphrase, now, profile=publishing.DEMO_PROFILE)
    release = publishing.build_release(DEMO, 1, now)
    assert isinstance(release, publishing.Release)
    publishing.publish_release(repository, keys, passphrase, release, now, profile=publishing.DEMO_PROFILE)
    with publishing.RegistryServer(repository) as server, _store(memory_path, root) as store:
        synchroniser = Synchroniser(store, HttpFetcher(server.url))
        assert isinstance(synchroniser.sync(now), Updated)
        publishing.refresh_timestamp(
            repository, keys, passphrase, now + timedelta(minutes=1), profile=publishing.DEMO_PROFILE
        )
        assert isinstance(synchroniser.sync(now), Unchanged)
        state = store.load(now + timedelta(minutes=1))
    assert state.freshness is Freshness.CURRENT
    assert state.registry is not None
    rules = state.registry.rules
    profile = DebtProfile(rules.debt_types[0].id, AmountRange(None, None), rules.districts[0].adcode)
    assert match(state.registry, profile, today=now.date(), seed=1, recommend=True).ranked


def _store(directory: Path, root: Path) -> RegistryStore:
    return RegistryStore(directory / "terminal", root.read_bytes(), cities=(Adcode("331000"),))
