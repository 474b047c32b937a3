"""`kiosk sync` as a technician types it: what is taken over, what is refused, and that the last good list stays."""

from __future__ import annotations

import json
import shutil
import ssl
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from offline_cache import publishing, records
from offline_cache.agency import Adcode
from offline_cache.merkle import record_root
from tests.support.registry_desk import Desk
from tests.support.registry_office import PASSPHRASE, Office
from tests.support.registry_server import FaultyServer
from tests.support.scanner_certificates import write_certificates

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.journey(every=4)

TAIZHOU = Adcode("331000")
TERMINAL = "--root keys/root.json --data data --json"


@pytest.fixture(scope="session")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has published release 1; copied by `office`, never changed."""
    made = Office(tmp_path_factory.mktemp("first-release"))
    made.open()
    made.publish()
    return made


@pytest.fixture
def office(first_release: Office, tmp_path: Path) -> Office:
    """An office that has published release 1."""
    shutil.copytree(first_release.folder, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path, first_release.now, first_release.root)


@pytest.fixture
def desk(office: Office, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A technician in the office's folder, at a terminal that has release 1."""
    made = Desk.set_up(office.folder, monkeypatch)
    assert _sync(made) == (0, {"outcome": "Updated", "seq": 1, "state": "current", "reason": None})
    return made


def _sync(desk: Desk, source: str = "--from repository") -> tuple[int, dict[str, Any]]:
    answer = desk.kiosk(f"kiosk sync {source} {TERMINAL}")
    said = json.loads(answer.stdout)
    return answer.exit_code, {name: said[name] for name in ("outcome", "seq", "state", "reason")}


def _kept(reason: str, seq: int = 1) -> tuple[int, dict[str, Any]]:
    return 1, {"outcome": "SyncFailed", "seq": seq, "state": "current", "reason": reason}


def _publish(office: Office, files: dict[str, bytes], seq: int) -> None:
    """Sign whatever it is with the office's own keys."""
    honest = office.build(seq)
    release = replace(honest, files={**honest.files, **files})
    publishing.publish_release(
        office.repository, office.keys, PASSPHRASE, release, office.now, profile=publishing.DEMO_PROFILE
    )


def _with_a_score_that_does_not_follow(office: Office, seq: int) -> dict[str, bytes]:
    """What an office without our checks would publish: consistent in every other way."""
    contents = office.build(seq).contents
    agencies = list(contents.agencies[TAIZHOU])
    better = msgspec.structs.replace(agencies[6].credit, score=Decimal("99.9"))
    agencies[6] = msgspec.structs.replace(agencies[6], credit=better)
    city = msgspec.structs.replace(contents.manifest.cities[TAIZHOU], record_root=record_root(agencies))
    manifest = msgspec.structs.replace(contents.manifest, cities={TAIZHOU: city})
    return {
        records.city_file_name(TAIZHOU): records.encode_agencies(agencies),
        records.MANIFEST_NAME: records.encode_manifest(manifest),
    }


def test_a_new_release_is_taken_over_the_network(office: Office, desk: Desk) -> None:
    office.publish(2)
    with publishing.RegistryServer(office.repository) as server:
        code, said = _sync(desk, f"--url {server.url}")
        assert (code, said["outcome"], said["seq"]) == (0, "Updated", 2)
        answer = desk.kiosk(f"kiosk sync --url {server.url} --root keys/root.json --data data")
    assert "release 2 unchanged" in answer.output
    assert "2 requests" in answer.output


def test_a_server_of_an_own_authority_is_followed_when_it_is_named(office: Office, desk: Desk) -> None:
    office.publish(2)
    certificates = write_certificates(desk.folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates["server"], certificates["server_key"])
    with FaultyServer(office.repository, tls=context) as server:
        assert _sync(desk, f"--url {server.url}") == _kept("unreachable")
        code, said = _sync(desk, f"--url {server.url} --ca-file authority.pem")
    assert (code, said["outcome"], said["seq"]) == (0, "Updated", 2)


@pytest.mark.allow_log("the marks are lost")
def test_a_synchronisation_that_confirms_makes_a_list_without_marks_current_again(desk: Desk) -> None:
    (desk.folder / "data" / "registry" / "marks.db").unlink()
    code, said = _sync(desk)
    assert (code, said["outcome"], said["state"]) == (0, "Unchanged", "current")


def test_one_flipped_byte_anywhere_is_refused_and_the_list_before_stays(
    office: Office,
    desk: Desk,
    soak: bool,
) -> None:
    before = set(office.files())
    office.rotate("targets-1")
    office.edit("agencies.csv", lambda rows: rows[0].update(hours="8:00-12:00"))
    office.edit("exclusions.csv", lambda rows: rows.pop())
    office.publish(2)
    replaced = ("metadata/2.targets", "metadata/2.snapshot")
    fetched = [
        name for name in office.files()
        if (name not in before and not name.startswith(replaced)) or name.endswith("timestamp.json")
    ]  # fmt: skip
    assert len(fetched) == 7
    for name in fetched:
        path = office.repository / name
        whole = path.read_bytes()
        places = range(len(whole)) if soak else (0, len(whole) // 3, len(whole) * 2 // 3, len(whole) - 1)
        for place in places:
            spoilt = bytearray(whole)
            spoilt[place] ^= 0x01
            path.write_bytes(bytes(spoilt))
            code, said = _sync(desk)
            assert (code, said["outcome"], said["seq"], said["state"]) == (1, "SyncFailed", 1, "current"), (
                name
            )
            shutil.rmtree(desk.folder / "data" / "registry" / "tuf")
        path.write_bytes(whole)
    assert _sync(desk)[1]["seq"] == 2


def test_a_score_that_does_not_follow_is_refused_with_the_agency_named(office: Office, desk: Desk) -> None:
    _publish(office, _with_a_score_that_does_not_follow(office, 2), 2)
    assert _sync(desk) == _kept("records_refused")
    answer = desk.kiosk(f"kiosk sync --from repository {TERMINAL.removesuffix('--json')}")
    assert "TZ-0007: credit.score: says 99.9" in answer.output
    assert "release 1 is still in use" in answer.output


@pytest.mark.parametrize("command", ["verify repository", "diff repository repository"])
def test_the_office_finds_such_a_release_too(office: Office, desk: Desk, command: str) -> None:
    _publish(office, _with_a_score_that_does_not_follow(office, 2), 2)
    answer = desk.kiosk(f"kiosk registry {command} --root keys/root.json")
    assert answer.exit_code == 1
    assert "TZ-0007: credit.score: says 99.9" in answer.output


def test_an_outdated_stick_is_refused_and_says_so(office: Office, desk: Desk) -> None:
    shutil.copytree(office.repository, office.folder / "stick")
    office.publish(2)
    assert _sync(desk)[1]["seq"] == 2
    assert _sync(desk, "--from stick") == _kept("rolled_back", seq=2)


def test_another_registry_is_refused(office: Office, desk: Desk, tmp_path: Path) -> None:
    other = Office(tmp_path / "other")
    other.open()
    other.publish()
    assert _sync(desk, f"--from {other.repository}")[0] == 1
    answer = desk.kiosk(
        f"kiosk sync --from {office.repository} --root {other.keys}/root.json --data data --json"
    )
    said = json.loads(answer.stdout)
    assert (answer.exit_code, said["reason"], said["state"]) == (1, "not_trusted", "unverified")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("kiosk sync --from repository", "Say --root FILE"),
        ("kiosk sync --from repository --root keys/root.json", "Say --data DIR"),
        ("kiosk sync --root keys/root.json --data data", "Say --url URL or --from DIR"),
        ("kiosk sync --from source --root keys/root.json --data data", "holds no registry"),
        ("kiosk sync --from repository --url http://127.0.0.1:9", "not both"),
        ("kiosk sync --from repository --root none.json --data data", "none.json cannot be read"),
        ("kiosk sync --from repository --config none.toml", "not provisioned"),
    ],
)
def test_a_wrong_call_is_told_what_to_say(desk: Desk, command: str, said: str) -> None:
    answer = desk.kiosk(command)
    assert (answer.exit_code, said in answer.output) == (2, True), answer.output


def test_a_server_that_is_not_there_leaves_the_list(desk: Desk) -> None:
    assert _sync(desk, "--url http://127.0.0.1:9") == _kept("unreachable")
