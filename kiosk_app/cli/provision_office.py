"""`kiosk provision key` and `bundle`: what the office prepares for its terminals."""

from __future__ import annotations

import tomllib
from pathlib import Path  # noqa: TC003 - typer resolves annotations at run time
from typing import Annotated, Any

import typer

from kiosk_app import provisioning
from kiosk_app.cli.fleet_passphrase import fleet_passphrase
from kiosk_app.cli.output import say, stop
from kiosk_app.clock import utc_now
from kiosk_app.config import ConfigError
from kiosk_app.durable import PUBLIC, write_durably
from kiosk_app.paths import FLEET_KEY_FILE
from kiosk_app.provisioning import FleetKeyUnusable, RootRefused

OWN_SETTINGS = frozenset({"registry.root", "technician.secrets", "data"})
"""Where a terminal keeps things is its own affair: not taken from another one."""

_NEVER_SENT = OWN_SETTINGS - {"data"}


def key(
    folder: Annotated[Path, typer.Argument(help="Where fleet.key and fleet.pub go.")],
) -> None:
    """Make the fleet's key at the office: fleet.key signs bundles, fleet.pub is pinned in every terminal.

    The passphrase is asked for, or taken from KIOSK_PASSPHRASE.

    Example: kiosk provision key fleet
    """
    try:
        public = provisioning.make_fleet_key(folder, fleet_passphrase(confirm=True))
    except (FleetKeyUnusable, OSError) as fault:
        stop(str(fault))
    mark = provisioning.fingerprint(public.public_bytes_raw())
    say(f"fleet key {mark}: keep {folder / 'fleet.key'} at the office")
    say(f"{folder / 'fleet.pub'} belongs on every terminal, as {FLEET_KEY_FILE}")


def bundle(
    source: Annotated[Path, typer.Argument(help="fleet.toml: what all share, and [units.ID] for each.")],
    signing_key: Annotated[Path, typer.Option("--key", help="fleet.key of the office.")],
    root: Annotated[Path, typer.Option("--root", help="root.json of the key ceremony.")],
    serial: Annotated[int, typer.Option("--serial", min=1, help="Higher than that of the last bundle.")],
    out: Annotated[Path, typer.Option("--out", help="The bundle to write.")],
) -> None:
    """Make a signed bundle at the office; every unit in it is checked as a terminal would check it.

    Example: kiosk provision bundle fleet.toml --key fleet/fleet.key --root root.json --serial 3 --out fleet.bundle

    Exit codes: 0 written, 2 refused (the unit and the setting are named).
    """
    try:
        units = _units(tomllib.loads(source.read_text(encoding="utf-8")))
        sealed = provisioning.seal_bundle(
            units,
            provisioning.read_root_file(root),
            serial,
            utc_now(),
            provisioning.open_fleet_key(signing_key, fleet_passphrase()),
        )
        write_durably(out, sealed, mode=PUBLIC)
    except (ConfigError, FleetKeyUnusable, RootRefused, OSError, ValueError) as fault:
        stop(f"No bundle: {fault}")
    say(f"bundle {serial}: {len(units)} terminals, {len(sealed):,} bytes: {out}")


def _units(fleet: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Lay what all share under each unit, and check the result as its terminal will."""
    shared = provisioning.flattened({name: value for name, value in fleet.items() if name != "units"})
    units: dict[str, dict[str, Any]] = {}
    for terminal, own in fleet.get("units", {}).items():
        values = shared | provisioning.flattened(own) | {"terminal.id": terminal}
        if not values.keys().isdisjoint(_NEVER_SENT):
            raise ConfigError(f"{terminal}: {', '.join(sorted(_NEVER_SENT))} are the terminal's own")
        try:
            provisioning.checked(
                provisioning.settings_text(values | {"registry.root": "-", "technician.secrets": "-"})
            )
        except ConfigError as fault:
            raise ConfigError(f"unit {terminal}: {fault}") from fault
        units[terminal] = provisioning.nested(values)
    if not units:
        raise ConfigError("there is no [units.ID] in it, so it is for no terminal")
    return units
