"""Fixtures of the registry's tests: a repository, a server, a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.registry_builder import RegistryBuilder
from tests.support.registry_server import FaultyServer
from tests.support.registry_terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> RegistryBuilder:
    """A repository with release 1 published."""
    built = RegistryBuilder(tmp_path / "repository")
    built.publish()
    return built


@pytest.fixture
def terminal(repository: RegistryBuilder, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal that has not synchronised yet, and the running server it follows."""
    with FaultyServer(repository.directory) as server:
        yield Terminal(repository, server, tmp_path / "terminal")
