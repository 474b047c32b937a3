"""The offline verifier: bytes in, verified metadata or a refusal out; no time, no network."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tuf.api.metadata import Metadata, Timestamp

from offline_cache.trust import MAX_METADATA_BYTES, MetadataFiles, TrustRefused, verify_metadata
from tests.support.registry_builder import Contents, RegistryBuilder

if TYPE_CHECKING:
    from pathlib import Path


def files_of(repository: RegistryBuilder, **changes: object) -> MetadataFiles:
    def newest(role: str) -> bytes:
        version = repository.versions[role]
        name = "timestamp.json" if role == "timestamp" else f"{version}.{role}.json"
        return repository.path("metadata", name).read_bytes()

    roots = tuple(
        repository.path("metadata", f"{version}.root.json").read_bytes()
        for version in range(2, repository.root.version + 1)
    )
    delegated = {repository.delegated_to: newest(repository.delegated_to)} if repository.delegated_to else {}
    fields: dict[str, object] = {"roots": roots, "delegated": delegated}
    fields |= {role: newest(role) for role in ("timestamp", "snapshot", "targets")}
    return MetadataFiles(**(fields | changes))  # type: ignore[arg-type]  # a table of overrides


def refusal(repository: RegistryBuilder, files: MetadataFiles) -> TrustRefused:
    with pytest.raises(TrustRefused) as caught:
        verify_metadata(repository.pinned_root, files)
    assert caught.value.code == "trust_refused"
    return caught.value


def test_expired_metadata_is_verified_and_its_dates_returned(repository: RegistryBuilder) -> None:
    repository.now -= timedelta(days=5_000)
    repository.publish(Contents(seq=2))
    trusted = verify_metadata(repository.pinned_root, files_of(repository))
    assert trusted.expires.timestamp == repository.now + timedelta(days=3)
    assert trusted.issued == repository.now


def test_the_chain_of_roots_is_followed_one_by_one(repository: RegistryBuilder) -> None:
    repository.rotate("root")
    repository.rotate("timestamp")
    repository.publish_timestamp()
    files = files_of(repository)
    assert verify_metadata(repository.pinned_root, files).root_version == 3
    skipped = files_of(repository, roots=files.roots[1:])
    assert "does not follow" in refusal(repository, skipped).why
    assert "more than" in refusal(repository, files_of(repository, roots=files.roots * 200)).why


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
@pytest.mark.parametrize("junk", [b"", b"{}", b"\xff", b"[" * 9_999, b" " * (MAX_METADATA_BYTES + 1)])
def test_junk_in_place_of_a_role_is_refused(repository: RegistryBuilder, role: str, junk: bytes) -> None:
    assert refusal(repository, files_of(repository, **{role: junk})).role == role


def test_a_role_in_place_of_another_is_refused(repository: RegistryBuilder) -> None:
    files = files_of(repository)
    assert refusal(repository, files_of(repository, timestamp=files.snapshot)).why == (
        "is metadata of the role snapshot"
    )


def test_a_junk_root_of_trust_is_refused(repository: RegistryBuilder) -> None:
    files = files_of(repository)
    repository.pinned_root = b"{}"
    assert refusal(repository, files).role == "root"


def test_too_few_signatures_are_refused(repository: RegistryBuilder) -> None:
    repository.signers["targets"].pop()
    repository.publish(Contents(seq=2))
    assert refusal(repository, files_of(repository)).why == "is signed by 1 of 2 keys"


def test_a_signature_of_a_foreign_key_is_refused(repository: RegistryBuilder) -> None:
    repository.signers["timestamp"] += repository.signers["snapshot"]
    repository.publish_timestamp()
    assert "foreign key" in refusal(repository, files_of(repository)).why


@pytest.mark.parametrize("issued", ["yesterday", "2026-09-01T00:00:00", "2026-09-01T00:00:00+08:00"])
def test_a_date_of_issue_that_is_none_is_refused(repository: RegistryBuilder, issued: str) -> None:
    repository.x_issued = issued
    repository.publish_timestamp()
    assert "x-issued" in refusal(repository, files_of(repository)).why


def test_a_timestamp_need_not_say_when_it_was_made(repository: RegistryBuilder) -> None:
    def forget(timestamp: Timestamp) -> None:
        timestamp.unrecognized_fields.clear()

    repository.publish_timestamp(forget)
    assert verify_metadata(repository.pinned_root, files_of(repository)).issued is None


def test_a_date_of_issue_that_is_no_text_is_refused(repository: RegistryBuilder) -> None:
    def number(timestamp: Timestamp) -> None:
        timestamp.unrecognized_fields["x-issued"] = 20_260_901

    repository.publish_timestamp(number)
    assert "x-issued" in refusal(repository, files_of(repository)).why


def test_a_snapshot_of_another_version_is_refused(repository: RegistryBuilder) -> None:
    def claim(timestamp: Timestamp) -> None:
        timestamp.snapshot_meta.version += 1

    repository.publish_timestamp(claim)
    assert "its signer names 2" in refusal(repository, files_of(repository)).why


def test_targets_the_snapshot_does_not_name_are_refused(repository: RegistryBuilder) -> None:
    repository.publish_snapshot(meta={})
    assert refusal(repository, files_of(repository)).why == "is not named by the snapshot"


@pytest.fixture
def delegating(tmp_path: Path) -> RegistryBuilder:
    built = RegistryBuilder(tmp_path / "delegating")
    built.delegated_to = "city"
    built.publish()
    return built


def test_a_target_is_found_through_its_delegation(delegating: RegistryBuilder) -> None:
    trusted = verify_metadata(delegating.pinned_root, files_of(delegating))
    assert trusted.target("reg/331000.json.zst") is not None
    assert trusted.target("rules.json") is not None
    assert trusted.target("reg/none.json.zst") is None
    assert trusted.target("none.json") is None
    assert trusted.missing_role_for("reg/331000.json.zst") is None
    assert trusted.missing_role_for("rules.json") is None


def test_without_the_delegated_file_its_targets_are_refused(delegating: RegistryBuilder) -> None:
    trusted = verify_metadata(delegating.pinned_root, files_of(delegating, delegated={}))
    assert trusted.missing_role_for("reg/331000.json.zst") == "city"
    with pytest.raises(TrustRefused, match=r"city: is asked for .* and is not there"):
        trusted.target("reg/331000.json.zst")


def test_a_role_nobody_delegates_to_is_refused(
    repository: RegistryBuilder, delegating: RegistryBuilder
) -> None:
    stray = files_of(delegating).delegated
    assert refusal(repository, files_of(repository, delegated=stray)).role == "city"
    snapshot = Metadata.from_bytes(files_of(repository).snapshot).signed
    named = snapshot.meta | Metadata.from_bytes(files_of(delegating).snapshot).signed.meta
    named["targets.json"] = snapshot.meta["targets.json"]
    repository.publish_snapshot(meta=named)
    assert refusal(repository, files_of(repository, delegated=stray)).why == "is not delegated to"


@pytest.mark.parametrize("role", ["root", "timestamp", "snapshot", "targets"])
def test_a_top_level_role_is_never_taken_for_a_delegated_one(repository: RegistryBuilder, role: str) -> None:
    files = files_of(repository, delegated={role: b"{}"})
    assert refusal(repository, files).why == "cannot be delegated to"


def test_a_repository_without_delegations_needs_none(repository: RegistryBuilder) -> None:
    trusted = verify_metadata(repository.pinned_root, files_of(repository))
    assert trusted.missing_role_for("none.json") is None
    assert trusted.target("none.json") is None


@pytest.mark.timeout(3_600)  # the whole run of the soak
def test_random_changes_of_metadata_are_refused_or_change_nothing(
    repository: RegistryBuilder,
    soak: bool,
) -> None:
    repository.rotate("timestamp")
    repository.publish_timestamp()
    good = files_of(repository)
    wanted = verify_metadata(repository.pinned_root, good)
    dice = random.Random(11)
    for _ in range(20_000 if soak else 100):
        role = dice.choice(["roots", "timestamp", "snapshot", "targets"])
        data = bytearray(good.roots[0] if role == "roots" else getattr(good, role))
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        changed: object = (bytes(data),) if role == "roots" else bytes(data)
        try:
            found = verify_metadata(repository.pinned_root, files_of(repository, **{role: changed}))
        except TrustRefused:
            continue
        assert (found.versions, found.expires) == (wanted.versions, wanted.expires)
