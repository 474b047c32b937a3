"""The two sources by themselves."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING

import pytest
from tuf.api.exceptions import DownloadError, DownloadHTTPError

from offline_cache import FolderFetcher, HttpFetcher, SyncFailure
from offline_cache.sync_outcome import storage_failure
from tests.support.registry_server import FaultyServer

if TYPE_CHECKING:
    from pathlib import Path


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


def test_a_server_without_the_right_certificate_is_refused(folder: Path) -> None:
    with FaultyServer(folder) as server:
        fetcher = HttpFetcher(server.url.replace("http:", "https:"))
        with fetcher.opened(5.0), pytest.raises(DownloadError, match="could not be fetched"):
            fetcher.download_bytes(fetcher.urls[0] + "timestamp.json", 10)


def test_a_folder_that_fails_while_reading_is_a_download_fault(folder: Path) -> None:
    fetcher = FolderFetcher(folder)
    with fetcher.opened(1.0):
        chunks = fetcher.fetch("metadata/timestamp.json")
        (folder / "metadata" / "timestamp.json").unlink()
        with pytest.raises(DownloadError, match="cannot be read"):
            next(chunks)
