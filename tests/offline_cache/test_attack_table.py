"""The table of attacks names tests that exist, and every attack that is tested stands in it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "registry-attacks.md"
NAMED = re.compile(r"`((?:publishing/)?test_\w+\.py)::(\w+)`")


@cache
def _tests_of(file: str) -> set[str]:
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_row_names_a_test_that_exists() -> None:
    rows = NAMED.findall(TABLE.read_text(encoding="utf-8"))
    assert len(rows) > 50
    assert not [(file, name) for file, name in rows if name not in _tests_of(file)]


def test_every_tested_attack_and_clock_has_its_row() -> None:
    named = set(NAMED.findall(TABLE.read_text(encoding="utf-8")))
    fine = {
        "test_a_known_number_signed_anew_over_the_same_contents_is_no_news",
        "test_an_expired_timestamp_is_refused",
    }
    for file in ("test_attacks.py", "test_clock.py", "test_side_cache.py"):
        assert not {name for name in _tests_of(file) - fine if (file, name) not in named}, file
