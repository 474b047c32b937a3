"""The two sources by themselves."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError

from offline_cache import FolderFetcher, HttpFetcher, SyncFailure
from offline_cache.sync_outcome import storage_failure
from tests.support.registry_server import FaultyServer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "timestamp.json").write_bytes(b"x" * 1_000)
    (tmp_path.parent / "secret").write_bytes(b"secret")
    return tmp_path


def test_the_web_source_counts_what_it_receives(folder: Path) -> None:
    with FaultyServer(folder) as server:
        fetcher = HttpFetcher(server.url)
        with fetcher.opened(5.0):
            for _ in range(2):
                assert len(fetcher.download_bytes(fetcher.urls[0] + "timestamp.json", 2_000)) == 1_000
        assert (fetcher.requests, fetcher.bytes_received) == (2, 2_000)
        with fetcher.opened(5.0):
            assert (fetcher.requests, fetcher.bytes_received) == (0, 0)


def test_an_error_is_told_by_its_status(folder: Path) -> None:
    with FaultyServer(folder) as server:
        server.faults.status = {"": 404}
        fetcher = HttpFetcher(server.url.rstrip("/"))
        with fetcher.opened(5.0), pytest.raises(DownloadHTTPError) as caught:
            fetcher.download_bytes(fetcher.urls[1] + "x", 10)
        assert caught.value.status_code == 404


def test_a_closed_source_fetches_nothing() -> None:
    fetcher = HttpFetcher("http://127.0.0.1:9")
    with pytest.raises(DownloadError, match="not open"):
        fetcher.download_bytes("http://127.0.0.1:9/x", 10)


def test_no_request_is_made_after_the_deadline_of_the_whole() -> None:
    fetcher = HttpFetcher("http://127.0.0.1:9")
    with fetcher.opened(0.0), pytest.raises(DownloadError, match="no time left"):
        fetcher.download_bytes("http://127.0.0.1:9/x", 10)


@pytest.mark.parametrize(
    "url", ["../secret", "metadata/%2e%2e/%2e%2e/secret", "/etc/hostname", "metadata", "metadata/x"]
)
def test_the_folder_source_stays_inside_its_folder(folder: Path, url: str) -> None:
    fetcher = FolderFetcher(folder)
    with fetcher.opened(1.0), pytest.raises(DownloadHTTPError):
        fetcher.download_bytes(url, 10)


def test_the_folder_source_counts_too(folder: Path) -> None:
    fetcher = FolderFetcher(folder)
    with fetcher.opened(1.0):
        fetcher.download_bytes("metadata/timestamp.json", 2_000)
    assert (fetcher.requests, fetcher.bytes_received) == (1, 1_000)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(errno.ENOSPC, "full"), SyncFailure.NO_SPACE),
        (OSError(errno.EACCES, "no"), SyncFailure.READ_ONLY),
        (OSError(errno.EIO, "broken"), SyncFailure.STORAGE),
    ],
)
def test_faults_of_the_disk_are_told_apart(error: OSError, reason: SyncFailure) -> None:
    assert storage_failure(error) is reason


@pytest.mark.parametrize(
    ("setting", "reason"),
    [("query_only = ON", SyncFailure.READ_ONLY), ("max_page_count = 1", SyncFailure.NO_SPACE)],
)
def test_faults_of_the_marks_are_told_apart(setting: str, reason: SyncFailure) -> None:
    database = sqlite3.connect(":memory:")
    database.execute(f"PRAGMA {setting}")
    with pytest.raises(sqlite3.Error) as caught:
        database.executescript("CREATE TABLE a (b); CREATE TABLE c (d);")
    database.close()
    assert storage_failure(caught.value) is reason
    assert storage_failure(sqlite3.DatabaseError()) is SyncFailure.STORAGE


def test_a_server_that_speaks_no_tls_is_refused(folder: Path) -> None:
    with FaultyServer(folder) as server:
        fetcher = HttpFetcher(server.url.replace("http:", "https:"))
        with fetcher.opened(5.0), pytest.raises(DownloadError, match="TLS was refused"):
            fetcher.download_bytes(fetcher.urls[0] + "timestamp.json", 10)


def test_a_folder_that_fails_while_reading_is_a_download_fault() -> None:
    """The first page of a process's own memory: a regular file of which no byte can be read."""
    fetcher = FolderFetcher(Path("/proc/self"))
    with fetcher.opened(1.0), pytest.raises(DownloadError, match="cannot be read"):
        fetcher.download_bytes("mem", 10)


def test_a_folder_on_a_slow_stick_ends_at_its_deadline(folder: Path) -> None:
    clock = iter((0.0, 0.5, 1.5))
    fetcher = FolderFetcher(folder, clock=lambda: next(clock))
    with fetcher.opened(1.0), pytest.raises(SlowRetrievalError, match="deadline"):
        fetcher.download_bytes("metadata/timestamp.json", 2_000)


@pytest.mark.parametrize("kind", ["leads out", "to itself", "to a device", "pipe", "through a folder"])
def test_nothing_but_files_of_the_folder_is_read_or_waited_for(folder: Path, kind: str) -> None:
    odd = folder / "metadata" / "odd.json"
    match kind:
        case "leads out":
            odd.symlink_to(folder.parent / "secret")
        case "to itself":
            odd.symlink_to(odd)
        case "to a device":
            odd.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(odd)
        case _:
            (folder / "out").symlink_to(folder.parent)
    fetcher = FolderFetcher(folder)
    with fetcher.opened(1.0), pytest.raises(DownloadHTTPError, match="there is no"):
        fetcher.download_bytes("out/secret" if kind == "through a folder" else "metadata/odd.json", 10)


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "metadata" / "same.json").symlink_to("timestamp.json")
    fetcher = FolderFetcher(folder)
    with fetcher.opened(1.0):
        assert len(fetcher.download_bytes("metadata/same.json", 2_000)) == 1_000
