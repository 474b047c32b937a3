from __future__ import annotations

import pytest

from scanner import KEYPAD_ALPHABET, EntityClass, Uscc, code_facts, mask
from scanner.uscc import CodeFlaw, parse_uscc

GOOD = (
    "91331002MA2DEM0179",
    "91330000755918469E",
    "91110108551385082Q",
    "91310109761627350W",
    "91440101MA5D5T047J",
    "91210106MA0XY7J29X",
    "11100000MB0143028R",
)


@pytest.mark.parametrize("code", GOOD)
def test_codes_in_use_are_valid(code: str) -> None:
    assert parse_uscc(code) == code


@pytest.mark.parametrize("code", GOOD)
def test_every_wrong_single_character_is_found(code: str) -> None:
    wrong = [
        code[:place] + char + code[place + 1 :]
        for place in range(18)
        for char in KEYPAD_ALPHABET
        if char != code[place]
    ]
    assert all(isinstance(parse_uscc(text), CodeFlaw) for text in wrong)


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", CodeFlaw.LENGTH),
        ("9133100", CodeFlaw.LENGTH),
        ("91310115MA1H8R7C6D", CodeFlaw.CHECK_DIGIT),
        ("91330104341916223P", CodeFlaw.CHECK_DIGIT),
        ("001220661696456000", CodeFlaw.UNKNOWN_CLASS),
        ("9133100OMA2DEM0179", CodeFlaw.CHARACTER),
        ("91331002ma2dem0179", CodeFlaw.CHARACTER),
        ("９１３３１００２MA2DEM0179", CodeFlaw.CHARACTER),
        ("91A31002MA2DEM0179", CodeFlaw.CHARACTER),
    ],
)
def test_a_flaw_has_its_name(text: str, flaw: CodeFlaw) -> None:
    assert parse_uscc(text) is flaw


def test_collectives_with_letters_in_front_are_valid() -> None:
    stem = "N2331002MF1234567"
    assert sum(not isinstance(parse_uscc(stem + char), CodeFlaw) for char in KEYPAD_ALPHABET) == 1


def test_facts_name_class_and_region() -> None:
    facts = code_facts(Uscc("91331002MA2DEM0179"))
    assert (facts.entity, facts.region, facts.in_taizhou) == (EntityClass.COMPANY, "331002", True)


@pytest.mark.parametrize("code", ["91330000755918469E", "91440101MA5D5T047J", "91210106MA0XY7J29X"])
def test_the_inner_check_digit_of_codes_in_use_holds(code: str) -> None:
    assert code_facts(Uscc(code)).organisation_check_holds


def test_masking_keeps_four_at_each_end() -> None:
    assert mask(Uscc("91330000755918469E")) == "9133**********469E"
