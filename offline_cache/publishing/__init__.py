"""The regulator's office: keys, building, signing and publishing the registry as static files.

Sequence: `init_repository` once, then per release `build_release` and `publish_release` (or `stage_release`,
`sign_stage` by each holder, `publish_stage`), `refresh_timestamp` every hour. `verify_repository` tells at any time whether
a folder is what the office wrote. No part of a terminal imports this package.
"""

from offline_cache.publishing.build import BuildRefused, Release, build_release
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
    WrongPassphrase,
)
from offline_cache.publishing.findings import BuildFinding, Weight
from offline_cache.publishing.keys import Passphrase
from offline_cache.publishing.profile import (
    DEMO_PROFILE,
    OFFICE_PROFILE,
    KeyDerivation,
    Profile,
    Role,
    RoleProfile,
)
from offline_cache.publishing.repository import (
    PublishReport,
    RefreshReport,
    init_repository,
    publish_release,
    refresh_timestamp,
)
from offline_cache.publishing.serve import RegistryServer
from offline_cache.publishing.verify import Fault, VerifyReport, verify_repository

__all__ = [
    "DEMO_PROFILE",
    "OFFICE_PROFILE",
    "AlreadyThere",
    "BuildFinding",
    "BuildRefused",
    "Fault",
    "KeyDerivation",
    "KeyFileDamaged",
    "NotEnoughKeys",
    "Passphrase",
    "PassphraseTooShort",
    "Profile",
    "PublishReport",
    "PublishingError",
    "RefreshReport",
    "RegistryServer",
    "Release",
    "ReleaseNotNewer",
    "RepositoryDamaged",
    "Role",
    "RoleProfile",
    "SourceUnreadable",
    "StageDamaged",
    "VerifyReport",
    "Weight",
    "WrongPassphrase",
    "build_release",
    "init_repository",
    "publish_release",
    "refresh_timestamp",
    "verify_repository",
]
