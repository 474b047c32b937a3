"""A repository read from a folder, such as a USB stick, a disk image or a mounted share. Nothing here is trusted."""

from __future__ import annotations

import contextlib
import time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface

from offline_cache.disk import open_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

_CHUNK_BYTES = 65_536
_NOT_FOUND = 404
_METADATA, _TARGETS = "metadata/", "targets/"


class FolderFetcher(FetcherInterface):
    """Reads a repository from a folder, e.g. a USB stick; the same checks follow as for the web.

    Only regular files inside the folder are read: a link may lead to another place of it, nowhere else. A read that
    the device itself never answers cannot be ended from here; between two chunks the deadline counts.

    Args:
        directory: holds `metadata/` and `targets/`.
        clock: monotonic seconds.
    """

    def __init__(self, directory: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._directory = directory
        self._clock = clock
        self._total_ends_s = 0.0
        self.requests = 0
        self.bytes_received = 0

    @property
    def urls(self) -> tuple[str, str]:
        """Base of metadata and of targets, relative to the folder."""
        return _METADATA, _TARGETS

    @property
    def interface(self) -> FetcherInterface:
        """The same object for tuf."""
        return self

    @contextlib.contextmanager
    def opened(self, total_s: float) -> Iterator[None]:
        """Set the counters to 0 and give all reads inside the block this many seconds together."""
        self.requests = 0
        self.bytes_received = 0
        self._total_ends_s = self._clock() + total_s
        yield

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.requests += 1
        with self._open(url) as file:
            while chunk := self._chunk(url, file):
                self.bytes_received += len(chunk)
                yield chunk

    def _open(self, url: str) -> BinaryIO:
        inside = PurePosixPath(unquote(url))
        try:
            path = self._directory.joinpath(inside).resolve()
            if ".." in inside.parts or not path.is_relative_to(self._directory.resolve()):
                raise FileNotFoundError
            return open_regular(path)
        except (OSError, ValueError, RuntimeError) as error:
            # RuntimeError: a link that leads to itself, as Python 3.11 reports it; ValueError: a zero byte.
            shown = url.rpartition("/")[2]
            raise DownloadHTTPError(f"there is no {shown} in the folder", _NOT_FOUND) from error

    def _chunk(self, url: str, file: BinaryIO) -> bytes:
        shown = url.rpartition("/")[2]
        if self._clock() >= self._total_ends_s:
            raise SlowRetrievalError(f"{shown} was not read before the deadline")
        try:
            return file.read(_CHUNK_BYTES)
        except OSError as error:
            raise DownloadError(f"{shown} cannot be read") from error
