from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from offline_cache import publishing
from tests.support.registry_office import PASSPHRASE, Office

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.journey(every=3)


@pytest.fixture
def stage(published: Office) -> Path:
    """Release 2, staged and not signed yet."""
    folder = published.folder / "stage"
    publishing.stage_release(published.repository, published.keys, folder, published.build(2), published.now)
    return folder


def _holder(office: Office, key: str) -> Path:
    return office.copy_keys(office.folder / "holders" / key, key)


def _publish(office: Office, stage: Path) -> publishing.PublishReport:
    return publishing.publish_stage(office.repository, office.keys, PASSPHRASE, stage, office.now)


def test_two_holders_sign_on_their_own_machines_and_the_office_publishes(
    published: Office, stage: Path
) -> None:
    first = publishing.sign_stage(stage, _holder(published, "targets-3"), PASSPHRASE)
    second = publishing.sign_stage(stage, _holder(published, "targets-1"), PASSPHRASE)
    assert (first.signed_by, first.complete) == (("targets-3",), False)
    assert (second.signed_by, second.complete) == (("targets-1", "targets-3"), True)
    assert _publish(published, stage).seq == 2
    assert published.verify().sound


def test_a_holder_sees_what_will_be_signed(published: Office, stage: Path) -> None:
    shown = publishing.read_stage(stage, published.root)
    assert shown.release.manifest.seq == 2
    assert (shown.signed_by, shown.lists[0].needed) == ((), 2)


def test_signing_twice_with_one_key_counts_once(published: Office, stage: Path) -> None:
    holder = _holder(published, "targets-1")
    publishing.sign_stage(stage, holder, PASSPHRASE)
    assert publishing.sign_stage(stage, holder, PASSPHRASE).signed_by == ("targets-1",)


def test_one_signature_is_not_enough(published: Office, stage: Path) -> None:
    publishing.sign_stage(stage, _holder(published, "targets-1"), PASSPHRASE)
    with pytest.raises(publishing.NotEnoughKeys, match="so far: targets-1"):
        _publish(published, stage)


def test_signatures_that_have_ended_do_not_count(published: Office, stage: Path) -> None:
    publishing.sign_stage(stage, published.keys, PASSPHRASE)
    published.wait(days=91)
    with pytest.raises(publishing.NotEnoughKeys, match="in time"):
        _publish(published, stage)


def test_a_machine_without_a_targets_key_signs_nothing(published: Office, stage: Path) -> None:
    with pytest.raises(publishing.NotEnoughKeys, match="none of the keys targets-1"):
        publishing.sign_stage(stage, _holder(published, "root-1"), PASSPHRASE)


@pytest.mark.parametrize(
    "file", ["files/rules.json", "files/manifest.json", "targets.json", "metadata/1.root.json"]
)
def test_a_stage_changed_on_the_way_is_not_signed(published: Office, stage: Path, file: str) -> None:
    data = (stage / file).read_bytes()
    (stage / file).write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
    with pytest.raises(publishing.StageDamaged):
        publishing.sign_stage(stage, published.keys, PASSPHRASE)


def test_a_stage_of_another_office_is_not_signed(published: Office, stage: Path) -> None:
    other = Office(published.folder / "other", published.now)
    other.open()
    with pytest.raises(publishing.StageDamaged, match="pinned root"):
        publishing.sign_stage(stage, other.keys, PASSPHRASE)


def test_a_name_that_leads_out_of_the_stage_is_not_followed(published: Office, stage: Path) -> None:
    text = json.loads((stage / "targets.json").read_text(encoding="utf-8"))
    text["signed"]["targets"]["../../keys/root.json"] = text["signed"]["targets"]["rules.json"]
    (stage / "targets.json").write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(publishing.StageDamaged, match="leads out"):
        publishing.read_stage(stage, published.root)


def test_a_forged_signature_spoils_the_stage(published: Office, stage: Path) -> None:
    publishing.sign_stage(stage, _holder(published, "targets-1"), PASSPHRASE)
    text = json.loads((stage / "targets.json").read_text(encoding="utf-8"))
    text["signatures"][0]["sig"] = "00" * 64
    (stage / "targets.json").write_text(json.dumps(text), encoding="utf-8")
    with pytest.raises(publishing.StageDamaged, match="a signature of targets is not good"):
        publishing.read_stage(stage, published.root)


def test_a_stage_overtaken_by_another_release_is_refused(published: Office, stage: Path) -> None:
    publishing.sign_stage(stage, published.keys, PASSPHRASE)
    published.publish(seq=3)
    with pytest.raises(publishing.ReleaseNotNewer):
        _publish(published, stage)


def test_a_stage_overtaken_by_an_exchanged_key_is_staged_anew(published: Office, stage: Path) -> None:
    publishing.sign_stage(stage, published.keys, PASSPHRASE)
    published.rotate("timestamp-1")
    with pytest.raises(publishing.StageDamaged, match="stage it anew"):
        _publish(published, stage)


def test_a_stage_folder_is_used_once(published: Office, stage: Path) -> None:
    with pytest.raises(publishing.AlreadyThere):
        publishing.stage_release(
            published.repository, published.keys, stage, published.build(2), published.now
        )


def test_a_holder_without_the_root_is_told_so(published: Office, stage: Path) -> None:
    with pytest.raises(publishing.StageDamaged, match="copy it there"):
        publishing.sign_stage(stage, published.folder / "nowhere", PASSPHRASE)
