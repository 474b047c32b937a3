"""A verified list for the pure parts of the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.terminal_world import publish

if TYPE_CHECKING:
    from offline_cache import RegistryState


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> RegistryState:
    """Ten fictitious agencies, verified and current."""
    return publish(tmp_path_factory.mktemp("registry"))
