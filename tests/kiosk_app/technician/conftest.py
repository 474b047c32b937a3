"""A sound terminal's facts, and the words in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.technician.samples import sound_facts
from tests.support.terminal_world import SITE

if TYPE_CHECKING:
    from kiosk_app.flow import Language
    from kiosk_app.language import Translate
    from kiosk_app.technician.facts import Facts
    from offline_cache import RegistryState


@pytest.fixture(scope="session")
def sound(registry: RegistryState) -> Facts:
    return sound_facts(SITE, registry)


@pytest.fixture(scope="session")
def words() -> dict[Language, Translate]:
    return load_translations(locale_dir())
