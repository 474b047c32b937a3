from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.registry_office import Office

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office after its key ceremony, nothing published."""
    made = Office(tmp_path)
    made.open()
    return made


@pytest.fixture
def published(office: Office) -> Office:
    """An office that has published release 1."""
    office.publish()
    return office
