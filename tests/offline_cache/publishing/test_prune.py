"""Files of superseded releases go; what a terminal may still ask for stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from offline_cache import Adcode, FolderFetcher, RegistryStore, Synchroniser, Unchanged, Updated, publishing
from tests.support.registry_office import copy_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.registry_memory import MemoryFactory
    from tests.support.registry_office import Office


@pytest.fixture(scope="session")
def five_releases(first_release: Office, memory_factory: MemoryFactory) -> Office:
    """The office every `long_running` is a copy of; never changed."""
    made = copy_of(first_release, memory_factory("five-releases"))
    for seq in range(2, 6):
        made.edit("agencies.csv", lambda rows, seq=seq: rows[0].update(hours=f"8:00-1{seq}:00"))
        made.publish(seq)
    made.rotate("timestamp-1")
    return made


@pytest.fixture
def long_running(five_releases: Office, memory_path: Path) -> Office:
    """An office with five releases and an exchanged key."""
    return copy_of(five_releases, memory_path)


def _sync(office: Office) -> Updated | Unchanged:
    with RegistryStore(office.folder / "terminal", office.root, cities=(Adcode("331000"),)) as store:
        outcome = Synchroniser(store, FolderFetcher(office.repository)).sync(office.now)
    assert isinstance(outcome, Updated | Unchanged), outcome
    return outcome


def test_superseded_files_go_and_the_folder_stays_sound(long_running: Office) -> None:
    before = long_running.files()
    report = publishing.prune_repository(long_running.repository, long_running.root)
    after = long_running.files()
    assert report.files == len(before) - len(after) == 8
    assert report.bytes == sum(map(len, before.values())) - sum(map(len, after.values()))
    assert long_running.verify().sound
    assert isinstance(_sync(long_running), Updated)
    assert publishing.prune_repository(long_running.repository, long_running.root).files == 0


def test_every_root_stays_for_a_terminal_that_was_away(long_running: Office) -> None:
    publishing.prune_repository(long_running.repository, long_running.root, keep=1)
    names = {path.name for path in (long_running.repository / "metadata").iterdir()}
    assert names == {"1.root.json", "2.root.json", "timestamp.json", "5.snapshot.json", "5.targets.json"}
    assert len(list((long_running.repository / "targets").rglob("*.*"))) == 4


def test_snapshots_pruned_before_are_not_missed(long_running: Office) -> None:
    publishing.prune_repository(long_running.repository, long_running.root, keep=1)
    assert publishing.prune_repository(long_running.repository, long_running.root, keep=3).files == 0
    assert long_running.verify().sound


def test_foreign_files_are_left_for_verify_to_name(long_running: Office) -> None:
    foreign = long_running.repository / "metadata" / "9.other.json"
    foreign.write_bytes(b"x")
    publishing.prune_repository(long_running.repository, long_running.root)
    assert foreign.exists()


def test_nothing_published_is_nothing_to_prune(office: Office) -> None:
    assert publishing.prune_repository(office.repository, office.root) == publishing.PruneReport(0, 0)


def test_at_least_the_release_in_force_is_kept(published: Office) -> None:
    with pytest.raises(ValueError, match="in force"):
        publishing.prune_repository(published.repository, published.root, keep=0)


def test_a_damaged_folder_is_not_touched(long_running: Office) -> None:
    (long_running.repository / "metadata" / "5.targets.json").write_bytes(b"{}")
    before = long_running.files()
    with pytest.raises(publishing.RepositoryDamaged):
        publishing.prune_repository(long_running.repository, long_running.root)
    assert long_running.files() == before
