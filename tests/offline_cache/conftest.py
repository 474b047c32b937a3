"""Fixtures of the registry's tests: a repository, a server, a terminal."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.registry_builder import RegistryBuilder
from tests.support.registry_server import FaultyServer
from tests.support.registry_terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMORY = Path("/dev/shm")


@pytest.fixture
def memory_path(tmp_path: Path) -> Iterator[Path]:
    """A directory in memory where the system has one: a synchronisation flushes some twenty times."""
    if not os.access(_MEMORY, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=_MEMORY, prefix="registry-test-") as directory:
        yield Path(directory)


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
