"""A second city with an office of its own: its list needs its keys, and they are good for nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tuf.api.metadata import Metadata, Targets

from offline_cache import (
    FolderFetcher,
    Freshness,
    RegistryStore,
    SyncFailed,
    SyncFailure,
    Synchroniser,
    Unchanged,
    Updated,
    publishing,
)
from offline_cache.publishing.change import Change
from offline_cache.publishing.keys import find_keys
from offline_cache.publishing.metadata import Signing, sign
from offline_cache.publishing.repository import read_own
from tests.support.registry_builder import NINGBO, TAIZHOU
from tests.support.registry_office import PASSPHRASE, Office, copy_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from offline_cache import RegistryState, SyncOutcome
    from offline_cache.agency import Adcode
    from tests.support.registry_memory import MemoryFactory

pytestmark = pytest.mark.journey(every=4)

ROLE = "city-330200"


@pytest.fixture(scope="session")
def two_cities(first_release: Office, memory_factory: MemoryFactory) -> Office:
    """Release 2 has Ningbo, release 3 is the first signed by Ningbo's own office; never changed."""
    made = copy_of(first_release, memory_factory("two-cities"))
    made.found_second_city()
    made.publish(2)
    made.add_city()
    made.edit("agencies-ningbo.csv", lambda rows: rows[0].update(hours="8:00-12:00"))
    made.publish(3)
    return made


@pytest.fixture
def office(two_cities: Office, memory_path: Path) -> Office:
    """An office with a second city that has its own."""
    return copy_of(two_cities, memory_path)


def _sync(office: Office, city: Adcode) -> tuple[SyncOutcome, RegistryState]:
    with RegistryStore(office.folder / f"terminal-{city}", office.root, cities=(city,)) as store:
        outcome = Synchroniser(store, FolderFetcher(office.repository)).sync(office.now)
        return outcome, store.load(office.now)


def _list(office: Office) -> Targets:
    newest = max(
        (office.repository / "metadata").glob(f"*.{ROLE}.json"), key=lambda path: int(path.name.split(".")[0])
    )
    return Metadata[Targets].from_bytes(newest.read_bytes()).signed


def test_the_folder_is_sound_and_names_when_the_city_must_sign_again(office: Office) -> None:
    report = office.verify()
    assert report.sound, report.faults
    assert report.expires[ROLE] == report.expires["targets"]


@pytest.mark.parametrize(("city", "count"), [(NINGBO, 2), (TAIZHOU, 37)])
def test_a_terminal_of_either_city_follows(office: Office, city: Adcode, count: int) -> None:
    outcome, state = _sync(office, city)
    assert isinstance(outcome, Updated)
    assert (state.freshness, state.seq) == (Freshness.CURRENT, 3)
    assert state.registry is not None
    assert len(state.registry.agencies_of(city)) == count
    again, _ = _sync(office, city)
    assert isinstance(again, Unchanged)
    assert again.requests == 2


def test_only_terminals_of_the_city_read_its_metadata(office: Office) -> None:
    for path in (office.repository / "metadata").glob(f"*.{ROLE}.json"):
        path.write_bytes(b"damaged")
    assert isinstance(_sync(office, TAIZHOU)[0], Updated)
    assert isinstance(_sync(office, NINGBO)[0], SyncFailed)


def test_a_list_that_did_not_change_needs_no_new_signature_of_the_city(office: Office) -> None:
    version = _list(office).version
    for key in office.keys.glob(f"{ROLE}-*.key.json"):
        key.unlink()
    office.publish(4)
    assert _list(office).version == version
    assert office.verify().sound
    assert _sync(office, NINGBO)[1].seq == 4


def test_a_list_that_changed_needs_the_citys_keys(office: Office) -> None:
    for number in (1, 2):
        (office.keys / f"{ROLE}-{number}.key.json").unlink()
    office.edit("agencies-ningbo.csv", lambda rows: rows[0].update(hours="9:00-12:00"))
    before = office.files()
    with pytest.raises(publishing.NotEnoughKeys, match="signing city-330200 needs 2 of the keys"):
        office.publish(4)
    assert office.files() == before


def test_an_old_signature_of_the_city_is_renewed_with_the_release(office: Office) -> None:
    version = _list(office).version
    office.wait(days=50)
    office.publish(4)
    assert _list(office).version == version + 1


def test_each_holder_signs_the_lists_of_their_own_office(office: Office) -> None:
    office.edit("agencies-ningbo.csv", lambda rows: rows[0].update(hours="9:00-12:00"))
    stage = office.stage(4)
    for holder in ("targets-1", "targets-3", f"{ROLE}-2"):
        held = office.copy_keys(office.folder / holder, holder)
        signed = publishing.sign_stage(stage, held, PASSPHRASE)
    assert [(one.role, one.signed_by) for one in signed.lists] == [
        ("targets", ("targets-1", "targets-3")), (ROLE, (f"{ROLE}-2",)),
    ]  # fmt: skip
    with pytest.raises(publishing.NotEnoughKeys, match="2 holders of city-330200 must sign"):
        office.publish_stage(stage)
    held = office.copy_keys(office.folder / "last", f"{ROLE}-3")
    publishing.sign_stage(stage, held, PASSPHRASE)
    assert office.publish_stage(stage).seq == 4
    assert office.verify().sound


def _delegation(stage: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the unsigned top-level list of a stage says of the city."""
    path = stage / "targets.json"
    text = json.loads(path.read_bytes())
    change(text["signed"]["delegations"]["roles"][0])
    path.write_text(json.dumps(text), encoding="utf-8")


def test_a_stage_that_lowers_the_citys_threshold_is_not_signed_nor_published(office: Office) -> None:
    stage = office.stage(4)
    _delegation(stage, lambda role: role["keyids"].pop())
    staged = publishing.read_stage(stage, office.root)
    assert publishing.other_offices(staged, office.repository, office.root) == (ROLE,)
    publishing.sign_stage(stage, office.keys, PASSPHRASE)
    with pytest.raises(publishing.StageDamaged, match="staged before the last change"):
        office.publish_stage(stage)


@pytest.mark.parametrize(
    "change",
    [
        lambda role: role.update(paths=["reg/331000.json.zst"]),
        lambda role: role.update(paths=["reg/*"]),
        lambda role: role.update(terminating=False),
        lambda role: role.update(name="anybody"),
    ],
)
def test_a_stage_that_gives_a_city_more_than_its_file_is_damaged(
    office: Office, change: Callable[[dict[str, Any]], None]
) -> None:
    stage = office.stage(4)
    _delegation(stage, change)
    with pytest.raises(publishing.StageDamaged, match="not one this office makes"):
        publishing.read_stage(stage, office.root)


def test_a_city_that_names_the_file_of_another_is_damaged(office: Office) -> None:
    stage = office.stage(4)
    path = stage / f"{ROLE}.json"
    path.write_bytes(path.read_bytes().replace(b"reg/330200", b"reg/331000"))
    with pytest.raises(publishing.StageDamaged, match="not its own file"):
        publishing.read_stage(stage, office.root)


def test_a_key_of_the_city_is_exchanged_like_any_other(office: Office) -> None:
    _sync(office, NINGBO)
    report = office.rotate(f"{ROLE}-1")
    assert (report.retired, report.added) == (f"{ROLE}-1", f"{ROLE}-4")
    assert office.verify().sound
    outcome, state = _sync(office, NINGBO)
    assert isinstance(outcome, Unchanged)
    assert state.freshness is Freshness.CURRENT
    office.edit("agencies-ningbo.csv", lambda rows: rows[0].update(hours="9:00-12:00"))
    office.publish(4)
    assert isinstance(_sync(office, NINGBO)[0], Updated)


@pytest.mark.parametrize("key", ["root-1", "targets-1", "snapshot-1", "timestamp-1"])
def test_exchanged_keys_of_the_registry_leave_the_city_as_it_was(office: Office, key: str) -> None:
    _sync(office, NINGBO)
    office.rotate(key)
    assert office.verify().sound
    assert isinstance(_sync(office, NINGBO)[0], Unchanged)


def test_a_list_signed_by_keys_that_are_not_the_citys_is_refused(office: Office) -> None:
    """Whoever holds the online keys and the registry's own targets keys still cannot sign for the city."""
    _sync(office, NINGBO)
    signing = Signing(find_keys(office.keys), PASSPHRASE, office.now, publishing.DEMO_PROFILE)
    chain = read_own(office.repository, office.keys)
    forged = Metadata(_list(office))
    forged.signed.version += 1
    sign(forged, "targets", (chain.root,), signing)
    change = Change(chain, chain.root, signing)
    change.add_lists({ROLE: forged})
    change.add_timestamp(change.add_snapshot())
    change.write(office.repository)
    assert not office.verify().sound
    outcome, state = _sync(office, NINGBO)
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.NOT_TRUSTED
    assert (state.freshness, state.seq) == (Freshness.CURRENT, 3)


def test_a_city_gets_its_office_once_and_after_the_first_release(office: Office, tmp_path: Path) -> None:
    with pytest.raises(publishing.AlreadyThere):
        office.add_city()
    new = Office(tmp_path / "new")
    new.open()
    with pytest.raises(publishing.RepositoryDamaged, match="publish a release first"):
        new.add_city()


def test_an_office_that_cannot_be_made_leaves_nothing_behind(published: Office) -> None:
    for number in (1, 2):
        (published.keys / f"targets-{number}.key.json").unlink()
    before = published.files()
    with pytest.raises(publishing.NotEnoughKeys):
        published.add_city()
    assert published.files() == before
    assert not list(published.keys.glob(f"{ROLE}-*"))
