"""`python -m offline_cache.conformance`: the client behind the tuf-conformance command-line protocol.

A thin shell over the same `trust.open_updater` and `fetcher.HttpFetcher` the terminal uses, so that the public
conformance suite can be run against them from outside. Exit code 0 = done, 1 = failed, 2 = wrong arguments.

Source: tuf-conformance, CLIENT-CLI.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tuf.api.exceptions import DownloadError, RepositoryError

from offline_cache.fetcher import HttpFetcher
from offline_cache.trust import open_updater

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuf.ngclient.updater import Updater

_PIN = ".pinned-root"
_TOTAL_S = 120.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of the protocol and give its exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "init":
            _init(options.metadata_dir, options.trusted_root)
        else:
            _fetch(options)
    except (DownloadError, RepositoryError, OSError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


def _init(metadata_dir: Path, trusted_root: Path) -> None:
    metadata_dir.mkdir(parents=True, exist_ok=True)
    pinned = trusted_root.read_bytes()
    (metadata_dir / _PIN).write_bytes(pinned)
    # The constructor checks the root and stores it as root.json; nothing is fetched.
    _updater(metadata_dir, metadata_dir, HttpFetcher(""), ("", ""))


def _fetch(options: argparse.Namespace) -> None:
    fetcher = HttpFetcher(options.metadata_url)
    target_dir = options.target_dir or options.metadata_dir
    urls = (_with_slash(options.metadata_url), _with_slash(options.target_base_url or ""))
    with fetcher.opened(_TOTAL_S):
        updater = _updater(options.metadata_dir, target_dir, fetcher, urls)
        updater.refresh()
        for name in options.target_name or () if options.command == "download" else ():
            _download(updater, name)


def _download(updater: Updater, name: str) -> None:
    target = updater.get_targetinfo(name)
    if target is None:
        raise RepositoryError(f"{name} is not a target")
    if updater.find_cached_target(target) is None:
        updater.download_target(target)


def _updater(metadata_dir: Path, target_dir: Path, fetcher: HttpFetcher, urls: tuple[str, str]) -> Updater:
    pinned = (metadata_dir / _PIN).read_bytes()
    target_dir.mkdir(parents=True, exist_ok=True)
    return open_updater(pinned, metadata_dir, target_dir, fetcher, urls)


def _with_slash(url: str) -> str:
    return url.rstrip("/") + "/"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m offline_cache.conformance")
    parser.add_argument("--metadata-dir", type=Path, required=True)
    parser.add_argument("--metadata-url", default="")
    parser.add_argument("--target-name", action="append")
    parser.add_argument("--target-base-url")
    parser.add_argument("--target-dir", type=Path)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("init").add_argument("trusted_root", type=Path)
    commands.add_parser("refresh")
    commands.add_parser("download")
    return parser


if __name__ == "__main__":
    sys.exit(main())
