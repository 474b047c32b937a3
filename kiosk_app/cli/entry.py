"""Where the `kiosk` program begins: it loads what the asked command needs, and no more before that is known."""

from __future__ import annotations

import os
import sys

from kiosk_app.cli.run_service import run_terminal, settings_if_plain
from kiosk_app.language import CatalogueUnusable


def main() -> None:
    """Entry point of the `kiosk` program; a frozen program's scanner child comes through here too."""
    try:
        if sys.argv[1:2] == ["run"]:
            _run_terminal(sys.argv[2:])
        else:
            _run_any()
    except CatalogueUnusable as fault:
        from kiosk_app.cli.output import USAGE, say  # noqa: PLC0415 - with the command line library

        # Whatever the command was: without its words the program is not installed.
        say(str(fault))
        sys.exit(USAGE)


def _run_any() -> None:
    from scanner import run_if_child  # noqa: PLC0415 - the terminal shows its first picture without it

    child_exit = run_if_child(sys.argv)
    if child_exit is not None:
        sys.exit(child_exit)
    from kiosk_app.cli.app import app  # noqa: PLC0415 - all commands: a second of loading

    app()


def _run_terminal(arguments: list[str]) -> None:
    """`kiosk run` alone: people wait for its first picture, and the other commands' libraries are none of its own."""
    settings = settings_if_plain(arguments, os.environ)
    if settings is not None:
        sys.exit(run_terminal(settings, safe_screen=True))
    import typer  # noqa: PLC0415 - a tenth of the start

    from kiosk_app.cli.run import run  # noqa: PLC0415 - only when it is asked for

    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    alone.command("run")(run)
    alone(args=arguments, prog_name="kiosk run")
