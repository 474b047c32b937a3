"""The passphrase of the office's key, asked for in one way."""

from __future__ import annotations

import os

import typer

_VARIABLE = "KIOSK_PASSPHRASE"


def fleet_passphrase(*, confirm: bool = False) -> str:
    """From KIOSK_PASSPHRASE, or typed without being shown."""
    given = os.environ.get(_VARIABLE)
    if given is not None:
        return given
    return str(
        typer.prompt("Passphrase of the fleet key", hide_input=True, confirmation_prompt=confirm, err=True)
    )
