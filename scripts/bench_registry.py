#!/usr/bin/env python3
"""Measure the registry on the terminal: requests, bytes, milliseconds, memory, each beside its limit and its floor.

The floor is what no design can do without for the same bytes: hash them, unpack them, decode them (sha256 + zstd +
msgspec). Registries are made of the demonstration's own words, so that they compress like real ones. Real server,
real client, loopback. Times are the median of `--runs`, wall clock.

Example: scripts/bench_registry.py --runs 7
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import zstandard

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from offline_cache import (
    AmountRange,
    DebtProfile,
    HttpFetcher,
    Registry,
    RegistryStore,
    Synchroniser,
    Unchanged,
    Updated,
    match,
    publishing,
)
from offline_cache.agency import Agency, Exclusion, Manifest, Rules
from tests.support import registry_realistic as realistic
from tests.support.registry_office import DEMO, PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CITY, PROVINCE = 2_500, 40
"""Agencies of a large city; cities of that size in the province: 100 000 agencies."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `floor` in the same unit as `value`, None where there is none."""

    what: str
    value: float
    unit: str
    limit: float
    floor: float | None = None

    def __str__(self) -> str:
        ratio = f"{self.floor:>9.2f} {self.value / self.floor:>7.1f}x" if self.floor else f"{'-':>9} {'-':>8}"
        verdict = "holds" if self.value <= self.limit else "MISSES"
        return (
            f"{self.what:<52} {self.value:>10,.2f} {self.unit:<8} <= {self.limit:>9,.1f}  {ratio}  {verdict}"
        )


class Service:
    """An office, its web server and one terminal, in a temporary folder."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.repository, self.keys, self.now = folder / "repository", folder / "keys", now
        self.terminal = folder / "terminal"
        profile = publishing.DEMO_PROFILE
        self.root = publishing.init_repository(
            self.repository, self.keys, PASSPHRASE, now, profile=profile
        ).read_bytes()

    def publish(self, release: publishing.Release) -> None:
        """Sign and publish with keys that open at once; signatures are as long as real ones."""
        publishing.publish_release(
            self.repository, self.keys, PASSPHRASE, release, self.now, profile=publishing.DEMO_PROFILE
        )

    def store(self, folder: Path | None = None) -> RegistryStore:
        """The terminal's store."""
        return RegistryStore(folder or self.terminal, self.root, cities=(realistic.TAIZHOU,))

    def sync(self, url: str, folder: Path | None = None) -> Updated | Unchanged:
        """Synchronise once."""
        outcome = Synchroniser(self.store(folder), HttpFetcher(url)).sync(self.now)
        if not isinstance(outcome, Updated | Unchanged):
            raise TypeError(outcome)
        return outcome


def main() -> int:
    """Run everything and print the table; exit code 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--matches", type=int, default=2_000)
    parser.add_argument("--open", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.open:
        return _measure_memory(options.open)
    now = datetime.fromtimestamp(int(time.time()), UTC)
    rows = [
        *_small_city(now),
        *_large_city(now, options.runs),
        *_matching(now, options.matches),
    ]
    print(f"{'':<52} {'measured':>10} {'':<8}    {'limit':>9}  {'floor':>9} {'ratio':>8}")
    for row in rows:
        print(row)
    return int(any(row.value > row.limit for row in rows))


def _small_city(now: datetime) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-registry-") as folder:
        service = Service(Path(folder), now)
        release = publishing.build_release(DEMO, 1, now)
        if isinstance(release, publishing.BuildRefused):
            raise TypeError(release.findings)
        service.publish(release)
        with publishing.RegistryServer(service.repository) as server:
            service.sync(server.url)
            poll = service.sync(server.url)
            service.publish(_changed(release))
            changed = service.sync(server.url)
    return [
        Row("poll without change: requests", poll.requests, "requests", 2),
        Row("poll without change: bytes", poll.bytes, "B", 700),
        Row("changed city of 37: bytes", changed.bytes, "B", 8_000),
    ]


def _changed(release: publishing.Release) -> publishing.Release:
    """Give the next release, in which one agency has other hours."""
    first, *others = release.contents.agencies[realistic.TAIZHOU]
    listed = (msgspec.structs.replace(first, hours="8:00-12:00"), *others)
    contents = realistic.with_agencies(release.contents, {realistic.TAIZHOU: listed}, release.seq + 1)
    return publishing.Release(contents, realistic.files_of(contents))


def _large_city(now: datetime, runs: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-registry-") as name:
        folder = Path(name)
        service = Service(folder, now)
        release = realistic.large_release(CITY, now)
        service.publish(release)
        with publishing.RegistryServer(service.repository) as server:
            firsts = [_timed(lambda n=n: service.sync(server.url, folder / f"t{n}")) for n in range(runs)]
            first = service.sync(server.url)
        floor = statistics.median(_timed(lambda: _floor(release.files)) for _ in range(runs))
        opened = statistics.median(_timed(lambda: service.store().load(now)) for _ in range(runs))
        memory = _memory_of_a_child(folder, service)
    return [
        Row("first synchronisation of 2 500: bytes", first.bytes, "B", 300_000),
        Row("first synchronisation of 2 500: time", statistics.median(firsts), "ms", 1_000, floor),
        Row("open and verify 2 500", opened, "ms", 400, floor),
        Row("memory added by 2 500", memory["added"], "MB", 15, memory["floor"]),
    ]


def _floor(files: Mapping[str, bytes]) -> list[object]:
    """Hash, unpack and decode every file of a release, and nothing else."""
    kinds = {"manifest.json": Manifest, "rules.json": Rules, "exclusions.json.zst": tuple[Exclusion, ...]}
    decoded: list[object] = []
    for name, data in files.items():
        hashlib.sha256(data).digest()
        plain = zstandard.ZstdDecompressor().decompress(data) if name.endswith(".zst") else data
        decoded.append(msgspec.json.decode(plain, type=kinds.get(name, tuple[Agency, ...])))
    return decoded


def _memory_of_a_child(folder: Path, service: Service) -> dict[str, float]:
    (folder / "open.json").write_text(
        json.dumps({"terminal": str(service.terminal), "now": service.now.isoformat()}), encoding="utf-8"
    )
    (folder / "root.json").write_bytes(service.root)
    child = [sys.executable, __file__, "--open", str(folder)]
    done = subprocess.run(child, check=True, capture_output=True, text=True, timeout=120)  # noqa: S603 - ourselves
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _measure_memory(folder: Path) -> int:
    """In a child of its own: what an opened registry adds to the process, and what the bare records add."""
    told = json.loads((folder / "open.json").read_bytes())
    now, root = datetime.fromisoformat(told["now"]), (folder / "root.json").read_bytes()
    store = RegistryStore(Path(told["terminal"]), root, cities=(realistic.TAIZHOU,))
    before = _resident_mb()
    state = store.load(now)
    added = _resident_mb() - before
    if state.registry is None:
        return 1
    plain = msgspec.json.encode(state.registry.agencies)
    before = _resident_mb()
    bare = msgspec.json.decode(plain, type=tuple[Agency, ...])
    floor = _resident_mb() - before
    print(json.dumps({"added": added, "floor": max(floor, 0.1), "records": len(bare)}))
    return 0


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _matching(now: datetime, matches: int) -> list[Row]:
    small = publishing.build_release(DEMO, 1, now)
    if isinstance(small, publishing.BuildRefused):
        raise TypeError(small.findings)
    large = realistic.province(realistic.cities(PROVINCE), CITY, now)
    return [
        Row("match among 37: p95", _p95(Registry(small.contents), now, matches), "ms", 0.3),
        Row("match among 100 000 in 40 cities: p95", _p95(Registry(large), now, matches), "ms", 1.0),
    ]


def _p95(registry: Registry, now: datetime, matches: int) -> float:
    """Ask as owners do: any debt type, any amount band, any district; the amount is sometimes not known."""
    dice = random.Random(3)  # noqa: S311 - repeatable dice
    rules = registry.rules
    times: list[float] = []
    for seed in range(matches):
        band = dice.choice(rules.amount_bands)
        profile = DebtProfile(
            dice.choice(rules.debt_types).id,
            AmountRange(band.low, band.high),
            dice.choice(rules.districts).adcode,
        )
        times.append(
            _timed(lambda p=profile, s=seed: match(registry, p, today=now.date(), seed=s, recommend=True))
        )
    return statistics.quantiles(times, n=20)[-1]


def _timed(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1_000


if __name__ == "__main__":
    sys.exit(main())
