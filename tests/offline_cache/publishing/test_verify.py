from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from offline_cache import publishing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.registry_office import Office

pytestmark = pytest.mark.journey(every=4)

_SAMPLE, _SOAK_SAMPLE = 5, 500
"""Bytes flipped per file in a plain run and under soak."""


def test_a_sound_repository_reports_what_it_holds(published: Office) -> None:
    report = published.verify()
    assert report.sound
    assert (report.seq, report.root_version, report.files) == (1, 1, 8)
    assert report.issued == published.now.replace(microsecond=0)
    assert {role: (ends - published.now).days for role, ends in report.expires.items()} == {
        "root": 364, "targets": 89, "snapshot": 6, "timestamp": 2,
    }  # fmt: skip


@pytest.mark.timeout(600)  # under soak 8 000 verifications of some 10 ms
def test_one_flipped_byte_anywhere_is_found(published: Office, *, soak: bool) -> None:
    """In every file of two releases and two roots, the old ones too."""
    published.publish(seq=2)
    published.rotate("snapshot-1")
    for path in sorted(published.repository.rglob("*.*")):
        if path.is_file():
            data = path.read_bytes()
            for position in _positions(len(data), soak=soak):
                path.write_bytes(_flipped(data, position))
                assert not published.verify().sound, f"{path.name} byte {position}"
            path.write_bytes(data)
    assert published.verify().sound


def test_a_flipped_byte_is_named_by_its_file(published: Office) -> None:
    path = next((published.repository / "targets" / "reg").iterdir())
    path.write_bytes(_flipped(path.read_bytes(), 100))
    assert {fault.path for fault in published.verify().faults} >= {f"targets/reg/{path.name}"}


def test_a_superseded_list_laid_out_in_another_way_is_found(published: Office) -> None:
    published.publish(seq=2)
    path = published.repository / "metadata" / "1.targets.json"
    path.write_bytes(path.read_bytes() + b"\n")
    assert [str(fault) for fault in published.verify().faults] == [
        "metadata/1.targets.json: is not written in the form this office writes"
    ]


def test_a_letter_case_of_a_signature_counts(published: Office) -> None:
    """A terminal reads hex digits of either case; here they would be a byte nobody wrote."""
    path = published.repository / "metadata" / "timestamp.json"
    text = path.read_text(encoding="utf-8")
    at = text.index('"sig":"') + 7
    path.write_text(
        text[:at] + text[at:].split('"')[0].upper() + text[text.index('"', at) :], encoding="utf-8"
    )
    assert "not good" in published.verify().faults[0].why


@pytest.mark.parametrize("name", ["1.root.json", "1.snapshot.json", "1.targets.json", "timestamp.json"])
def test_missing_metadata_is_found(published: Office, name: str) -> None:
    (published.repository / "metadata" / name).unlink()
    assert not published.verify().sound


@pytest.mark.parametrize("name", ["1.snapshot.json", "1.targets.json", "timestamp.json"])
def test_metadata_of_another_role_in_its_place_is_found(published: Office, name: str) -> None:
    folder = published.repository / "metadata"
    (folder / name).write_bytes((folder / "1.root.json").read_bytes())
    faults = {fault.path: fault.why for fault in published.verify().faults}
    assert "root metadata, not" in faults[f"metadata/{name}"]


def test_a_root_under_the_wrong_number_is_found(published: Office) -> None:
    folder = published.repository / "metadata"
    (folder / "2.root.json").write_bytes((folder / "1.root.json").read_bytes())
    faults = {fault.path: fault.why for fault in published.verify().faults}
    assert faults["metadata/2.root.json"] == "says it is version 1"


def test_an_endless_metadata_file_is_not_read_to_its_end(published: Office) -> None:
    with (published.repository / "metadata" / "timestamp.json").open("ab") as file:
        file.truncate(6_000_000)
    assert "too long" in str(published.verify().faults[0])


def test_a_missing_target_is_found(published: Office) -> None:
    next((published.repository / "targets").glob("*.rules.json")).unlink()
    assert "rules.json" in str(published.verify().faults[0])


@pytest.mark.parametrize(
    "name", ["index.html", "metadata/notes.txt", "targets/x.json", "metadata/sub/1.root.json"]
)
def test_a_file_that_does_not_belong_is_found(published: Office, name: str) -> None:
    path = published.repository / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("hello", encoding="utf-8")
    assert [str(fault) for fault in published.verify().faults] == [f"{name}: does not belong here"]


def test_a_target_no_release_names_is_found(published: Office) -> None:
    from offline_cache.publishing.metadata import published_name  # noqa: PLC0415 - one test needs it

    path = published.repository / "targets" / published_name("more.json", b"{}")
    path.write_bytes(b"{}")
    assert [fault.why for fault in published.verify().faults] == ["no release names it"]


def test_a_timestamp_put_back_to_an_older_snapshot_is_found(published: Office) -> None:
    path = published.repository / "metadata" / "timestamp.json"
    old = path.read_bytes()
    published.publish(seq=2)
    path.write_bytes(old)
    assert {fault.path for fault in published.verify().faults} == {
        "metadata/2.snapshot.json", "metadata/2.targets.json",
    }  # fmt: skip


def test_a_gap_in_the_roots_is_found(published: Office) -> None:
    published.rotate("root-1")
    published.rotate("root-2")
    (published.repository / "metadata" / "2.root.json").unlink()
    assert "metadata/3.root.json" in {fault.path for fault in published.verify().faults}


def test_a_linked_folder_is_found(published: Office, tmp_path: Path) -> None:
    (published.repository / "targets" / "more").symlink_to(tmp_path)
    assert [fault.path for fault in published.verify().faults] == ["targets/more"]


def test_a_link_is_found(published: Office) -> None:
    path = published.repository / "metadata" / "1.targets.json"
    outside = published.folder / "outside.json"
    path.rename(outside)
    path.symlink_to(outside)
    assert any("is a link" in fault.why for fault in published.verify().faults)


@pytest.mark.parametrize(
    ("days", "ended"),
    [(4, {"timestamp"}), (8, {"timestamp", "snapshot"}), (91, {"timestamp", "snapshot", "targets"})],
)
def test_signatures_that_ended_are_named(published: Office, days: int, ended: set[str]) -> None:
    published.wait(days=days)
    report = published.verify()
    assert {fault.why.split()[3] for fault in report.faults} == ended
    assert report.seq == 1


def test_another_root_is_not_ours(published: Office) -> None:
    root = published.root.replace(b"2", b"3", 1)
    assert not publishing.verify_repository(published.repository, root, published.now).sound


def test_before_the_first_release_it_says_so(office: Office) -> None:
    assert [fault.why for fault in office.verify().faults] == ["nothing was published yet"]


def test_verifying_changes_nothing(published: Office) -> None:
    before = published.files()
    published.verify()
    assert published.files() == before


def _positions(length: int, *, soak: bool) -> list[int]:
    chosen = random.Random(length)
    return sorted(
        {0, length - 1, *(chosen.randrange(length) for _ in range(_SOAK_SAMPLE if soak else _SAMPLE))}
    )


def _flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ (1 << position % 8)]) + data[position + 1 :]
