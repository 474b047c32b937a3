"""A healthy terminal to plant faults in."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from offline_cache import FolderFetcher, RegistryStore, SyncFailed, Synchroniser
from offline_cache.agency import Adcode
from printing import probe
from tests.support.doctor import Clinic, printer_at_hand
from tests.support.registry_office import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from printing import ProbeReport, SimulatedPrinter


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with one release, and a terminal's copy of it."""
    made = Office(tmp_path_factory.mktemp("office"))
    made.open()
    made.publish()
    with RegistryStore(made.folder / "cache", made.root, cities=(Adcode("331000"),)) as store:
        assert not isinstance(Synchroniser(store, FolderFetcher(made.repository)).sync(made.now), SyncFailed)
    return made


@pytest.fixture(scope="package")
def report() -> ProbeReport:
    """What a good printer answers."""
    with printer_at_hand() as printer:
        return probe(printer.url)


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    """A printer that can be given faults."""
    with printer_at_hand() as printer:
        yield printer


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    """Whatever the umask of whoever runs the tests."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def build(clinic: Clinic) -> Clinic:
    """A machine with the list of its office."""
    clinic.build()
    shutil.copytree(clinic.office.folder / "cache", clinic.data / "registry")
    return clinic


@pytest.fixture
def clinic(office: Office, report: ProbeReport, tmp_path: Path) -> Clinic:
    """A terminal without a fault."""
    return build(Clinic(tmp_path / "machine", Office(office.folder, office.now, office.root), report))


@pytest.fixture
def wired_clinic(office: Office, printer: SimulatedPrinter, tmp_path: Path) -> Clinic:
    """The same, with `printer` plugged in."""
    return build(
        Clinic(tmp_path / "machine", Office(office.folder, office.now, office.root), None, printer.url)
    )
