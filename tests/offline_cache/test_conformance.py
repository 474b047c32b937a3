"""The command-line protocol of the client, each command in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from offline_cache.conformance import main

if TYPE_CHECKING:
    from tests.support.registry_terminal import Terminal

pytestmark = pytest.mark.journey(every=3)

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def client(terminal: Terminal, tmp_path: Path) -> Client:
    root = tmp_path / "root.json"
    root.write_bytes(terminal.repository.pinned_root)
    made = Client(terminal, tmp_path / "client")
    assert made.run("init", str(root)) == 0
    return made


class Client:
    def __init__(self, terminal: Terminal, directory: Path) -> None:
        self.terminal = terminal
        self.metadata, self.targets = directory / "metadata", directory / "targets"

    def run(self, *arguments: str) -> int:
        return main(["--metadata-dir", str(self.metadata), *arguments])

    def refresh(self) -> int:
        return self.run("--metadata-url", self.terminal.server.url + "metadata", "refresh")

    def download(self, *names: str) -> int:
        url = self.terminal.server.url
        wanted = [part for name in names for part in ("--target-name", name)]
        where = ["--metadata-url", url + "metadata", "--target-base-url", url + "targets"]
        return self.run(*where, "--target-dir", str(self.targets), *wanted, "download")


def test_init_trusts_the_root_without_a_network(client: Client) -> None:
    assert (client.metadata / "root.json").read_bytes() == client.terminal.repository.pinned_root
    assert client.terminal.server.seen == []


def test_refresh_leaves_the_metadata_under_unversioned_names(client: Client) -> None:
    assert client.refresh() == 0
    for role in ("root", "timestamp", "snapshot", "targets"):
        assert (client.metadata / f"{role}.json").is_file()


def test_refresh_fails_on_a_rollback(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    timestamp = client.terminal.repository.path("metadata", "timestamp.json")
    old = timestamp.read_bytes()
    client.terminal.repository.publish_timestamp()
    assert client.refresh() == 0
    timestamp.write_bytes(old)
    assert client.refresh() == 1
    assert "BadVersionNumberError" in capsys.readouterr().err


def test_download_fetches_each_artifact_once(client: Client) -> None:
    assert client.download("rules.json", "reg/331000.json.zst") == 0
    assert len(list(client.targets.iterdir())) == 2
    client.terminal.server.seen.clear()
    assert client.download("rules.json", "reg/331000.json.zst") == 0
    assert not any(path.startswith("/targets") for path in client.terminal.server.seen)


def test_download_stops_at_the_first_failure(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    assert client.download("missing.json", "rules.json") == 1
    assert list(client.targets.iterdir()) == []
    assert "missing.json" in capsys.readouterr().err


def test_a_rotated_root_is_followed_from_the_pinned_one(client: Client) -> None:
    for _ in range(2):
        client.terminal.repository.rotate("root")
    client.terminal.repository.publish_timestamp()
    assert client.refresh() == 0
    assert (client.metadata / "root.json").resolve().name == "3.root.json"


@pytest.mark.parametrize(("below", "exit_code"), [("", 0), ("/none", 1)])
def test_it_runs_as_a_module(client: Client, below: str, exit_code: int) -> None:
    url = client.terminal.server.url + "metadata" + below
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "offline_cache.conformance",
            "--metadata-dir",
            str(client.metadata),
            "--metadata-url",
            url,
            "refresh",
        ],
        cwd=PROJECT,
        check=False,
        timeout=30,
        capture_output=True,
    )
    assert done.returncode == exit_code
