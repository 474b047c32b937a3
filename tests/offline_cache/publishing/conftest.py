"""Offices to test with: made once a session, copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.registry_office import Office

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office every `office` is a copy of; never changed."""
    made = Office(tmp_path_factory.mktemp("ceremony"))
    made.open()
    return made


@pytest.fixture(scope="session")
def first_release(ceremony: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office every `published` is a copy of; never changed."""
    made = _copy(ceremony, tmp_path_factory.mktemp("first-release"))
    made.publish()
    return made


@pytest.fixture
def office(ceremony: Office, tmp_path: Path) -> Office:
    """An office after its key ceremony, nothing published."""
    return _copy(ceremony, tmp_path)


@pytest.fixture
def published(first_release: Office, tmp_path: Path) -> Office:
    """An office that has published release 1."""
    return _copy(first_release, tmp_path)


def _copy(office: Office, folder: Path) -> Office:
    shutil.copytree(office.folder, folder, dirs_exist_ok=True)
    return Office(folder, office.now, office.root)
