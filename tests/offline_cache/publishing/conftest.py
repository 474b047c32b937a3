"""Offices to test with: made once a session, copied for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.registry_office import Office, copy_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.registry_memory import MemoryFactory


@pytest.fixture(scope="session")
def ceremony(memory_factory: MemoryFactory) -> Office:
    """The office every `office` is a copy of; never changed."""
    made = Office(memory_factory("ceremony"))
    made.open()
    return made


@pytest.fixture(scope="session")
def first_release(ceremony: Office, memory_factory: MemoryFactory) -> Office:
    """The office every `published` is a copy of; never changed."""
    made = copy_of(ceremony, memory_factory("first-release"))
    made.publish()
    return made


@pytest.fixture
def office(ceremony: Office, memory_path: Path) -> Office:
    """An office after its key ceremony, nothing published."""
    return copy_of(ceremony, memory_path)


@pytest.fixture
def published(first_release: Office, memory_path: Path) -> Office:
    """An office that has published release 1."""
    return copy_of(first_release, memory_path)
