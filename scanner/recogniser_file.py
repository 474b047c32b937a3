"""More rows for the table of licence links, from a TOML file an operator writes: no code, and no less strict.

    [[recogniser]]
    name = "new printed form"
    kind = "electronic_licence"      # leave out where the link holds the code itself
    hosts = ["licence.example.gov.cn"]
    path_prefixes = ["/q/"]
    needs_keys = ["t"]
    code_keys = []                   # query keys that hold the 18 characters
    examples = ["https://licence.example.gov.cn/q/?t=abc"]

A row without an example is refused, and so is a file whose examples do not read as their rows say, or which
changes how an example of the built-in table reads.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from scanner.licence import Opaque, Recognised, read_licence
from scanner.recognisers import RECOGNISERS, LicenceSource, OpaqueKind, Recogniser

if TYPE_CHECKING:
    from pathlib import Path

_MAX_FILE_BYTES: Final = 65_536
_KEYS: Final = tuple(field.name for field in fields(Recogniser))
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_SUFFIX: Final = re.compile(rf"(?:\.{_LABEL}){{3,}}")
"""At least three labels: `.gov.cn` would take every authority of the country."""
_MAX_PORT: Final = 65_535


class BadRecogniserFile(Exception):  # noqa: N818 - the command prints its sentence as it is
    """The file cannot be used; the text is a sentence for the person who wrote it."""


def load_recognisers(path: Path) -> tuple[Recogniser, ...]:
    """Read an operator's rows and put them before the built-in ones.

    Raises:
        BadRecogniserFile: not readable, not TOML, a wrong value, or an example that reads otherwise.
    """
    added = tuple(_row(number, untrusted) for number, untrusted in enumerate(_tables(path), 1))
    table = (*added, *RECOGNISERS)
    for row in table:
        for example in row.examples:
            _check_example(row, example, table)
    return table


def _tables(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open("rb") as file:
            untrusted = file.read(_MAX_FILE_BYTES + 1)
        if len(untrusted) > _MAX_FILE_BYTES:
            raise BadRecogniserFile(f"{path.name} is larger than {_MAX_FILE_BYTES} bytes.")
        document = tomllib.loads(untrusted.decode())
    except OSError as error:
        raise BadRecogniserFile(f"{path.name} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadRecogniserFile(f"{path.name} is not TOML: {error}.") from error
    tables = document.pop("recogniser", None)
    if document or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadRecogniserFile(f"{path.name} must hold [[recogniser]] tables and nothing else.")
    return tables


def _row(number: int, untrusted: dict[str, Any]) -> Recogniser:
    where = f"recogniser {number}"
    for key in untrusted:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            raise BadRecogniserFile(
                f"{where}: unknown key {key}" + (f"; did you mean {near[0]}?" if near else ".")
            )
    kind = _word(where, untrusted, "kind", OpaqueKind) if "kind" in untrusted else None
    row = Recogniser(
        name=_text(where, untrusted.get("name"), "name"),
        source=_word(where, {"source": LicenceSource.CITY_LINK.value} | untrusted, "source", LicenceSource),
        kind=OpaqueKind(kind) if kind else None,
        hosts=_texts(where, untrusted, "hosts", _HOST),
        host_suffixes=_texts(where, untrusted, "host_suffixes", _SUFFIX),
        ports=_ports(where, untrusted.get("ports", [80, 443])),
        path_prefixes=tuple(text.lower() for text in _texts(where, untrusted, "path_prefixes")) or ("",),
        needs_keys=tuple(text.lower() for text in _texts(where, untrusted, "needs_keys")),
        code_keys=tuple(text.lower() for text in _texts(where, untrusted, "code_keys")),
        examples=_texts(where, untrusted, "examples"),
    )
    if not row.hosts and not row.host_suffixes:
        raise BadRecogniserFile(f"{where}: say which hosts or host_suffixes it is for.")
    if not row.code_keys and row.kind is None:
        raise BadRecogniserFile(f"{where}: needs code_keys, or a kind for a link without the code in it.")
    if not row.examples:
        raise BadRecogniserFile(f"{where}: give at least one example.")
    return row


def _check_example(row: Recogniser, example: str, table: tuple[Recogniser, ...]) -> None:
    reading = read_licence(example.encode(), table)
    fits = (
        (isinstance(reading, Recognised) and reading.source is row.source)
        if row.kind is None
        else isinstance(reading, Opaque) and reading.kind is row.kind
    )
    if not fits:
        raise BadRecogniserFile(f"An example of “{row.name}” does not read as the row says: {example}")


def _text(where: str, untrusted: object, key: str) -> str:
    if not isinstance(untrusted, str) or not untrusted.strip():
        raise BadRecogniserFile(f"{where}: {key} must be a text.")
    return untrusted


def _texts(
    where: str, untrusted: dict[str, Any], key: str, shape: re.Pattern[str] | None = None
) -> tuple[str, ...]:
    values = untrusted.get(key, [])
    if not isinstance(values, list):
        raise BadRecogniserFile(f"{where}: {key} must be a list of texts.")
    texts = tuple(_text(where, value, key) for value in values)
    for text in texts:
        if shape is not None and shape.fullmatch(text) is None:
            raise BadRecogniserFile(f"{where}: {key} cannot be “{text}”.")
    return texts


def _ports(where: str, untrusted: object) -> tuple[int, ...]:
    if not isinstance(untrusted, list) or not all(
        type(port) is int and 0 < port <= _MAX_PORT for port in untrusted
    ):
        raise BadRecogniserFile(f"{where}: ports must be a list of numbers from 1 to {_MAX_PORT}.")
    return tuple(untrusted)


def _word(where: str, untrusted: dict[str, Any], key: str, words: type[LicenceSource | OpaqueKind]) -> Any:  # noqa: ANN401 - a member of the enumeration given
    try:
        return words(untrusted[key])
    except ValueError:
        known = ", ".join(word.value for word in words)
        raise BadRecogniserFile(f"{where}: {key} must be one of {known}.") from None
