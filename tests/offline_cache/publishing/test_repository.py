from __future__ import annotations

import shutil
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from offline_cache import publishing, records
from offline_cache.publishing.durable import locked
from tests.support.registry_office import PASSPHRASE, Office, real_now

pytestmark = pytest.mark.journey(every=3)

ALL_TARGETS = ("manifest.json", "rules.json", "exclusions.json.zst", "reg/331000.json.zst")


def test_the_ceremony_makes_ten_keys_and_one_root(office: Office) -> None:
    assert len(list(office.keys.glob("*.key.json"))) == 10
    assert set(office.files()) == {"metadata/1.root.json"}
    assert (office.keys / publishing.PINNED_ROOT).read_bytes() == office.root


def test_a_ceremony_broken_off_can_begin_anew(tmp_path: Path) -> None:
    def too_short_for_one(name: str) -> str:
        return "" if name == "targets-2" else PASSPHRASE

    folders = (tmp_path / "repository", tmp_path / "keys")
    with pytest.raises(publishing.PassphraseTooShort, match="targets-2"):
        publishing.init_repository(*folders, too_short_for_one, real_now(), profile=publishing.DEMO_PROFILE)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    publishing.init_repository(*folders, PASSPHRASE, real_now(), profile=publishing.DEMO_PROFILE)


def test_a_registry_is_made_only_once(office: Office) -> None:
    with pytest.raises(publishing.AlreadyThere):
        publishing.init_repository(
            office.repository, office.keys, PASSPHRASE, office.now, profile=publishing.DEMO_PROFILE
        )


def test_a_real_client_downloads_what_was_published(published: Office) -> None:
    with publishing.RegistryServer(published.repository) as server:
        updater = published.updater(server.url)
        updater.refresh()
        for name in ALL_TARGETS:
            target = updater.get_targetinfo(name)
            assert target is not None
            updater.download_target(target)


def test_the_layout_is_the_one_every_web_server_can_carry(published: Office) -> None:
    shapes = {path.rpartition("/")[0] for path in published.files()}
    assert shapes == {"metadata", "targets", "targets/reg"}
    assert {path for path in published.files() if path.startswith("metadata/")} == {
        "metadata/1.root.json", "metadata/1.snapshot.json", "metadata/1.targets.json", "metadata/timestamp.json",
    }  # fmt: skip


def test_a_second_release_is_taken_up_by_a_client_that_has_the_first(published: Office) -> None:
    with publishing.RegistryServer(published.repository) as server:
        published.updater(server.url).refresh()
        published.edit("agencies.csv", lambda rows: rows.pop())
        assert published.publish(seq=2).targets_version == 2
        updater = published.updater(server.url)
        target = updater.get_targetinfo("manifest.json")
        assert target is not None
        assert records.decode_manifest(Path(updater.download_target(target)).read_bytes()).seq == 2


@pytest.mark.parametrize("seq", [0, 1])
def test_a_release_that_is_not_newer_is_refused(published: Office, seq: int) -> None:
    published.publish(seq=2)
    before = published.files()
    with pytest.raises(publishing.ReleaseNotNewer):
        published.publish(seq=seq + 1)
    assert published.files() == before


def test_a_release_dated_before_the_last_is_refused(published: Office) -> None:
    published.wait(hours=-1)
    with pytest.raises(publishing.ReleaseNotNewer, match="clock"):
        published.publish(seq=2)


def test_the_timestamp_carries_when_it_was_signed(published: Office) -> None:
    published.wait(hours=1)
    published.refresh()
    with publishing.RegistryServer(published.repository) as server:
        updater = published.updater(server.url)
        updater.refresh()
    text = published.files()["metadata/timestamp.json"].decode()
    assert f'"x-issued":"{published.now:%Y-%m-%dT%H:%M:%SZ}"' in text


def test_a_refresh_signs_only_the_timestamp(published: Office) -> None:
    before = published.files()
    published.wait(hours=1)
    report = published.refresh()
    after = published.files()
    assert {path for path in after if after[path] != before.get(path)} == {"metadata/timestamp.json"}
    assert report == publishing.RefreshReport(
        2, _whole(published.now + timedelta(hours=72)), snapshot_renewed=False
    )


def test_a_refresh_renews_the_snapshot_in_the_second_half_of_its_life(published: Office) -> None:
    published.wait(days=4)
    assert published.refresh().snapshot_renewed
    published.wait(hours=1)
    assert not published.refresh().snapshot_renewed
    assert published.verify().sound


def test_a_timer_needs_the_two_online_keys_only(published: Office) -> None:
    online = published.copy_keys(published.folder / "online", "snapshot-1", "timestamp-1")
    publishing.refresh_timestamp(published.repository, online, PASSPHRASE, published.now)
    assert published.verify().sound


def test_a_refresh_before_the_first_release_says_so(office: Office) -> None:
    with pytest.raises(publishing.RepositoryDamaged, match="nothing was published"):
        office.refresh()


def test_a_wrong_passphrase_changes_nothing(published: Office) -> None:
    before = published.files()
    release = published.build(seq=2)

    def forget_one(name: str) -> str:
        return "forgotten" if name == "timestamp-1" else PASSPHRASE

    with pytest.raises(publishing.WrongPassphrase, match="timestamp-1"):
        publishing.publish_release(published.repository, published.keys, forget_one, release, published.now)
    assert published.files() == before


def test_one_targets_key_of_two_is_not_enough(published: Office) -> None:
    folder = published.copy_keys(published.folder / "few", "targets-3", "snapshot-1", "timestamp-1")
    with pytest.raises(
        publishing.NotEnoughKeys, match="targets needs 2 of the keys targets-1, targets-2, targets-3"
    ):
        publishing.publish_release(
            published.repository, folder, PASSPHRASE, published.build(2), published.now
        )


def test_the_timestamp_is_written_last_and_the_targets_first(published: Office) -> None:
    written = sorted(
        (path.stat().st_mtime_ns, _stage_of(path))
        for path in published.repository.rglob("*.*")
        if path.is_file() and not path.name.endswith("root.json")
    )
    assert [stage for _, stage in written] == sorted(stage for _, stage in written)


def test_the_office_never_signs_on_top_of_metadata_it_did_not_make(published: Office) -> None:
    """A web folder exchanged for another office's is refused before any key is opened."""
    other = Office(published.folder / "other", published.now)
    other.open()
    other.publish()
    with pytest.raises(publishing.RepositoryDamaged, match="not the pinned root"):
        publishing.refresh_timestamp(other.repository, published.keys, PASSPHRASE, published.now)


def test_a_key_folder_without_its_root_is_a_clear_error(published: Office) -> None:
    (published.keys / publishing.PINNED_ROOT).unlink()
    with pytest.raises(publishing.RepositoryDamaged, match=r"copy it there"):
        published.refresh()


def test_a_refresh_waits_for_a_release_in_progress(published: Office) -> None:
    done = threading.Event()

    def refresh() -> None:
        published.refresh()
        done.set()

    thread = threading.Thread(target=refresh, name="refresh")
    with locked(published.repository):
        thread.start()
        assert not done.wait(0.1)
    assert done.wait(5)
    thread.join()


def test_no_key_and_no_temporary_file_ever_lies_in_the_repository(published: Office) -> None:
    for path, data in published.files().items():
        assert not path.rpartition("/")[2].startswith(".")
        assert b"scrypt" not in data


def test_a_write_that_fails_anywhere_leaves_a_registry_clients_accept(published: Office) -> None:
    """Each file of release 2 in turn cannot be put in place; what is in force stays release 1 until all are."""
    trial = Office(published.folder / "trial", published.now, published.root)
    shutil.copytree(published.repository, trial.repository)
    shutil.copytree(published.keys, trial.keys)
    shutil.copytree(published.source, trial.source)
    trial.edit("agencies.csv", lambda rows: rows.pop())
    published.edit("agencies.csv", lambda rows: rows.pop())
    trial.publish(seq=2)
    for name in sorted(trial.files().keys() - published.files().keys()):
        blocked = published.repository / name
        blocked.unlink(missing_ok=True)  # left there by the attempt before
        (blocked / "in the way").mkdir(parents=True)
        with pytest.raises(OSError, match="directory"):
            published.publish(seq=2)
        assert _seq_seen_by_a_client(published) == 1, name
        shutil.rmtree(blocked)
    published.publish(seq=2)
    assert _seq_seen_by_a_client(published) == 2
    assert published.verify().sound


def _seq_seen_by_a_client(office: Office) -> int:
    with publishing.RegistryServer(office.repository) as server:
        updater = office.updater(server.url)
        target = updater.get_targetinfo("manifest.json")
        assert target is not None
        return records.decode_manifest(Path(updater.download_target(target)).read_bytes()).seq


def _stage_of(path: Path) -> int:
    order = ("targets/", "targets.json", "snapshot.json", "timestamp.json")
    names = ("targets/" if "targets" in path.parts or path.parent.name == "reg" else path.name,)
    return next(number for number, part in enumerate(order) if part in names[0])


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
