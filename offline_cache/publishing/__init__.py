"""The regulator's office: keys, building, signing and publishing the registry as static files.

Sequence: `init_repository` once, then per release `build_release` and `publish_release` (or `stage_release`,
`sign_stage` by each holder, `publish_stage`), `refresh_timestamp` every hour. `verify_repository` tells at any time
whether a folder is what the office wrote. No part of a terminal imports this package.
"""

from offline_cache.publishing.build import BuildRefused, Release, build_release
from offline_cache.publishing.cities import CityReport, add_city
from offline_cache.publishing.diff import (
    ChangeKind,
    Ranked,
    ReleaseChange,
    compare_releases,
    next_seq,
    ranking,
    read_published,
)
from offline_cache.publishing.due import Due, due
from offline_cache.publishing.errors import (
    AlreadyThere,
    KeyFileDamaged,
    NotEnoughKeys,
    PassphraseTooShort,
    PublishingError,
    ReleaseNotNewer,
    RepositoryDamaged,
    SourceUnreadable,
    StageDamaged,
    UnknownKey,
    WrongPassphrase,
)
from offline_cache.publishing.findings import BuildFinding, Weight
from offline_cache.publishing.keys import Passphrase, key_file
from offline_cache.publishing.profile import (
    DEMO_PROFILE,
    OFFICE_PROFILE,
    KeyDerivation,
    Profile,
    Role,
    RoleProfile,
)
from offline_cache.publishing.prune import PruneReport, prune_repository
from offline_cache.publishing.repository import (
    PINNED_ROOT,
    PublishReport,
    RefreshReport,
    init_repository,
    publish_release,
    refresh_timestamp,
)
from offline_cache.publishing.rotation import RootReport, renew_root, rotate_key
from offline_cache.publishing.serve import RegistryServer
from offline_cache.publishing.sign import (
    Stage,
    StagedList,
    other_offices,
    publish_stage,
    read_stage,
    sign_stage,
    stage_release,
)
from offline_cache.publishing.verify import Fault, VerifyReport, verify_repository

__all__ = [
    "DEMO_PROFILE",
    "OFFICE_PROFILE",
    "PINNED_ROOT",
    "AlreadyThere",
    "BuildFinding",
    "BuildRefused",
    "ChangeKind",
    "CityReport",
    "Due",
    "Fault",
    "KeyDerivation",
    "KeyFileDamaged",
    "NotEnoughKeys",
    "Passphrase",
    "PassphraseTooShort",
    "Profile",
    "PruneReport",
    "PublishReport",
    "PublishingError",
    "Ranked",
    "RefreshReport",
    "RegistryServer",
    "Release",
    "ReleaseChange",
    "ReleaseNotNewer",
    "RepositoryDamaged",
    "Role",
    "RoleProfile",
    "RootReport",
    "SourceUnreadable",
    "Stage",
    "StageDamaged",
    "StagedList",
    "UnknownKey",
    "VerifyReport",
    "Weight",
    "WrongPassphrase",
    "add_city",
    "build_release",
    "compare_releases",
    "due",
    "init_repository",
    "key_file",
    "next_seq",
    "other_offices",
    "prune_repository",
    "publish_release",
    "publish_stage",
    "ranking",
    "read_published",
    "read_stage",
    "refresh_timestamp",
    "renew_root",
    "rotate_key",
    "sign_stage",
    "stage_release",
    "verify_repository",
]
