"""The unified social credit code (USCC): its shape, its check digit, and what the characters say.

The check digit is public arithmetic: it finds slips of the finger, it proves no company. Region and class
are facts about the registration, informational only: a company that moved keeps its code.

Source: GB 32100-2015 with amendment XG1-2016; the check digit and the shape come from python-stdnum.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType

from stdnum.cn import uscc as stdnum_uscc

if TYPE_CHECKING:
    from collections.abc import Mapping

Uscc = NewType("Uscc", str)
"""18 characters whose shape and check digit hold. Only `parse_uscc` makes one."""

KEYPAD_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters a code may hold: no I, O, S, V, Z."""

USCC_LENGTH: Final = 18
_ALPHABET = frozenset(KEYPAD_ALPHABET)
_DIGITS = frozenset("0123456789")
_TAIZHOU_PREFIX = "3310"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VISIBLE_EACH_END = 4


class EntityClass(StrEnum):
    """What kind of body a code was issued to, from its first two characters."""

    COMPANY = "company"
    """91: enterprises."""
    SOLE_TRADER = "sole_trader"
    """92: individual businesses; the code relates to a natural person."""
    COOPERATIVE = "cooperative"
    """93: farmers' cooperatives."""
    LEGAL_SERVICE = "legal_service"
    """31-35, 39: law firms, notaries, legal service offices, forensic and arbitration bodies."""
    ASSOCIATION = "association"
    """51-53, 59: associations, private non-enterprise units, foundations."""
    PUBLIC_BODY = "public_body"
    """11-13, 19: government bodies and institutions."""
    COLLECTIVE = "collective"
    """N1-N3, N9: village and township collectives (XG1-2016)."""
    OTHER = "other"
    """Everything else the standard lists."""


_CLASSES: Final[Mapping[EntityClass, str]] = {
    EntityClass.COMPANY: "91",
    EntityClass.SOLE_TRADER: "92",
    EntityClass.COOPERATIVE: "93",
    EntityClass.LEGAL_SERVICE: "31 32 33 34 35 39",
    EntityClass.ASSOCIATION: "51 52 53 59",
    EntityClass.PUBLIC_BODY: "11 12 13 19",
    EntityClass.COLLECTIVE: "N1 N2 N3 N9",
    EntityClass.OTHER: "21 29 41 49 61 62 69 71 72 79 81 89 99 A1 A9 Y1",
}
_CLASS_OF_PREFIX = {prefix: entity for entity, row in _CLASSES.items() for prefix in row.split()}


class CodeFlaw(StrEnum):
    """Why 18 typed or scanned characters are no code."""

    LENGTH = "length"
    """Not 18 characters."""
    CHARACTER = "character"
    """A character outside the 31, or a letter where the region's digits stand."""
    UNKNOWN_CLASS = "unknown_class"
    """The first two characters name no registering department and class."""
    CHECK_DIGIT = "check_digit"
    """The last character does not follow from the others: usually a slip."""


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What the characters of a code say about the registration, not about today."""

    entity: EntityClass
    region: str
    """Six digits of GB/T 2260: where it was registered."""
    in_taizhou: bool
    organisation_check_holds: bool
    """The inner check digit of GB 11714 (characters 9-17). False is a warning, never a refusal."""


def parse_uscc(text: str) -> Uscc | CodeFlaw:
    """Check exactly 18 upper-case characters.

    Args:
        text: already trimmed and in upper case; nothing is stripped here.
    """
    if len(text) != USCC_LENGTH:
        return CodeFlaw.LENGTH
    if not _ALPHABET.issuperset(text) or not _DIGITS.issuperset(text[2:8]):
        return CodeFlaw.CHARACTER
    if text[:2] not in _CLASS_OF_PREFIX:
        return CodeFlaw.UNKNOWN_CLASS
    # stdnum's own validate() refuses the letters of N1, Y1 and A1, which XG1-2016 allows: only its
    # arithmetic is used.
    if text[-1] != stdnum_uscc.calc_check_digit(text[:-1]):
        return CodeFlaw.CHECK_DIGIT
    return Uscc(text)


def code_facts(uscc: Uscc) -> CodeFacts:
    """Say what the characters of a valid code tell."""
    return CodeFacts(
        entity=_CLASS_OF_PREFIX.get(uscc[:2], EntityClass.OTHER),
        region=uscc[2:8],
        in_taizhou=uscc.startswith(_TAIZHOU_PREFIX, 2),
        organisation_check_holds=_organisation_check(uscc[8:16]) == uscc[16],
    )


def mask(uscc: Uscc) -> str:
    """Hide the middle ten characters: `9133**********469E`, for list screens and paper."""
    return uscc[:_VISIBLE_EACH_END] + "*" * (USCC_LENGTH - 2 * _VISIBLE_EACH_END) + uscc[-_VISIBLE_EACH_END:]


def _organisation_check(eight: str) -> str:
    """Give the check character of an organisation code. Source: GB 11714-1997 (0-9, A=10 ... Z=35)."""
    total = sum(int(char, 36) * weight for char, weight in zip(eight, _ORGANISATION_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
