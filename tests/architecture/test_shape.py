"""The house keeps its shape: sizes of files and functions, names that are ours, and what no file may hold."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("kiosk_app", "scanner", "offline_cache", "printing")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
EVERY_PYTHON_FILE = sorted([*SOURCES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")])

HARD_FILE_LINES = 400
HARD_FUNCTION_LINES = 50
BANNED_NAMES = {"utils", "helpers", "common", "misc", "manager"}


@functools.cache
def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
            (node.end_lineno or node.lineno) - node.lineno + 1,
        )
        for node in ast.walk(tree)
        if isinstance(node, kinds)
    ]


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in EVERY_PYTHON_FILE
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > HARD_FILE_LINES
    }
    assert not long


def test_no_function_is_longer_than_fifty_lines() -> None:
    long = [
        found for path in EVERY_PYTHON_FILE for found in functions(path) if found[1] > HARD_FUNCTION_LINES
    ]
    assert not long


def test_most_functions_are_small() -> None:
    lengths = sorted(length for path in SOURCES for _, length in functions(path))
    assert statistics.median(lengths) <= 9
    assert lengths[len(lengths) * 9 // 10] <= 30


def test_files_are_named_for_what_they_hold() -> None:
    assert not [path for path in SOURCES if path.stem in BANNED_NAMES]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_imported_package_is_ours(package: str) -> None:
    module = importlib.import_module(package)
    assert Path(module.__file__ or "").resolve().parent == ROOT / package


def test_every_package_is_listed_for_installation() -> None:
    listed = set(re.findall(r'^    "([a-z_.]+)",$', _setuptools_table(), re.MULTILINE))
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in SOURCES if path.name == "__init__.py"}
    assert listed == found


def test_opencv_brings_no_second_qt() -> None:
    code = "import cv2, os, sys; sys.exit('QT_QPA_PLATFORM_PLUGIN_PATH' in os.environ)"
    environment = {"PATH": "/usr/bin"}
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, env=environment, timeout=30).returncode == 0
    )


def test_no_file_names_a_package_registry() -> None:
    # Put together here, so that this file itself names none.
    names = (
        "py" + "pi.org",
        "python" + "hosted",
        "registry." + "npmjs",
        "--" + "index-url",
        "--extra-" + "index-url",
        "--" + "find-links",
    )
    hosts = re.compile("|".join(map(re.escape, names)))
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=30
    ).stdout.split("\0")
    texts = [
        ROOT / name for name in files if name and (ROOT / name).suffix not in {".png", ".jpg", ".avi", ".bin"}
    ]
    here = Path(__file__).resolve()
    found = [
        path
        for path in texts
        if path.resolve() != here
        and path.is_file()
        and hosts.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert not found


def _setuptools_table() -> str:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return text.split("[tool.setuptools]")[1].split("\n[")[0]
