"""Is this caller a registered agency? A number a person types -> registered, struck off or unknown.

Pure over a verified registry. What to tell the person for each answer is the application's; the number itself is
never logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offline_cache.phone_number import normalise

if TYPE_CHECKING:
    from offline_cache.agency import Agency, Exclusion
    from offline_cache.phone_number import PhoneKey
    from offline_cache.registry import Registry


@dataclass(frozen=True, slots=True)
class Registered:
    """The number belongs to these agencies, by id; look at their `status` before praising them."""

    agencies: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class StruckOff:
    """The number belongs to an outfit that was struck off: when, by whom and why."""

    exclusion: Exclusion


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody in the registry has the number; `normalised` is None when it is no Chinese number at all."""

    normalised: PhoneKey | None


PhoneVerdict = Registered | StruckOff | Unknown


def check_phone(registry: Registry, typed: str) -> PhoneVerdict:
    """Look a number up, however it is written (see `phone_number.normalise`).

    A number without area code matches every land line that ends in it; when both a registered agency and a
    struck-off outfit have such a line, the warning wins.
    """
    number = normalise(typed)
    if number is None:
        return Unknown(None)
    struck = registry.exclusions_with_number(number)
    if struck:
        return StruckOff(struck[0])
    agencies = registry.agencies_with_number(number)
    return Registered(agencies) if agencies else Unknown(number)
