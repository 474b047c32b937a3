"""What the office publishes, taken up by the terminal's own synchronisation: over HTTP and from a stick."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from offline_cache import (
    Adcode,
    FolderFetcher,
    Freshness,
    HttpFetcher,
    RegistryState,
    RegistryStore,
    Synchroniser,
    Updated,
    publishing,
)
from tests.support.registry_office import PASSPHRASE

if TYPE_CHECKING:
    from offline_cache import Fetcher, SyncOutcome
    from tests.support.registry_office import Office

pytestmark = pytest.mark.journey(every=3)

TAIZHOU = Adcode("331000")


def _sync(office: Office, source: Fetcher) -> tuple[SyncOutcome, RegistryState]:
    with RegistryStore(office.folder / "terminal", office.root, cities=(TAIZHOU,)) as store:
        outcome = Synchroniser(store, source).sync(office.now)
        return outcome, store.load(office.now)


def test_a_terminal_serves_the_demo_registry(published: Office) -> None:
    with publishing.RegistryServer(published.repository) as server:
        outcome, state = _sync(published, HttpFetcher(server.url))
    assert isinstance(outcome, Updated)
    assert (state.freshness, state.seq) == (Freshness.CURRENT, 1)
    assert state.registry is not None
    assert len(state.registry.agencies_of(TAIZHOU)) == 37


def test_a_copy_of_the_folder_on_a_stick_does_as_well(published: Office) -> None:
    stick = published.folder / "stick"
    shutil.copytree(published.repository, stick)
    outcome, state = _sync(published, FolderFetcher(stick))
    assert isinstance(outcome, Updated)
    assert state.freshness is Freshness.CURRENT


def test_a_terminal_follows_every_kind_of_exchanged_key(published: Office) -> None:
    with publishing.RegistryServer(published.repository) as server:
        _sync(published, HttpFetcher(server.url))
        for seq, key in enumerate(("root-1", "targets-1", "snapshot-1", "timestamp-1"), 2):
            published.rotate(key)
            published.publish(seq)
            outcome, state = _sync(published, HttpFetcher(server.url))
            assert isinstance(outcome, Updated), outcome
            assert (state.freshness, state.seq) == (Freshness.CURRENT, seq)


def test_a_staged_release_reaches_the_terminal(published: Office) -> None:
    stage = published.folder / "stage"
    publishing.stage_release(published.repository, published.keys, stage, published.build(2), published.now)
    publishing.sign_stage(stage, published.keys, PASSPHRASE)
    publishing.publish_stage(published.repository, published.keys, PASSPHRASE, stage, published.now)
    _, state = _sync(published, FolderFetcher(published.repository))
    assert state.seq == 2
