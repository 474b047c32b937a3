"""How the commands speak: results to stdout, everything else to stderr, and one way to stop."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console

FOUND = 1
"""Exit code: a finding."""
USAGE = 2
"""Exit code: wrong usage, or input that cannot be used."""


def notes() -> Console:
    """The console for progress and remarks: stderr, so that a script's stdout holds results alone."""
    from rich.console import Console  # noqa: PLC0415 - the terminal starts without it

    return Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """One remark on stderr; rich markup in it is shown as it is."""
    notes().print(text, markup=False, soft_wrap=True)


def put_json(value: Any) -> None:  # noqa: ANN401 - whatever json can write
    """One line of JSON on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def stop(text: str, code: int = USAGE) -> NoReturn:
    """Say what is wrong and what to do, and end with an exit code."""
    say(text)
    raise typer.Exit(code)
