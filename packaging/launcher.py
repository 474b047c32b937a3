# ruff: noqa: INP001 - a stand-alone program, not part of a package
"""Entry point of the bundle: the scanner's child first, so that it starts without the rest of the application."""

from __future__ import annotations

import sys

from scanner import run_if_child


def main() -> None:
    """Run the child when started as one, the `kiosk` command otherwise."""
    child_exit = run_if_child(sys.argv)
    if child_exit is not None:
        sys.exit(child_exit)
    from kiosk_app.cli import main as kiosk  # noqa: PLC0415 - the child must not pay for it

    kiosk()


if __name__ == "__main__":
    main()
