"""The record parser under hypothesis: no crash, no hang, bounded memory; ten minutes of it under scripts/soak.

What comes out is either refused or passes every rule, whatever was done to the trees and the bytes of good files.
"""

from __future__ import annotations

import copy
import json
import resource
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from offline_cache import record_checks, records
from tests.support.registry_builder import TAIZHOU, Contents, agency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILES = Contents(agencies=(agency(1), agency(2, amount_max=5_000_000))).files(
    datetime(2026, 9, 1, tzinfo=UTC)
)
CITY = records.city_file_name(TAIZHOU)
PLAIN = {name: zstandard.decompress(data) if name.endswith(".zst") else data for name, data in FILES.items()}
TREES = {name: json.loads(data) for name, data in PLAIN.items()}
SOAK_S = 600.0
MOST_GROWTH_MB = 300
SLOWEST_S = 5.0

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30),
    st.sampled_from([
        "", " ", "\x00", "\ud7ff", chr(0x202E), "９", "1e400", "-0", "0x10", "NaN", "A" * 5_000, "2026-13-01",
        "331000 ", 2**63, -(2**63), 10**400, 1e308, 0.1 + 0.2, [], {}, [[]], [None] * 300, {"": ""}, [{}] * 20,
    ]),
)  # fmt: skip


def _places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a tree, the whole of it first."""
    found = [path]
    if isinstance(tree, dict | list):
        inner = tree.items() if isinstance(tree, dict) else enumerate(tree)
        for key, value in inner:
            found += _places(value, (*path, key))
    return found


PLACES = {name: _places(tree) for name, tree in TREES.items()}


def _replaced(tree: Any, path: tuple[Any, ...], value: Any, *, as_new_key: bool) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(tree)
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    if as_new_key and isinstance(parent, dict):
        parent[str(path[-1]) + "x"] = value
    else:
        parent[path[-1]] = value
    return changed


@st.composite
def spoilt_trees(draw: st.DrawFn) -> tuple[str, bytes]:
    """One of the files with up to three places of its tree replaced, laid out as some other program would."""
    name = draw(st.sampled_from(sorted(TREES)))
    tree = TREES[name]
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(PLACES[name]))
        try:
            tree = _replaced(tree, path, draw(ODD), as_new_key=draw(st.booleans()))
        except (KeyError, IndexError, TypeError):
            continue
    separators = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    return name, json.dumps(tree, ensure_ascii=draw(st.booleans()), separators=separators).encode()


@st.composite
def spoilt_bytes(draw: st.DrawFn) -> tuple[str, bytes]:
    """One of the files with pieces cut out, doubled or overwritten."""
    name = draw(st.sampled_from(sorted(PLAIN)))
    data = bytearray(PLAIN[name])
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = start + draw(st.integers(0, 60))
        piece = draw(
            st.one_of(st.binary(max_size=12), st.just(bytes(data[start:stop]) * 2), st.just(b'{"a":' * 40))
        )
        data[start:stop] = piece
    return name, bytes(data)


def _packed(name: str, plain: bytes) -> bytes:
    return zstandard.compress(plain) if name.endswith(".zst") else plain


def _is_refused_or_sound(files: dict[str, bytes]) -> None:
    began_s = time.monotonic()
    try:
        release = records.verify_release(files, (TAIZHOU,))
    except records.RecordsRefused as refused:
        said = str(refused)
    else:
        said = "".join(map(str, _findings(release)))
        assert not said
    assert "\n" not in said
    assert time.monotonic() - began_s < SLOWEST_S


def _findings(release: records.VerifiedRelease) -> Iterator[record_checks.Finding]:
    yield from record_checks.manifest_findings(release.manifest)
    yield from record_checks.rules_findings(release.rules)
    for exclusion in release.exclusions:
        yield from record_checks.exclusion_findings(exclusion)
    for one in release.agencies[TAIZHOU]:
        yield from record_checks.agency_findings(one)


def _with_root(name: str, plain: bytes) -> dict[str, bytes]:
    """The spoilt file among good ones; the manifest follows it where it can, so that the check goes on."""
    files = {**FILES, name: _packed(name, plain)}
    if name == CITY:
        try:
            agencies = records.decode_agencies(files[CITY], TAIZHOU)
        except records.RecordsRefused:
            return files
        followed = Contents(agencies=agencies).files(datetime(2026, 9, 1, tzinfo=UTC))
        files[records.MANIFEST_NAME] = followed[records.MANIFEST_NAME]
    return files


def _check_file(spoilt: tuple[str, bytes]) -> None:
    _is_refused_or_sound(_with_root(*spoilt))


def _check_packed(name: str, packed: bytes) -> None:
    _is_refused_or_sound({**FILES, name: packed})


@st.composite
def spoilt_frames(draw: st.DrawFn) -> tuple[str, bytes]:
    """A packed file whose frame lies: cut, doubled, followed by junk, overwritten, or blown up."""
    name = draw(st.sampled_from([CITY, records.EXCLUSIONS_NAME]))
    good = FILES[name]
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return name, good[: draw(st.integers(0, len(good)))]
    if kind == 1:
        return name, good + draw(st.one_of(st.just(good), st.binary(max_size=40)))
    if kind == 2:
        spoilt = bytearray(good)
        spoilt[draw(st.integers(0, len(good) - 1))] = draw(st.integers(0, 255))
        return name, bytes(spoilt)
    blown = b"[" + b" " * draw(st.integers(0, 50_000_000)) + b"]"
    announced = zstandard.ZstdCompressor(write_content_size=kind == 3)
    return name, announced.compress(blown)


FUZZERS: tuple[tuple[st.SearchStrategy[tuple[str, bytes]], Callable[[tuple[str, bytes]], None], int], ...] = (
    (spoilt_trees(), _check_file, 25),
    (spoilt_bytes(), _check_file, 25),
    (spoilt_frames(), lambda spoilt: _check_packed(*spoilt), 4),
)


@pytest.mark.timeout(1_800)  # the whole run of the soak
@pytest.mark.parametrize("fuzzer", FUZZERS, ids=["trees", "bytes", "frames"])
def test_whatever_is_done_to_a_file_it_is_refused_or_sound(
    fuzzer: tuple[st.SearchStrategy[tuple[str, bytes]], Callable[[tuple[str, bytes]], None], int],
    soak: bool,
) -> None:
    strategy, check, examples = fuzzer
    until_s = time.monotonic() + SOAK_S / len(FUZZERS)
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    done = 0
    while done == 0 or (soak and time.monotonic() < until_s):
        run = given(strategy)(check)
        settled = settings(
            max_examples=examples * (50 if soak else 1),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )(run)
        (seed(done)(settled) if soak else settled)()
        done += 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024 - before_mb < MOST_GROWTH_MB
