"""Calls no part of the terminal may make, found in the syntax tree."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for package in ("kiosk_app", "scanner", "offline_cache", "printing")
    for path in (ROOT / package).rglob("*.py")
)
BANNED = {"system", "popen"}
EXECUTES = {"execute", "executemany", "executescript"}


def calls() -> list[tuple[Path, ast.Call, str]]:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                found.append((path, node, name))
    return found


def imported(names: set[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {alias.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for alias in node.names
        if alias.name.split(".")[-1] in names
    ]


def test_T7_no_shell_and_no_text_is_run_as_a_program_or_a_query() -> None:
    wrong = []
    for path, node, name in calls():
        is_module_call = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "os"
        shell = any(
            word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
            for word in node.keywords
        )
        runs_text = name == "eval" and isinstance(node.func, ast.Name)
        query = name in EXECUTES and node.args and isinstance(node.args[0], ast.JoinedStr)
        # SQLite takes no parameters in a PRAGMA; elsewhere an exemption of the linter, with its reason, says why.
        if query:
            line = path.read_text(encoding="utf-8").splitlines()[node.lineno - 1]
            query = "PRAGMA" not in line and "noqa: S608 - " not in line
        if shell or runs_text or query or (is_module_call and name in BANNED):
            wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    assert not wrong


def test_T10_no_module_of_the_terminal_opens_dialogs_browsers_or_other_programs_windows() -> None:
    banned = {
        "QFileDialog",
        "QDesktopServices",
        "QWebEngineView",
        "QPrintDialog",
        "QColorDialog",
        "QInputDialog",
        "webbrowser",
    }
    assert imported(banned) == []


def test_nothing_that_takes_text_for_markup_is_used_on_the_glass() -> None:
    """A name, a code or a register's sentence in one of these could open files; `gallery.py` is a tool for a desk."""
    banned = {
        "QErrorMessage",
        "QGraphicsTextItem",
        "QLabel",
        "QMessageBox",
        "QTextBrowser",
        "QTextDocument",
        "QTextEdit",
        "QToolTip",
        "QWhatsThis",
    }
    assert imported(banned) == ["kiosk_app/gallery.py imports QLabel"]
