"""Words for people: complete in Chinese, translated when drawn, and nowhere but where they belong."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import polib
import pytest

import kiosk_app
from kiosk_app.flow import Language
from kiosk_app.language import CatalogueUnusable, load_translations, read_catalogue
from kiosk_app.paths import locale_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(kiosk_app.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
DRAWN = [path for path in SOURCES if path.parent.name in {"screens", "widgets"} or path.name == "window.py"]
CATALOGUE = polib.pofile(str(locale_dir() / "zh_CN" / "LC_MESSAGES" / "kiosk.po"))
PLACEHOLDER = re.compile(r"\{\w*\}")
SHOWING = {
    "setText",
    "setToolTip",
    "setWindowTitle",
    "setAccessibleName",
    "setPlaceholderText",
    "setStatusTip",
}
MARKS = frozenset("·—…○●①②③✓✕×/ :：")
"""Signs, not words: the same in every language."""
BANNED = {"QFileDialog", "QDesktopServices", "QMessageBox", "QInputDialog", "setHtml", "RichText", "AutoText"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            yield name, node


def literals(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def msgids() -> Iterator[tuple[str, str]]:
    """Every text inside `_()` of the program, with its file."""
    for path in SOURCES:
        for name, call in calls(path):
            if name == "_":
                yield from ((str(path.relative_to(PACKAGE)), text) for text in literals(call))


def is_chinese(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)


def test_the_chinese_catalogue_holds_every_text_of_the_program_and_no_other() -> None:
    assert {entry.msgid for entry in CATALOGUE} == {text for _, text in msgids()}


def test_nothing_is_fuzzy_empty_or_obsolete() -> None:
    assert not CATALOGUE.untranslated_entries()
    assert not CATALOGUE.fuzzy_entries()
    assert not CATALOGUE.obsolete_entries()


def test_every_translation_has_the_placeholders_of_its_text() -> None:
    wrong = [
        entry.msgid
        for entry in CATALOGUE
        if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert not wrong


def test_translations_are_chinese_where_there_are_words() -> None:
    words = [entry for entry in CATALOGUE if re.search(r"[A-Za-z]{2}", PLACEHOLDER.sub("", entry.msgid))]
    assert not [entry.msgid for entry in words if not is_chinese(entry.msgstr)]


def test_both_languages_are_loaded_and_english_is_the_source() -> None:
    translations = load_translations(locale_dir())
    assert set(translations) == set(Language)
    assert translations[Language.EN]("Start") == "Start"
    assert is_chinese(translations[Language.ZH]("Start"))


def test_a_catalogue_is_read_as_the_library_of_its_tools_reads_it() -> None:
    ours = read_catalogue((locale_dir() / "zh_CN" / "LC_MESSAGES" / "kiosk.po").read_text(encoding="utf-8"))
    assert ours == {entry.msgid: entry.msgstr for entry in CATALOGUE}
    odd = r"""
# a word
msgid "a \"b\"\n"
"c\\n"
msgstr ""
"\td"
msgid "without words"
msgstr ""
"""
    assert read_catalogue(odd) == {'a "b"\nc\\n': "\td"}


def test_a_missing_catalogue_is_a_fault_and_not_english(tmp_path: Path) -> None:
    with pytest.raises(CatalogueUnusable, match=r"zh_CN/LC_MESSAGES/kiosk\.po is missing: install"):
        load_translations(tmp_path)


@pytest.mark.parametrize(
    "torn",
    [
        b'msgid "Start"\nmsgst',
        b"\xff\xfe\x00",
        b'msgid "Start"\n',
        b'msgid "Start"\nmsgstr "\xe5\xbc\x80',
        b'"Start"\n',
        b'msgstr "Start"\n',
        b'msgid "Start"\nmsgstr "a"\nmsgstr "b"\n',
    ],
)
def test_a_torn_catalogue_is_named_with_what_to_do(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "zh_CN" / "LC_MESSAGES" / "kiosk.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(torn)
    with pytest.raises(CatalogueUnusable, match=r"kiosk\.po cannot be read .*: look at the disk"):
        load_translations(tmp_path)


def test_only_plain_literals_are_translated() -> None:
    """A variable or an f-string inside `_()` is in no catalogue."""
    wrong = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in SOURCES
        for name, call in calls(path)
        if name == "_" and not (len(call.args) == 1 and isinstance(call.args[0], ast.Constant))
    ]
    assert not wrong


def test_nothing_is_translated_while_a_module_is_imported() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{part.lineno}"
        for path in SOURCES
        for statement in tree(path).body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for part in ast.walk(statement)
        if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "_"
    ]
    assert not wrong


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_what_is_drawn_brings_no_words_of_its_own(path: Path) -> None:
    shown = [
        f"{call.lineno}: {text}"
        for name, call in calls(path)
        if name in SHOWING or name.endswith(("_label", "Label", "Button"))
        for argument in (*call.args, *(word.value for word in call.keywords))
        for text in _words(argument)
    ]
    assert not shown


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_what_is_drawn_holds_no_sentence_and_no_chinese(path: Path) -> None:
    module = tree(path)
    raised = {id(part) for node in ast.walk(module) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    documented = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    found = [
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in raised | documented
        and (is_chinese(node.value) or re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", node.value))
    ]
    assert not found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "-".join(path.relative_to(PACKAGE).parts))
def test_nothing_opens_a_way_out_or_reads_text_as_markup(path: Path) -> None:
    used = {
        name
        for node in ast.walk(tree(path))
        for name in (
            getattr(node, "attr", ""),
            node.id if isinstance(node, ast.Name) else "",
            *([alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []),
        )
    }
    assert not used & BANNED


def _words(argument: ast.expr) -> Iterator[str]:
    """Literals handed over as they are; an index into a table or a comparison is not shown."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        if argument.value.strip() and not MARKS.issuperset(argument.value):
            yield argument.value
    elif isinstance(argument, ast.JoinedStr):
        for part in argument.values:
            yield from _words(part) if isinstance(part, ast.Constant) else ()
