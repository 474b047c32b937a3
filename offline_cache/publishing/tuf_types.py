"""The classes of tuf and securesystemslib this package works with, named in one place.

Both packages re-export them without an `__all__`, which strict type checking refuses; the exception stands here once.
"""

from __future__ import annotations

from securesystemslib.signer import (  # type: ignore[attr-defined] # see the module
    CryptoSigner,
    SSlibKey,
)
from tuf.api.metadata import (  # type: ignore[attr-defined] # see the module
    DelegatedRole,
    Delegations,
    Key,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

__all__ = [
    "CryptoSigner",
    "DelegatedRole",
    "Delegations",
    "Key",
    "MetaFile",
    "Metadata",
    "Root",
    "SSlibKey",
    "Snapshot",
    "TargetFile",
    "Targets",
    "Timestamp",
]
