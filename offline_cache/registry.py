"""The registry as the terminal asks it: an in-memory SQLite for text and numbers, ranked lists for matching.

Derived columns and indexes are not covered by any signature, so they never touch a disk: they are built anew from
verified records at each load and thrown away with the object. Nothing here decides who is listed; that is
`matching.py`.
"""

from __future__ import annotations

import sqlite3
import unicodedata
import weakref
from array import array
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from offline_cache.matching import Areas, Terms, is_barred
from offline_cache.phone_number import normalise, same_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from offline_cache.agency import Adcode, Agency, AgencyId, DebtTypeId, Exclusion, Rules
    from offline_cache.phone_number import PhoneKey
    from offline_cache.records import VerifiedRelease

_SCHEMA = """
CREATE TABLE agency (rid INTEGER PRIMARY KEY, searched TEXT NOT NULL) STRICT;
CREATE TABLE phone (number TEXT NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (number, rid)) STRICT, WITHOUT ROWID;
"""
_SEARCH_LIMIT = 50
_BETWEEN = "\uffff"
"""Parts the texts an agency is found by; nobody types it."""
_id, _score = attrgetter("id"), attrgetter("credit.score")


class Registry:
    """One verified release, ready to be asked.

    Immutable after construction; may be read from any one thread at a time. Made by `RegistryStore.load` only, or
    by tests from a `VerifiedRelease`.

    Attributes:
        seq: release number, printed on every slip.
        issued: aware UTC.
        rules: debt types, districts, thresholds, hotlines.
        exclusions: outfits that were struck off.
        by_score: all agencies, the highest score first, equal scores by id.
        equal_scores: for each place in `by_score` a number that equal scores share.
        areas: which codes are near which place.
        terms: what a match compares, for each place in `by_score`.
    """

    def __init__(self, release: VerifiedRelease) -> None:
        self.seq: int = release.manifest.seq
        self.issued: datetime = release.manifest.issued
        self.rules: Rules = release.rules
        self.exclusions: tuple[Exclusion, ...] = release.exclusions
        self._cities: Mapping[Adcode, tuple[Agency, ...]] = release.agencies
        self._agencies = tuple(agency for listed in release.agencies.values() for agency in listed)
        self.by_score: tuple[Agency, ...] = tuple(
            sorted(sorted(self._agencies, key=_id), key=_score, reverse=True)
        )
        self.equal_scores: Sequence[int] = _equal_scores(self.by_score)
        self.areas = Areas(self.rules.districts)
        self.terms = Terms.of(self.by_score)
        self._handling = _handling(self.by_score, self.rules)
        self._by_id = {agency.id: agency for agency in self._agencies}
        self._struck_numbers = tuple(
            (number, exclusion)
            for exclusion in release.exclusions
            for number in map(normalise, exclusion.phones)
            if number is not None
        )
        # The store loads on the sync thread and the flow asks from its own; SQLite itself is serialised.
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._database.close)
        self._fill()

    def __len__(self) -> int:
        return len(self._agencies)

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """Every agency of the subscribed cities, suspended and expired ones too, by city and id."""
        return self._agencies

    @property
    def cities(self) -> tuple[Adcode, ...]:
        """The cities this registry holds."""
        return tuple(self._cities)

    def agencies_of(self, city: Adcode) -> tuple[Agency, ...]:
        """Give the agencies of one city, sorted by id; empty for a city not subscribed to."""
        return self._cities.get(city, ())

    def agency(self, agency_id: AgencyId) -> Agency | None:
        """Give one agency; None when there is none of this id."""
        return self._by_id.get(agency_id)

    def search(self, text: str) -> tuple[Agency, ...]:
        """Find agencies by a part of their name, English name, id or certificate number; at most 50.

        A substring of any length counts, so that 1 and 2 Chinese characters find something (a trigram index would
        silently find nothing). Full and half width and case do not matter. Empty text finds nothing.
        """
        wanted = _folded(text)
        if not wanted:
            return ()
        escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        rows = self._database.execute(
            "SELECT rid FROM agency WHERE searched LIKE ? ESCAPE '\\' ORDER BY rid LIMIT ?",
            (f"%{escaped}%", _SEARCH_LIMIT),
        )
        return tuple(self._agencies[rid] for (rid,) in rows)

    def handling(self, debt: DebtTypeId, areas: Iterable[Adcode]) -> Sequence[int]:
        """Give the agencies that handle a debt type in at least one of the areas they name, each once.

        Those the release bars from every list (`matching.is_barred`) are left out.

        Returns:
            Their places in `by_score`, rising: the highest score first, equal scores by id.
        """
        found = [places for area in areas if (places := self._handling.get((debt, area)))]
        return found[0] if len(found) == 1 else sorted(set().union(*found))

    def agencies_with_number(self, number: PhoneKey) -> tuple[Agency, ...]:
        """Give the agencies a number belongs to; one without area code matches every such land line."""
        rows = self._database.execute(
            "SELECT number, rid FROM phone WHERE number = ?1 OR number LIKE '0%' || ?1 ORDER BY rid",
            (number,),
        )
        found = {rid for registered, rid in rows if same_number(number, registered)}
        return tuple(self._agencies[rid] for rid in sorted(found))

    def exclusions_with_number(self, number: PhoneKey) -> tuple[Exclusion, ...]:
        """Give the struck-off outfits a number belongs to, the latest first."""
        found = [exclusion for struck, exclusion in self._struck_numbers if same_number(number, struck)]
        return tuple(sorted(found, key=lambda exclusion: exclusion.excluded_on, reverse=True))

    def _fill(self) -> None:
        database = self._database
        database.executescript(_SCHEMA)
        with database:
            database.executemany(
                "INSERT INTO agency VALUES (?, ?)", enumerate(map(_searched, self._agencies))
            )
            database.executemany("INSERT OR IGNORE INTO phone VALUES (?, ?)", _phones(self._agencies))
        database.execute("PRAGMA query_only = ON")


def _searched(agency: Agency) -> str:
    return _folded(_BETWEEN.join((agency.name, agency.name_en, agency.id, agency.certificate.number)))


def _equal_scores(by_score: Iterable[Agency]) -> array[int]:
    return array("I", (run for run, (_, tied) in enumerate(groupby(by_score, _score)) for _ in tied))


def _handling(by_score: Iterable[Agency], rules: Rules) -> dict[tuple[DebtTypeId, Adcode], array[int]]:
    """List the places of the agencies for each debt type and area; four bytes a place, a few per agency."""
    listed: dict[tuple[DebtTypeId, Adcode], array[int]] = {}
    for place, agency in enumerate(by_score):
        if is_barred(agency, rules):
            continue
        for debt in agency.debt_types:
            for area in agency.serves:
                listed.setdefault((debt, area), array("I")).append(place)
    return listed


def _phones(agencies: Iterable[Agency]) -> Iterable[tuple[str, int]]:
    for rid, agency in enumerate(agencies):
        for number in map(normalise, agency.phones):
            if number is not None:
                yield number, rid


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
