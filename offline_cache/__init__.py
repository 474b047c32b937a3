"""The signed registry on the terminal: fetched, verified, stored, asked and matched. No Qt, no clock of its own."""

from offline_cache.agency import (
    Adcode,
    Agency,
    AgencyId,
    AgencyStatus,
    AmountBand,
    AmountBandId,
    Certificate,
    Credit,
    DebtType,
    DebtTypeId,
    District,
    Exclusion,
    Hotline,
    Listing,
    Rules,
    Text,
)
from offline_cache.fetcher import FetchDeadlines, Fetcher, HttpFetcher
from offline_cache.folder_fetcher import FolderFetcher
from offline_cache.freshness import Freshness, StateReason
from offline_cache.matching import (
    AmountRange,
    DebtProfile,
    MatchResult,
    RankedAgency,
    Reason,
    Widening,
    match,
)
from offline_cache.phone_check import PhoneVerdict, Registered, StruckOff, Unknown, check_phone
from offline_cache.registry import Registry
from offline_cache.store import RegistryState, RegistryStore
from offline_cache.sync import PollSchedule, SyncDeadlines, Synchroniser
from offline_cache.sync_outcome import (
    SyncFailed,
    SyncFailure,
    SyncOutcome,
    SyncPhase,
    SyncProgress,
    Unchanged,
    Updated,
)
from offline_cache.trust import TrustRefused

__all__ = [
    "Adcode",
    "Agency",
    "AgencyId",
    "AgencyStatus",
    "AmountBand",
    "AmountBandId",
    "AmountRange",
    "Certificate",
    "Credit",
    "DebtProfile",
    "DebtType",
    "DebtTypeId",
    "District",
    "Exclusion",
    "FetchDeadlines",
    "Fetcher",
    "FolderFetcher",
    "Freshness",
    "Hotline",
    "HttpFetcher",
    "Listing",
    "MatchResult",
    "PhoneVerdict",
    "PollSchedule",
    "RankedAgency",
    "Reason",
    "Registered",
    "Registry",
    "RegistryState",
    "RegistryStore",
    "Rules",
    "StateReason",
    "StruckOff",
    "SyncDeadlines",
    "SyncFailed",
    "SyncFailure",
    "SyncOutcome",
    "SyncPhase",
    "SyncProgress",
    "Synchroniser",
    "Text",
    "TrustRefused",
    "Unchanged",
    "Unknown",
    "Updated",
    "Widening",
    "check_phone",
    "match",
]
