from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tuf.api.metadata import Metadata, Timestamp

from offline_cache import publishing
from tests.support.registry_office import PASSPHRASE

if TYPE_CHECKING:
    from tests.support.registry_office import Office

pytestmark = pytest.mark.journey(every=4)


@pytest.mark.parametrize(
    ("key", "added"),
    [
        ("root-1", "root-6"),
        ("targets-2", "targets-4"),
        ("snapshot-1", "snapshot-2"),
        ("timestamp-1", "timestamp-2"),
    ],
)
@pytest.mark.parametrize("lost", [False, True])
def test_a_client_in_the_field_follows_an_exchanged_key(
    published: Office, key: str, added: str, *, lost: bool
) -> None:
    with publishing.RegistryServer(published.repository) as server:
        published.updater(server.url).refresh()
        if lost:
            (published.keys / f"{key}.key.json").unlink()
        report = published.rotate(key)
        assert (report.root_version, report.retired, report.added) == (2, key, added)
        published.publish(seq=2)
        published.updater(server.url).refresh()
        published.updater(server.url, client="new").refresh()
    assert published.verify().sound


def test_many_exchanges_in_a_row_are_followed_from_the_first_root(published: Office) -> None:
    for key in ("root-1", "root-2", "root-3", "targets-1", "timestamp-1", "targets-2"):
        published.rotate(key)
    with publishing.RegistryServer(published.repository) as server:
        published.updater(server.url).refresh()
    assert published.verify().root_version == 7


def test_what_a_retired_timestamp_key_signs_is_refused(published: Office) -> None:
    stolen = publishing.publish_release  # the thief has the whole online folder, as it was
    old = published.copy_keys(
        published.folder / "stolen", "targets-1", "targets-2", "snapshot-1", "timestamp-1"
    )
    published.rotate("timestamp-1")
    with pytest.raises(publishing.NotEnoughKeys, match="timestamp"):
        stolen(published.repository, old, PASSPHRASE, published.build(2), published.now)


def test_an_old_timestamp_put_back_after_the_exchange_is_found(published: Office) -> None:
    path = published.repository / "metadata" / "timestamp.json"
    old = path.read_bytes()
    published.rotate("timestamp-1")
    path.write_bytes(old)
    assert not published.verify().sound


def test_two_root_keys_of_five_change_nothing(published: Office) -> None:
    for number in (1, 2, 3):
        (published.keys / f"root-{number}.key.json").unlink()
    before, keys = published.files(), set(published.keys.rglob("*"))
    with pytest.raises(publishing.NotEnoughKeys, match="root needs 3"):
        published.rotate("timestamp-1")
    assert published.files() == before
    assert set(published.keys.rglob("*")) == keys


def test_a_wrong_passphrase_changes_nothing_and_leaves_no_new_key(published: Office) -> None:
    before, keys = published.files(), set(published.keys.rglob("*"))

    def forget_one(name: str) -> str:
        return "forgotten" if name == "snapshot-1" else PASSPHRASE

    with pytest.raises(publishing.WrongPassphrase):
        publishing.rotate_key(
            published.repository, published.keys, forget_one, "targets-1", published.now,
            profile=publishing.DEMO_PROFILE,
        )  # fmt: skip
    assert published.files() == before
    assert set(published.keys.rglob("*")) == keys


def test_a_retired_key_is_kept_aside_and_its_name_never_given_again(published: Office) -> None:
    published.rotate("targets-3")
    assert (published.keys / "retired" / "targets-3.key.json").exists()
    (published.keys / "retired" / "targets-3.key.json").unlink()
    assert published.rotate("targets-4").added == "targets-5"


def test_an_unknown_key_names_the_known_ones(published: Office) -> None:
    with pytest.raises(publishing.UnknownKey, match=r"no key targets-9; it has root-1, .*timestamp-1"):
        published.rotate("targets-9")


def test_a_key_can_be_exchanged_before_the_first_release(office: Office) -> None:
    office.rotate("targets-1")
    office.publish()
    assert office.verify().sound


def test_the_root_is_renewed_for_another_year(published: Office) -> None:
    published.wait(days=300)
    report = publishing.renew_root(published.repository, published.keys, PASSPHRASE, published.now)
    assert (report.root_version, report.added) == (2, "")
    assert (report.expires - published.now).days >= 364
    published.publish(seq=2)
    assert published.verify().sound


def test_an_exchanged_timestamp_key_keeps_the_version_rising(published: Office) -> None:
    published.rotate("timestamp-1")
    signed = Metadata[Timestamp].from_bytes(published.files()["metadata/timestamp.json"]).signed
    assert signed.version == 2
