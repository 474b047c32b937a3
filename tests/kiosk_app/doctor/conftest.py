"""A healthy terminal to plant faults in."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from offline_cache import FolderFetcher, RegistryStore, SyncFailed, Synchroniser
from offline_cache.agency import Adcode
from tests.support.doctor import Clinic, printer_at_hand
from tests.support.registry_office import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from printing import SimulatedPrinter


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with one release, and a terminal's copy of it."""
    made = Office(tmp_path_factory.mktemp("office"))
    made.open()
    made.publish()
    with RegistryStore(made.folder / "cache", made.root, cities=(Adcode("331000"),)) as store:
        assert not isinstance(Synchroniser(store, FolderFetcher(made.repository)).sync(made.now), SyncFailed)
    return made


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with printer_at_hand() as printer:
        yield printer


@pytest.fixture
def clinic(office: Office, printer: SimulatedPrinter, tmp_path: Path) -> Iterator[Clinic]:
    """A terminal without a fault, whatever the umask of whoever runs the tests."""
    before = os.umask(0o022)
    made = Clinic(tmp_path / "machine", Office(office.folder, office.now, office.root), printer.url).build()
    shutil.copytree(office.folder / "cache", made.data / "registry")
    yield made
    os.umask(before)
