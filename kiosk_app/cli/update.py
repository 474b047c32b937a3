"""`kiosk update …`: a new program from a stick, signed by the office, and the way back to the one before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk_app.cli.fleet_passphrase import fleet_passphrase
from kiosk_app.cli.output import FOUND, put_json, say, stop
from kiosk_app.clock import utc_now
from kiosk_app.paths import FACTORY_DIR, FLEET_KEY_FILE, PROGRAMS_DIR
from kiosk_app.provisioning import FleetKeyUnusable, open_fleet_key, read_public_key, versions
from kiosk_app.updating import (
    MOST_TRIES,
    SUFFIX,
    Release,
    Slots,
    Step,
    UpdateRefused,
    Wish,
    apply_update,
    make_update,
)

if TYPE_CHECKING:
    from kiosk_app.updating import State

app = typer.Typer(
    help="A new program from a stick; a program that does not come up is left again by itself.",
    no_args_is_help=True,
)

Programs = Annotated[Path, typer.Option("--programs", help="Folder of the two slots.")]
Factory = Annotated[Path, typer.Option("--factory", help="The program the package brought.")]
FleetKey = Annotated[Path, typer.Option("--fleet-key", help="Public key that must have signed it.")]


@app.command("apply")
def apply(
    place: Annotated[Path, typer.Argument(help="The update, or the folder of the stick it lies in.")],
    retry: Annotated[
        bool, typer.Option("--retry", help="Also a version that did not come up here before.")
    ] = False,
    fleet_key: FleetKey = FLEET_KEY_FILE,
    programs: Programs = PROGRAMS_DIR,
    factory: Factory = FACTORY_DIR,
) -> None:
    """Check an update and put it beside the program that runs; it is started at the next start, on trial.

    Example: kiosk update apply /media/usb

    Exit codes: 0 put in, 1 refused (nothing was changed; the line says what to do), 2 usage.
    """
    slots = _slots(programs, factory)
    try:
        version = apply_update(place, slots, read_public_key(fleet_key), Wish(retry=retry, tell=say))
    except (UpdateRefused, FleetKeyUnusable) as refused:
        stop(f"Not updated: {refused}", FOUND)
    say(f"version {version} is started at the next start, in the night or with: systemctl restart kiosk")
    say(f"It has {MOST_TRIES} starts to be ready in time; otherwise the one before runs again.")


@app.command("status")
def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    programs: Programs = PROGRAMS_DIR,
    factory: Factory = FACTORY_DIR,
) -> None:
    """Say which program runs, whether it is on trial, what it would go back to, and what happened.

    Example: kiosk update status

    Exit codes: 0 proven, 1 on trial, fallen back or not startable, 2 usage.
    """
    slots = _slots(programs, factory)
    state, trial = slots.state(), slots.trial()
    facts = {
        "runs": slots.version(slots.current),
        "slot": slots.current or "package",
        "on_trial": trial is not None,
        "tries": trial.tries if trial else 0,
        "before": slots.version(state.before) or slots.version(""),
        "failed": state.failed,
        "startable": slots.is_startable,
    }
    if as_json:
        put_json(facts | {"history": [_line(entry) for entry in state.history]})
    else:
        _show(facts, state)
    is_well = trial is None and not state.failed and slots.is_startable
    raise typer.Exit(0 if is_well else FOUND)


@app.command("mark-good")
def mark_good(
    ready: Annotated[
        Path | None, typer.Option("--if-exists", help="Only when the terminal has left this file.")
    ] = None,
    programs: Programs = PROGRAMS_DIR,
    factory: Factory = FACTORY_DIR,
) -> None:
    """End the trial: what runs works. The service does this by itself when the terminal is ready.

    Example: kiosk update mark-good

    Exit codes: 0 marked, or nothing was on trial; 1 it could not be written, 2 usage.
    """
    if ready is not None and not ready.exists():
        say("Not marked: the terminal is not in service.")
        return
    slots = _slots(programs, factory)
    try:
        was_on_trial = slots.mark_good()
    except OSError as fault:
        stop(f"Not marked: {fault.strerror}; run this as root", FOUND)
    say(f"version {slots.version(slots.current)} is proven" if was_on_trial else "Nothing was on trial.")


@app.command("rollback")
def rollback(programs: Programs = PROGRAMS_DIR, factory: Factory = FACTORY_DIR) -> None:
    """Go back to the program before, from the next start on.

    Example: kiosk update rollback && systemctl restart kiosk

    Exit codes: 0 gone back, 1 there is nothing to go back to, or it could not be written, 2 usage.
    """
    slots = _slots(programs, factory)
    try:
        version = slots.roll_back()
    except UpdateRefused as refused:
        stop(f"Not gone back: {refused}", FOUND)
    except OSError as fault:
        stop(f"Not gone back: {fault.strerror}; run this as root", FOUND)
    say(f"version {version} is started at the next start: systemctl restart kiosk")


@app.command("before-start", hidden=True)
def before_start(programs: Programs = PROGRAMS_DIR, factory: Factory = FACTORY_DIR) -> None:
    """Count a start of a program on trial and leave it after too many; called by the service, as root.

    Example: kiosk update before-start

    Exit codes: 0 always but for usage: the start itself must not depend on this.
    """
    slots = _slots(programs, factory)
    try:
        fell_back = slots.before_start() is Step.FELL_BACK
    except OSError as fault:
        say(f"not counted: {fault.strerror}")
        return
    trial = slots.trial()
    if fell_back:
        say(f"version {slots.state().failed} did not come up: {slots.version(slots.current)} runs again")
    elif trial is not None:
        say(f"version {trial.version} is on trial, start {trial.tries} of {MOST_TRIES}")


@app.command("make")
def make(
    bundle: Annotated[Path, typer.Argument(help="The built program: dist/kiosk.")],
    signing_key: Annotated[Path, typer.Option("--key", help="fleet.key of the office.")],
    version: Annotated[str, typer.Option("--version", help="Three numbers, such as 0.2.0.")],
    out: Annotated[Path, typer.Option("--out", help=f"The file to write, *{SUFFIX}.")],
) -> None:
    """Make an update at the office: the built program, signed by the fleet's key. Takes a minute or two.

    Example: kiosk update make dist/kiosk --key fleet/fleet.key --version 0.2.0 --out kiosk-0.2.0.update

    Exit codes: 0 written, 2 refused (the line says why).
    """
    if out.suffix != SUFFIX:
        stop(f"--out must end with {SUFFIX}, so that a terminal finds it on the stick.")
    try:
        key = open_fleet_key(signing_key, fleet_passphrase())
        head = make_update(bundle, Release(version, utc_now()), key, out)
    except (FleetKeyUnusable, OSError, ValueError) as fault:
        stop(f"No update: {fault}")
    say(f"version {head.version}: {len(head.files)} files, {out.stat().st_size / 1e6:,.0f} MB: {out}")


def _slots(programs: Path, factory: Path) -> Slots:
    return Slots(programs, factory, dict(versions())["kiosk"], utc_now)


def _show(facts: dict[str, object], state: State) -> None:
    where = f"slot {facts['slot']}" if facts["slot"] != "package" else "the package's own"
    trial = f", on trial, start {facts['tries']} of {MOST_TRIES}" if facts["on_trial"] else ", proven"
    typer.echo(f"runs     {facts['runs'] or 'nothing'} ({where}{trial})")
    typer.echo(f"before   {facts['before']}")
    if not facts["startable"]:
        typer.echo("WRONG    the link leads to no program; the next start mends it")
    if state.failed:
        typer.echo(f"WRONG    {state.failed} did not come up and was left")
    for entry in state.history[-10:]:
        typer.echo(f"         {entry.at}  {entry.step.value.replace('_', ' ')}  {entry.version}")


def _line(entry: object) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ("number", "step", "version", "at")}
