"""What a hostile or broken service may send: each is refused, and the last good list is still served.

The rows follow the attacks of the TUF specification, section 1.5.2, and what was seen of real networks.
"""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tuf.api.metadata import Metadata, Root, Timestamp

from offline_cache import Freshness, SyncFailed, SyncFailure, Unchanged, Updated
from offline_cache.records import MAX_PACKED_BYTES
from tests.support.registry_builder import Contents, agency

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.registry_terminal import Terminal

pytestmark = pytest.mark.journey(every=4)

SECOND = Contents(seq=2, agencies=(*Contents().agencies, agency(6)))


def _refused(terminal: Terminal, *reasons: SyncFailure, seq: int = 1) -> SyncFailed:
    outcome = terminal.sync()
    assert isinstance(outcome, SyncFailed), outcome
    assert outcome.reason in reasons, outcome
    state = terminal.load()
    assert (state.freshness, state.seq) == (Freshness.CURRENT, seq)
    return outcome


def _keep(terminal: Terminal, *names: str) -> dict[str, bytes]:
    return {name: terminal.repository.path("metadata", name).read_bytes() for name in names}


def _put(terminal: Terminal, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        terminal.repository.path("metadata", name).write_bytes(data)


def test_an_older_signed_timestamp_is_refused(terminal: Terminal) -> None:
    old = _keep(terminal, "timestamp.json")
    terminal.repository.publish(SECOND)
    terminal.sync()
    _put(terminal, old)
    _refused(terminal, SyncFailure.ROLLED_BACK, seq=2)


def test_a_lost_cache_does_not_open_the_way_for_a_replayed_timestamp(terminal: Terminal) -> None:
    old = _keep(terminal, "timestamp.json")
    terminal.repository.publish(SECOND)
    terminal.sync()
    shutil.rmtree(terminal.directory / "tuf")
    _put(terminal, old)
    outcome = _refused(terminal, SyncFailure.ROLLED_BACK, seq=2)
    assert outcome.detail == "timestamp version 1 is below the mark 2"


def test_a_lost_list_does_not_open_the_way_either(terminal: Terminal) -> None:
    old = _keep(terminal, "timestamp.json")
    terminal.repository.publish(SECOND)
    terminal.sync()
    shutil.rmtree(terminal.directory / "tuf")
    shutil.rmtree(terminal.directory / "live")
    _put(terminal, old)
    outcome = terminal.sync()
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.ROLLED_BACK
    assert terminal.load().freshness is Freshness.UNVERIFIED


def test_a_release_with_a_lower_number_is_refused_even_when_signed_anew(terminal: Terminal) -> None:
    terminal.repository.publish(Contents(seq=7))
    terminal.sync()
    terminal.repository.publish(Contents(seq=6))
    outcome = _refused(terminal, SyncFailure.ROLLED_BACK, seq=7)
    assert outcome.detail == "release 6 is below the mark 7"


def test_a_known_number_over_other_contents_is_refused(terminal: Terminal) -> None:
    """Two lists under one number: a terminal stays with the first it saw, and the next number heals it."""
    terminal.sync()
    other = (*Contents().agencies[:4], agency(6))
    terminal.repository.publish(Contents(seq=1, agencies=other))
    outcome = _refused(terminal, SyncFailure.CONTRADICTED)
    assert outcome.detail == "release 1 is not the release 1 seen before"
    terminal.repository.publish(Contents(seq=2, agencies=other))
    assert isinstance(terminal.sync(), Updated)


def test_a_known_number_signed_anew_over_the_same_contents_is_no_news(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.publish()
    assert isinstance(terminal.sync(), Unchanged)


def test_a_new_timestamp_over_an_old_snapshot_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    old = terminal.repository.path("metadata", "1.snapshot.json").read_bytes()
    terminal.repository.publish(SECOND)
    _put(terminal, {"2.snapshot.json": old})
    _refused(terminal, SyncFailure.NOT_TRUSTED)


def test_a_new_snapshot_over_old_targets_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    old = terminal.repository.path("metadata", "1.targets.json").read_bytes()
    terminal.repository.publish(SECOND)
    _put(terminal, {"2.targets.json": old})
    _refused(terminal, SyncFailure.NOT_TRUSTED)


@pytest.mark.parametrize("change", [lambda data: data[:-1] + b"\x00", lambda data: data[: len(data) // 2]])
def test_a_tampered_or_truncated_target_is_refused(
    terminal: Terminal, change: Callable[[bytes], bytes]
) -> None:
    terminal.sync()
    terminal.repository.publish(SECOND)
    for path in terminal.repository.path("targets", "reg").iterdir():
        path.write_bytes(change(path.read_bytes()))
    _refused(terminal, SyncFailure.NOT_TRUSTED)


def test_a_target_cut_on_the_way_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.publish(SECOND)
    terminal.server.faults.truncate = "331000.json.zst"
    _refused(terminal, SyncFailure.UNREACHABLE)


@pytest.mark.parametrize("endless", ["timestamp.json", "2.root.json", "2.snapshot.json", "331000.json.zst"])
def test_endless_data_is_cut_at_its_limit(terminal: Terminal, endless: str) -> None:
    terminal.sync()
    terminal.repository.publish(SECOND)
    terminal.server.faults.endless = endless
    _refused(terminal, SyncFailure.TOO_LARGE)


@pytest.mark.parametrize("kind", ["drip", "drip_headers"])
@pytest.mark.parametrize("slow", ["timestamp.json", "331000.json.zst"])
def test_a_slow_drip_ends_at_the_deadline(terminal: Terminal, kind: str, slow: str) -> None:
    terminal.sync()
    terminal.repository.publish(SECOND)
    setattr(terminal.server.faults, kind, slow)
    terminal.request_s = 0.3
    began_s = time.monotonic()
    _refused(terminal, SyncFailure.TOO_SLOW)
    assert time.monotonic() - began_s < 1.3


def test_the_deadline_of_the_whole_ends_a_drip_too(terminal: Terminal) -> None:
    terminal.sync()
    terminal.server.faults.drip = "timestamp.json"
    terminal.total_s = 0.3
    began_s = time.monotonic()
    _refused(terminal, SyncFailure.TOO_SLOW)
    assert time.monotonic() - began_s < 1.3


def test_a_captive_portal_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    terminal.server.faults.body = {"": b"<html>please log in</html>"}
    _refused(terminal, SyncFailure.NOT_TRUSTED)


@pytest.mark.parametrize("status", [503, 500, 302])
def test_an_error_for_every_file_is_unreachable(terminal: Terminal, status: int) -> None:
    terminal.sync()
    terminal.server.faults.status = {"": status}
    _refused(terminal, SyncFailure.UNREACHABLE)


def test_a_missing_repository_is_unreachable(terminal: Terminal) -> None:
    terminal.sync()
    terminal.server.faults.status = {"": 404}
    _refused(terminal, SyncFailure.UNREACHABLE)


def test_a_rotated_timestamp_key_is_followed_and_the_old_key_refused(terminal: Terminal) -> None:
    terminal.sync()
    stolen = terminal.repository.signers["timestamp"]
    terminal.repository.rotate("timestamp")
    terminal.repository.publish_timestamp()
    assert isinstance(terminal.sync(), Unchanged)
    terminal.repository.signers["timestamp"] = stolen
    terminal.repository.publish_timestamp()
    _refused(terminal, SyncFailure.NOT_TRUSTED)


def test_a_root_signed_by_its_new_keys_only_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.rotate("root", signed_by=[])
    new = terminal.repository.signers["root"]
    terminal.repository._sign_root(new)  # noqa: SLF001 - the attacker's own hand
    _refused(terminal, SyncFailure.NOT_TRUSTED)


def test_a_root_signed_by_one_old_key_only_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    old = terminal.repository.signers["root"]
    terminal.repository.rotate("root", signed_by=[])
    terminal.repository._sign_root([old[0], *terminal.repository.signers["root"]])  # noqa: SLF001 - same
    _refused(terminal, SyncFailure.NOT_TRUSTED)


def test_a_root_signed_by_enough_old_and_new_keys_is_followed(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.rotate("root")
    terminal.repository.publish(SECOND)
    assert isinstance(terminal.sync(), Updated)
    terminal.repository.rotate("root")
    terminal.repository.publish_timestamp()
    assert isinstance(terminal.sync(), Unchanged)
    assert terminal.load().seq == 2


def test_a_stolen_key_that_jumps_ahead_is_recovered_from_by_rotation(terminal: Terminal) -> None:
    terminal.sync()
    honest_version = terminal.repository.versions["timestamp"]

    def jump(timestamp: Timestamp) -> None:
        timestamp.version = 2**40

    terminal.repository.publish_timestamp(jump)
    terminal.sync()
    terminal.repository.versions["timestamp"] = honest_version
    terminal.repository.publish(SECOND)
    _refused(terminal, SyncFailure.ROLLED_BACK)
    terminal.repository.rotate("timestamp")
    terminal.repository.publish_timestamp()
    assert isinstance(terminal.sync(), Updated)
    assert terminal.load().freshness is Freshness.CURRENT


def test_a_stolen_key_that_dates_itself_ahead_is_recovered_from_by_rotation(terminal: Terminal) -> None:
    terminal.repository.x_issued = (terminal.now + timedelta(days=30)).isoformat()
    terminal.repository.publish_timestamp()
    terminal.sync()
    assert terminal.load().freshness is Freshness.CLOCK_SUSPECT
    terminal.repository.x_issued = None
    terminal.repository.rotate("timestamp")
    terminal.repository.publish_timestamp()
    assert not isinstance(terminal.sync(), SyncFailed)
    assert terminal.load().freshness is Freshness.CURRENT


def test_a_hidden_root_is_no_way_back_to_a_root_already_left(terminal: Terminal) -> None:
    stolen = terminal.repository.signers["timestamp"]
    terminal.repository.rotate("timestamp")
    terminal.repository.publish_timestamp()
    terminal.sync()
    shutil.rmtree(terminal.directory / "tuf")
    terminal.server.faults.status = {"2.root.json": 404}
    terminal.repository.signers["timestamp"] = stolen
    terminal.repository.publish_timestamp()
    outcome = _refused(terminal, SyncFailure.ROLLED_BACK)
    assert outcome.detail == "root version 1 is below the mark 2"


def test_an_expired_timestamp_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.lifetimes.timestamp = timedelta(seconds=-1)
    terminal.repository.publish_timestamp()
    _refused(terminal, SyncFailure.EXPIRED)


def test_a_target_announced_too_large_is_not_fetched(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.publish(Contents(seq=2, raw={"rules.json": b" " * (MAX_PACKED_BYTES + 1)}))
    terminal.server.seen.clear()
    _refused(terminal, SyncFailure.TOO_LARGE)
    assert not any("rules.json" in path for path in terminal.server.seen)


def test_a_release_without_the_city_is_refused(terminal: Terminal) -> None:
    terminal.sync()
    terminal.repository.publish(Contents(seq=2, city=Contents().agencies[0].district))
    _refused(terminal, SyncFailure.NOT_TRUSTED)


def test_a_signature_too_many_that_is_broken_is_refused(terminal: Terminal) -> None:
    """Three keys sign a root that needs two: a byte changed in the third signature must not pass."""
    terminal.sync()
    terminal.repository.rotate("timestamp")
    terminal.repository.publish_timestamp()
    path = terminal.repository.path("metadata", "2.root.json")
    root = Metadata[Root].from_bytes(path.read_bytes())
    last = list(root.signatures.values())[-1]
    flipped = "0" if last.signature[0] != "0" else "1"
    path.write_bytes(
        path.read_bytes().replace(last.signature.encode(), (flipped + last.signature[1:]).encode())
    )
    _refused(terminal, SyncFailure.NOT_TRUSTED)


@pytest.mark.parametrize("where", [0.05, 0.5, 0.95])
def test_one_flipped_byte_in_any_published_file_is_refused(terminal: Terminal, where: float) -> None:
    terminal.sync()
    terminal.repository.rotate("timestamp")
    terminal.repository.publish(SECOND)
    kept = {path: path.read_bytes() for path in terminal.repository.published_files()}
    first_root = terminal.repository.path("metadata", "1.root.json")
    reached = [path for path in kept if path != first_root and _is_newest(terminal, path)]
    assert len(reached) == 6
    for path in reached:
        data = bytearray(kept[path])
        data[int(len(data) * where)] ^= 0x01
        path.write_bytes(bytes(data))
        shutil.rmtree(terminal.directory / "tuf")
        _refused(terminal, SyncFailure.NOT_TRUSTED, SyncFailure.UNREACHABLE)
        path.write_bytes(kept[path])
    assert isinstance(terminal.sync(), Updated)


def _is_newest(terminal: Terminal, path: object) -> bool:
    """Tell whether the next synchronisation will ask for this file."""
    name = str(path).rpartition("/")[2]
    if "/metadata/" in str(path):
        return name in {"2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"}
    changed = ("manifest.json", "331000.json.zst")
    newest = Metadata.from_bytes(terminal.repository.path("metadata", "2.targets.json").read_bytes()).signed
    hashes = {target.hashes["sha256"] for target in newest.targets.values()}
    return name.endswith(changed) and name.partition(".")[0] in hashes
