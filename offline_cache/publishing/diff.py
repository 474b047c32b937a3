"""What changed between two releases, and the ranking of a quarter: what a holder reads before signing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from offline_cache import records
from offline_cache.agency import Agency, AgencyStatus
from offline_cache.publishing.chain import read_chain
from offline_cache.publishing.errors import RepositoryDamaged
from offline_cache.publishing.verify import read_release

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import msgspec

    from offline_cache.agency import AgencyId, Exclusion, Rules


class ChangeKind(StrEnum):
    """What happened to an agency, an outfit or the rules; in the order it matters to a reader."""

    STRUCK_OFF = "struck_off"
    """New on the list of exclusions."""
    CLEARED = "cleared"
    """No longer on the list of exclusions."""
    GONE = "gone"
    """No longer among the agencies."""
    NEW = "new"
    """Among the agencies for the first time."""
    SUSPENDED = "suspended"
    """May not work for now; not listed."""
    REINSTATED = "reinstated"
    """May work again."""
    LOST_RECOMMENDED = "lost_recommended"
    """Score fell below the recommended mark."""
    GAINED_RECOMMENDED = "gained_recommended"
    """Score reached the recommended mark."""
    FELL_BELOW_FLOOR = "fell_below_floor"
    """Score fell below the floor; not listed any more."""
    ROSE_ABOVE_FLOOR = "rose_above_floor"
    """Score reached the floor; listed again."""
    FELL = "fell"
    """Lower score."""
    ROSE = "rose"
    """Higher score."""
    EDITED = "edited"
    """Another field changed; `after` names the fields."""
    RULES = "rules"
    """A part of rules.json changed."""


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """One change; `subject` is an agency's id and name, an outfit's name, or a part of the rules."""

    kind: ChangeKind
    subject: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        arrow = f": {self.before} -> {self.after}" if self.before or self.after else ""
        return f"{self.kind}: {self.subject}{arrow}"


@dataclass(frozen=True, slots=True)
class Ranked:
    """An agency's place in its city; equal scores share a place."""

    place: int
    agency: Agency


def read_published(repository_dir: Path, pinned_root: bytes) -> records.VerifiedRelease | None:
    """Read the published release; None before the first.

    Raises:
        RepositoryDamaged: it does not follow from the root, a target is not whole or a record breaks a rule.
    """
    chain = read_chain(repository_dir, pinned_root)
    if chain.published is None:
        return None
    try:
        return read_release(repository_dir, chain)
    except records.RecordsRefused as error:
        raise RepositoryDamaged(f"{repository_dir}: {error}") from error


def next_seq(repository_dir: Path, pinned_root: bytes) -> int:
    """Give the number the next release takes.

    Raises:
        RepositoryDamaged: see `read_published`.
    """
    published = read_published(repository_dir, pinned_root)
    return 1 if published is None else published.manifest.seq + 1


def ranking(release: records.VerifiedRelease) -> dict[str, tuple[Ranked, ...]]:
    """Rank each city's agencies by score, city -> highest first; equal scores share a place and stand by id."""
    return {city: tuple(_ranked(agencies)) for city, agencies in release.agencies.items()}


def compare_releases(
    old: records.VerifiedRelease | None, new: records.VerifiedRelease
) -> tuple[ReleaseChange, ...]:
    """List what changed, sorted by what matters first; against None everything is new."""
    before, after = _by_id(old), _by_id(new)
    changes = [
        *_exclusion_changes(old.exclusions if old else (), new.exclusions),
        *(ReleaseChange(ChangeKind.GONE, _subject(before[id_])) for id_ in before.keys() - after.keys()),
        *(ReleaseChange(ChangeKind.NEW, _subject(after[id_])) for id_ in after.keys() - before.keys()),
    ]
    for id_ in before.keys() & after.keys():
        changes += _agency_changes(before[id_], after[id_], (old or new).rules, new.rules)
    if old is not None:
        changes += _rules_changes(old.rules, new.rules)
    order = list(ChangeKind)
    return tuple(sorted(changes, key=lambda change: (order.index(change.kind), change.subject)))


def _by_id(release: records.VerifiedRelease | None) -> Mapping[AgencyId, Agency]:
    if release is None:
        return {}
    return {agency.id: agency for agencies in release.agencies.values() for agency in agencies}


def _subject(agency: Agency) -> str:
    return f"{agency.id} {agency.name}"


def _ranked(agencies: Iterable[Agency]) -> Iterator[Ranked]:
    place, last = 0, None
    for count, agency in enumerate(sorted(agencies, key=lambda one: (-one.credit.score, one.id)), 1):
        if agency.credit.score != last:
            place, last = count, agency.credit.score
        yield Ranked(place, agency)


def _exclusion_changes(old: Iterable[Exclusion], new: Iterable[Exclusion]) -> Iterator[ReleaseChange]:
    before = {(struck.name, struck.uscc): struck for struck in old}
    after = {(struck.name, struck.uscc): struck for struck in new}
    for key in after.keys() - before.keys():
        yield ReleaseChange(ChangeKind.STRUCK_OFF, key[0], "", after[key].reason)
    for key in before.keys() - after.keys():
        yield ReleaseChange(ChangeKind.CLEARED, key[0])
    for key in before.keys() & after.keys():
        if before[key] != after[key]:
            yield ReleaseChange(ChangeKind.EDITED, key[0], "", _fields(before[key], after[key]))


def _agency_changes(old: Agency, new: Agency, old_rules: Rules, new_rules: Rules) -> Iterator[ReleaseChange]:
    subject = _subject(new)
    scores = (str(old.credit.score), str(new.credit.score))
    if old.status is not new.status:
        suspended = new.status is AgencyStatus.SUSPENDED
        yield ReleaseChange(ChangeKind.SUSPENDED if suspended else ChangeKind.REINSTATED, subject)
    for was, is_, lost, gained in (
        (
            old.credit.score >= old_rules.recommended_from,
            new.credit.score >= new_rules.recommended_from,
            ChangeKind.LOST_RECOMMENDED,
            ChangeKind.GAINED_RECOMMENDED,
        ),
        (
            old.credit.score >= old_rules.score_floor,
            new.credit.score >= new_rules.score_floor,
            ChangeKind.FELL_BELOW_FLOOR,
            ChangeKind.ROSE_ABOVE_FLOOR,
        ),
    ):
        if was != is_:
            yield ReleaseChange(gained if is_ else lost, subject, *scores)
    if old.credit.score != new.credit.score:
        rose = new.credit.score > old.credit.score
        yield ReleaseChange(ChangeKind.ROSE if rose else ChangeKind.FELL, subject, *scores)
    fields = _fields(old, new, but=frozenset({"credit", "status"}))
    if fields:
        yield ReleaseChange(ChangeKind.EDITED, subject, "", fields)


def _rules_changes(old: Rules, new: Rules) -> Iterator[ReleaseChange]:
    for name in _fields(old, new).split():
        simple = name in {"version", "score_floor", "recommended_from", "widen_below"}
        values = (str(getattr(old, name)), str(getattr(new, name))) if simple else ("", "")
        yield ReleaseChange(ChangeKind.RULES, name, *values)


def _fields(old: msgspec.Struct, new: msgspec.Struct, but: frozenset[str] = frozenset()) -> str:
    changed = (
        name for name in old.__struct_fields__ if name not in but and getattr(old, name) != getattr(new, name)
    )
    return " ".join(changed)
