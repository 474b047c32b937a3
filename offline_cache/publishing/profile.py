"""How many keys each role has, how many must sign, how long a signature lives, how hard a key file is to open."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import assert_never


class Role(StrEnum):
    """The four top-level roles of The Update Framework."""

    ROOT = "root"
    """Names the keys of all roles; offline, different people."""
    TARGETS = "targets"
    """Signs what the list says; offline, people of different bodies."""
    SNAPSHOT = "snapshot"
    """Ties one set of metadata together; online."""
    TIMESTAMP = "timestamp"
    """Says which snapshot is the newest; online, signed again every hour."""


_CITY_ROLE = re.compile(r"city-([1-9][0-9]{5})")


def city_role(city: str) -> str:
    """Name the role of a city's own office: `city-330200`."""
    return f"city-{city}"


def city_of(role: str) -> str | None:
    """Give the city a role signs for; None for a top-level role and for anything else."""
    match = _CITY_ROLE.fullmatch(role)
    return match[1] if match else None


def is_role(name: str) -> bool:
    """Tell whether a name is one of the roles this office knows."""
    return name in set(Role) or city_of(name) is not None


@dataclass(frozen=True, slots=True)
class RoleProfile:
    """One role: `threshold` of its `keys` must sign, and a signature is good for `lifetime`."""

    keys: int
    threshold: int
    lifetime: timedelta

    def __post_init__(self) -> None:
        if not 1 <= self.threshold <= self.keys:
            raise ValueError(f"a threshold of {self.threshold} cannot be met by {self.keys} keys")


@dataclass(frozen=True, slots=True)
class KeyDerivation:
    """Cost of turning a passphrase into a key: scrypt with `n` (a power of two), `r`, `p`. Source: RFC 7914.

    The default takes 128 MiB and about a third of a second per key file.
    """

    n: int = 2**17
    r: int = 8
    p: int = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules of one registry's keys."""

    root: RoleProfile = RoleProfile(5, 3, timedelta(days=365))
    targets: RoleProfile = RoleProfile(3, 2, timedelta(days=90))
    snapshot: RoleProfile = RoleProfile(1, 1, timedelta(days=7))
    timestamp: RoleProfile = RoleProfile(1, 1, timedelta(hours=72))
    derivation: KeyDerivation = field(default_factory=KeyDerivation)
    min_passphrase: int = 12

    def of(self, role: str) -> RoleProfile:
        """Give the rules of one role; a city's office keeps those of targets."""
        match Role.TARGETS if city_of(role) else Role(role):
            case Role.ROOT:
                return self.root
            case Role.TARGETS:
                return self.targets
            case Role.SNAPSHOT:
                return self.snapshot
            case Role.TIMESTAMP:
                return self.timestamp
            case _ as never:
                assert_never(never)


OFFICE_PROFILE = Profile()
"""What a regulator's office uses."""

DEMO_PROFILE = Profile(derivation=KeyDerivation(n=2**10, r=8, p=1), min_passphrase=1)
"""The same roles and thresholds for a demo and tests, with key files that open at once. Never for real keys."""
