"""Fixtures of the registry's tests: a repository, a server, a terminal."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.registry_builder import RegistryBuilder
from tests.support.registry_memory import memory_folder
from tests.support.registry_server import FaultyServer
from tests.support.registry_terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.registry_memory import MemoryFactory


@pytest.fixture
def memory_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory for one test."""
    with memory_folder(tmp_path) as folder:
        yield folder


@pytest.fixture(scope="session")
def memory_factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MemoryFactory]:
    """Makes named folders in memory that last as long as the session."""
    with memory_folder(tmp_path_factory.mktemp("registry")) as base:

        def make(name: str) -> Path:
            # One that is asked for again, after a test of another file, gets a folder of its own.
            return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=base))

        yield make


@pytest.fixture
def repository(memory_path: Path) -> RegistryBuilder:
    """A repository with release 1 published."""
    built = RegistryBuilder(memory_path / "repository")
    built.publish()
    return built


@pytest.fixture
def terminal(repository: RegistryBuilder, memory_path: Path) -> Iterator[Terminal]:
    """A terminal that has not synchronised yet, and the running server it follows."""
    with FaultyServer(repository.directory) as server:
        yield Terminal(repository, server, memory_path / "terminal")
