from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from offline_cache.publishing.errors import (
    AlreadyThere,
    KeyFileDamaged,
    PassphraseTooShort,
    WrongPassphrase,
)
from offline_cache.publishing.keys import StoredKey, create_key, find_keys, open_key
from offline_cache.publishing.profile import DEMO_PROFILE, OFFICE_PROFILE, Role, RoleProfile
from tests.support.registry_office import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def stored(tmp_path: Path) -> StoredKey:
    return create_key(tmp_path, "targets-1", Role.TARGETS, PASSPHRASE, DEMO_PROFILE)


def _reread(stored: StoredKey, **changes: object) -> StoredKey:
    fields = json.loads(stored.path.read_text(encoding="utf-8")) | changes
    stored.path.write_text(json.dumps(fields), encoding="utf-8")
    return next(iter(find_keys(stored.path.parent).values()))


def test_a_key_signs_after_it_was_opened(stored: StoredKey) -> None:
    signature = open_key(stored, PASSPHRASE).sign(b"a list")
    stored.public_key.verify_signature(signature, b"a list")


def test_a_key_file_is_for_its_owner_only_and_does_not_hold_the_private_half_in_clear(
    stored: StoredKey,
) -> None:
    assert stat.S_IMODE(stored.path.stat().st_mode) == 0o600
    private = open_key(stored, PASSPHRASE).private_bytes
    assert private.hex() not in stored.path.read_text(encoding="utf-8")


def test_a_wrong_passphrase_says_which_key(stored: StoredKey) -> None:
    with pytest.raises(WrongPassphrase, match=r"does not open targets-1\.key\.json"):
        open_key(stored, "another")


def test_each_holder_is_asked_by_the_name_of_the_key(stored: StoredKey) -> None:
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return PASSPHRASE

    open_key(stored, ask)
    assert asked == ["targets-1"]


def test_one_passphrase_typed_on_two_keyboards_is_the_same(tmp_path: Path) -> None:
    stored = create_key(tmp_path, "root-1", Role.ROOT, "café 密码", DEMO_PROFILE)
    open_key(stored, "cafe\u0301 密码")


def test_a_key_cannot_be_passed_off_as_one_of_another_role(stored: StoredKey) -> None:
    with pytest.raises(WrongPassphrase):
        open_key(_reread(stored, role="timestamp"), PASSPHRASE)


def test_a_key_is_never_made_over_another(stored: StoredKey) -> None:
    with pytest.raises(AlreadyThere):
        create_key(stored.path.parent, "targets-1", Role.TARGETS, PASSPHRASE, DEMO_PROFILE)


def test_an_office_key_needs_a_long_passphrase(tmp_path: Path) -> None:
    with pytest.raises(PassphraseTooShort, match="at least 12"):
        create_key(tmp_path, "root-1", Role.ROOT, "short", OFFICE_PROFILE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "changes",
    [
        {"scrypt_n": 2**30},
        {"scrypt_r": 10_000},
        {"scrypt_p": 0},
        {"format": 2},
        {"extra": 1},
        {"name": "x" * 5000},
    ],
)
def test_a_key_file_out_of_bounds_is_refused_before_it_costs_anything(
    stored: StoredKey, changes: dict[str, object]
) -> None:
    with pytest.raises(KeyFileDamaged):
        _reread(stored, **changes)


def test_a_key_file_that_is_not_hex_is_damaged(stored: StoredKey) -> None:
    with pytest.raises(KeyFileDamaged):
        open_key(_reread(stored, salt="salt"), PASSPHRASE)


def test_the_office_rules_are_three_of_five_and_two_of_three() -> None:
    thresholds = {role: (OFFICE_PROFILE.of(role).threshold, OFFICE_PROFILE.of(role).keys) for role in Role}
    assert thresholds == {
        Role.ROOT: (3, 5), Role.TARGETS: (2, 3), Role.SNAPSHOT: (1, 1), Role.TIMESTAMP: (1, 1),
    }  # fmt: skip


def test_a_threshold_above_the_number_of_keys_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="cannot be met"):
        RoleProfile(2, 3, OFFICE_PROFILE.root.lifetime)
