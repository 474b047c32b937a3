"""A terminal in a process of its own, to be killed or to have its system calls fail: says ready, waits, syncs.

Arguments: store, repository folder, file of the pinned root, time. Says what came of it on stdout.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from offline_cache import Adcode, FolderFetcher, RegistryStore, Synchroniser


def main() -> None:
    """Synchronise once, from a folder, when told to."""
    directory, repository, root, now = sys.argv[1:]
    store = RegistryStore(Path(directory), Path(root).read_bytes(), cities=(Adcode("331000"),))
    synchroniser = Synchroniser(store, FolderFetcher(Path(repository)))
    moment = datetime.fromisoformat(now)
    print("ready", flush=True)
    sys.stdin.readline()
    print(type(synchroniser.sync(moment)).__name__, flush=True)


if __name__ == "__main__":
    main()
