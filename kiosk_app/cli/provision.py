"""`kiosk provision`: make this machine a terminal."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk_app import provisioning
from kiosk_app.audit import AuditEvent, AuditLog, Disposition, EventId
from kiosk_app.cli.output import say, stop
from kiosk_app.cli.provision_desk import (
    Keyboard,
    group_of,
    new_secrets,
    print_page,
    render_page,
    suggestions,
    trials,
)
from kiosk_app.cli.provision_office import OWN_SETTINGS
from kiosk_app.cli.provision_office import bundle as make_bundle
from kiosk_app.cli.provision_office import key as make_key
from kiosk_app.cli.settings import ConfigFile, read_config
from kiosk_app.clock import utc_now
from kiosk_app.config import ConfigError
from kiosk_app.paths import FLEET_KEY_FILE, SECRETS_FILE, DataPaths, config_file
from kiosk_app.provisioning import (
    BundleRefused,
    FleetKeyUnusable,
    Places,
    Plan,
    ProvisionNote,
    RootRefused,
)
from kiosk_app.secrets import machine_moment

if TYPE_CHECKING:
    from kiosk_app.config import Config
    from kiosk_app.provisioning import Values

app = typer.Typer(help="Make this machine a terminal.", no_args_is_help=False)
app.command("key")(make_key)
app.command("bundle")(make_bundle)

_GROUP = "kiosk"

FleetKeyFile = Annotated[Path, typer.Option("--fleet-key", help="Public key bundles must follow from.")]
PageFolder = Annotated[
    Path | None, typer.Option("--out", help="Write the readiness page there, PNG and PDF.")
]
PrintPage = Annotated[
    bool, typer.Option("--print", help="Print the readiness page on this terminal's printer.")
]


@dataclass(frozen=True, slots=True)
class _Collected:
    values: Values
    root: bytes
    source: str
    serial: int = 0


@dataclass(frozen=True, slots=True)
class _Wish:
    bundle: Path | None
    unit: str | None
    clone: Path | None
    root: Path | None
    data: Path | None
    pin_file: Path | None
    renew: bool
    fleet_key: Path


@app.callback(invoke_without_command=True)
def provision(
    context: typer.Context,
    bundle: Annotated[
        Path | None, typer.Option("--from-bundle", help="A signed bundle, as on a USB stick.")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Which terminal of the bundle this is.")] = None,
    clone: Annotated[
        Path | None, typer.Option("--clone", help="kiosk.toml of another terminal to follow.")
    ] = None,
    root: Annotated[Path | None, typer.Option("--root", help="root.json of the key ceremony.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Folder of this terminal's data.")] = None,
    secrets: Annotated[
        Path, typer.Option("--secrets", help="Where the technician's secrets go.")
    ] = SECRETS_FILE,
    pin_file: Annotated[
        Path | None, typer.Option("--pin-file", help="PIN in its first line, not asked.")
    ] = None,
    renew: Annotated[
        bool, typer.Option("--new-secrets", help="Make PIN, one-time secret, codes anew.")
    ] = False,
    fleet_key: FleetKeyFile = FLEET_KEY_FILE,
    out: PageFolder = None,
    on_paper: PrintPage = False,
    config: ConfigFile = None,
) -> None:
    """Make this machine a terminal: by questions, from a signed bundle, or like another terminal.

    Can be repeated: answers given before are offered, and what does not change is not written.

    Example: kiosk provision --from-bundle /media/usb/fleet.bundle --unit JJ-02

    Exit codes: 0 provisioned, 1 provisioned but the page was not printed, 2 refused; nothing was written.
    """
    if context.invoked_subcommand is not None:
        return
    if bundle is not None and clone is not None:
        stop("Say --from-bundle or --clone, not both.")
    # Absolute, because the service will not be started from this folder.
    places = Places((config or config_file()).absolute(), secrets.absolute(), group_of(_GROUP))
    wish = _Wish(bundle, unit, clone, root, data, pin_file, renew, fleet_key)
    installed = _carry_out(wish, places)
    _page(installed, places.settings, fleet_key, out, on_paper=on_paper)
    say("Next: kiosk sync, kiosk doctor --production, then start the service.")


@app.command("page")
def page(
    fleet_key: FleetKeyFile = FLEET_KEY_FILE,
    out: PageFolder = None,
    on_paper: PrintPage = False,
    config: ConfigFile = None,
) -> None:
    """Make the readiness page of this terminal again, with the audit log's anchor of today.

    Example: kiosk provision page --print

    Exit codes: 0 made, 1 not printed, 2 usage.
    """
    settings = read_config(config)
    if settings is None:
        stop("This terminal is not provisioned; run: kiosk provision")
    if out is None and not on_paper:
        stop("Say --out DIR, --print, or both.")
    _page(settings, config or config_file(), fleet_key, out, on_paper=on_paper)


def _carry_out(wish: _Wish, places: Places) -> Config:
    begun_s = time.monotonic()
    try:
        known = _known(places.settings)
        data = DataPaths(wish.data or Path(known.get("data", "/var/lib/kiosk")))
        collected = (
            _from_bundle(wish.bundle, wish.unit, wish.fleet_key, data)
            if wish.bundle
            else _from_answers(known, wish.clone, wish.root, places)
        )
        if wish.data is not None:
            collected.values["data"] = str(wish.data.absolute())
        installed = _install(collected, places, wish.pin_file, renew=wish.renew)
    except (BundleRefused, ConfigError, FleetKeyUnusable, RootRefused) as refusal:
        stop(str(refusal))
    except OSError as fault:
        stop(f"Not written: {fault}. Run this as root, and check the disk with: kiosk doctor")
    if installed.changed:
        _note(installed.config, collected, time.monotonic() - begun_s)
    written = ", ".join(map(str, installed.changed)) or "nothing new"
    say(f"{installed.config.terminal.id} is provisioned; written: {written}")
    return installed.config


def _known(settings: Path) -> Values:
    text = provisioning.read_settings(settings)
    if text is None:
        return {}
    try:
        return provisioning.values_of(text)
    except ConfigError as fault:
        say(f"{settings} is {fault}; it is kept as .broken and written anew.")
        return {}


def _from_bundle(file: Path, unit: str | None, fleet_key: Path, data: DataPaths) -> _Collected:
    note = provisioning.read_note(data)
    opened = provisioning.open_bundle(
        file, provisioning.read_public_key(fleet_key), newest_serial=note.serial if note else 0
    )
    terminal, settings = opened.unit(unit)
    say(f"bundle {opened.serial} of {opened.made}, signed by this fleet: {terminal}")
    return _Collected(provisioning.flattened(settings), opened.root, "bundle", opened.serial)


def _from_answers(known: Values, clone: Path | None, root: Path | None, places: Places) -> _Collected:
    if clone is not None:
        text = provisioning.read_settings(clone)
        if text is None:
            stop(f"{clone} cannot be read: name the kiosk.toml of another terminal.")
        # The pattern's own place of secrets and root is its own affair.
        known = {
            name: value for name, value in provisioning.values_of(text).items() if name not in OWN_SETTINGS
        }
    root_bytes = provisioning.read_root_file(root or _root_beside(clone, places))
    answers = provisioning.ask_settings(
        Keyboard(), known, trials(), suggestions(), only_differing=clone is not None
    )
    return _Collected(known | answers, root_bytes, "clone" if clone else "wizard")


def _root_beside(clone: Path | None, places: Places) -> Path:
    beside = (clone or places.settings).with_name("root.json")
    if not beside.exists():
        stop(f"Say --root FILE: there is no {beside}. It comes from the key ceremony of the registry.")
    return beside


def _install(
    collected: _Collected, places: Places, pin_file: Path | None, *, renew: bool
) -> provisioning.Installed:
    # Checked before anybody is asked for a PIN, and again by install itself.
    provisioning.checked(
        provisioning.settings_text(collected.values | {"registry.root": "-", "technician.secrets": "-"})
    )
    made = None
    if renew or not places.secrets.exists():
        made = new_secrets(Keyboard(), str(collected.values["terminal.id"]), pin_file)
    return provisioning.install(Plan(collected.values, collected.root, made), places)


def _note(config: Config, collected: _Collected, took_s: float) -> None:
    data = DataPaths(Path(config.data))
    before = provisioning.read_note(data)
    serial = max(collected.serial, before.serial if before else 0)
    at = utc_now().isoformat(timespec="seconds")
    try:
        provisioning.write_note(
            data, ProvisionNote(at=at, source=collected.source, took_s=round(took_s), serial=serial)
        )
        _report(data, EventId.TERMINAL_PROVISIONED, {"source": collected.source, "seconds": round(took_s)})
    except OSError as fault:
        say(f"The settings are written, but {config.data} cannot be: {fault}. Run: kiosk doctor")


def _page(config: Config, settings: Path, fleet_key: Path, out: Path | None, *, on_paper: bool) -> None:
    if out is None and not on_paper:
        return
    made = provisioning.readiness_page(provisioning.gather_facts(config, settings, fleet_key, utc_now))
    if out is not None:
        render_page(made, out)
    if on_paper:
        print_page(made, config.terminal.id, config.printer.url)
    _report(DataPaths(Path(config.data)), EventId.READINESS_MADE, {"paper": int(on_paper)})


def _report(data: DataPaths, event: EventId, facts: dict[str, str | int]) -> None:
    AuditLog(data.audit, utc_now, machine_moment().boot_id).append(
        AuditEvent(event, Disposition.SUCCESS, facts)
    )
