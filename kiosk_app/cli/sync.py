"""`kiosk sync`: fetch, verify and store the registry now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from kiosk_app.cli.output import FOUND, notes, put_json, say, stop
from kiosk_app.cli.settings import ConfigFile, read_config
from kiosk_app.cli.source import read_root
from kiosk_app.clock import utc_now
from kiosk_app.demo.town import DEMO_CITIES
from kiosk_app.paths import DataPaths
from offline_cache import (
    FolderFetcher,
    Freshness,
    HttpFetcher,
    RegistryStore,
    SyncFailed,
    Synchroniser,
    Updated,
)
from offline_cache.agency import Adcode

if TYPE_CHECKING:
    from kiosk_app.config import Config
    from offline_cache import Fetcher, RegistryState, SyncOutcome, SyncProgress


def sync(
    folder: Annotated[
        Path | None, typer.Option("--from", help="A folder, such as a USB stick, instead of the network.")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", help="Address of the registry.")] = None,
    ca_file: Annotated[
        Path | None,
        typer.Option(
            "--ca-file", help="Certificates that vouch for an https address, instead of the public ones."
        ),
    ] = None,
    root: Annotated[Path | None, typer.Option("--root", help="root.json to trust.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Folder of this terminal's data.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    config: ConfigFile = None,
) -> None:
    """Synchronise the registry; the last good list stays in use when anything is wrong.

    Example: kiosk sync --from /media/usb/registry --root root.json --data /var/lib/kiosk

    Exit codes: 0 the list is current, 1 refused or not current (stderr says why), 2 usage.
    """
    settings = read_config(config)
    fetcher = _source(folder, url, ca_file, settings)
    root_file = root or (Path(settings.registry.root) if settings else None)
    if root_file is None:
        stop("Say --root FILE: this terminal is not provisioned, so there is no root of trust yet.")
    directory = data or (Path(settings.data) if settings else None)
    if directory is None:
        stop("Say --data DIR: this terminal is not provisioned, so there is no place for its data yet.")
    cities = tuple(Adcode(city) for city in settings.terminal.cities) if settings else DEMO_CITIES
    with RegistryStore(DataPaths(directory).registry, read_root(root_file), cities=cities) as store:
        outcome = _sync_with_progress(Synchroniser(store, fetcher))
        state = store.load(utc_now())
    _report(outcome, state, as_json=as_json)
    fine = not isinstance(outcome, SyncFailed) and state.freshness is Freshness.CURRENT
    raise typer.Exit(0 if fine else FOUND)


def _source(folder: Path | None, url: str | None, ca_file: Path | None, settings: Config | None) -> Fetcher:
    if folder is not None and url is not None:
        stop("Say --from or --url, not both.")
    if folder is not None:
        if not (folder / "metadata").is_dir():
            stop(f"{folder} holds no registry: there is no folder metadata in it.")
        return FolderFetcher(folder)
    address = url or (settings.registry.url if settings else None)
    if address is None:
        stop("Say --url URL or --from DIR: this terminal is not provisioned, so it has no registry address.")
    return HttpFetcher(address, ca_file=ca_file or (settings.registry.authorities if settings else None))


def _sync_with_progress(synchroniser: Synchroniser) -> SyncOutcome:
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=notes(), transient=True) as progress:
        task = progress.add_task("asking", total=None)

        def show(step: SyncProgress) -> None:
            of = f" {step.done}/{step.total}" if step.total else ""
            progress.update(task, description=f"{step.phase.value}{of}, {step.bytes_received:,} bytes")

        return synchroniser.sync(utc_now(), show)


def _report(outcome: SyncOutcome, state: RegistryState, *, as_json: bool) -> None:
    if as_json:
        put_json(
            {
                "outcome": type(outcome).__name__,
                "reason": outcome.reason.value if isinstance(outcome, SyncFailed) else None,
                "detail": outcome.detail if isinstance(outcome, SyncFailed) else "",
                "seq": state.seq,
                "state": state.freshness.value,
            }
        )
    if isinstance(outcome, SyncFailed):
        kept = f"release {state.seq} is still in use" if state.registry else "there is no list to show"
        say(f"not synchronised ({outcome.reason.value}): {outcome.detail}; {kept}")
        return
    news = "received" if isinstance(outcome, Updated) else "unchanged"
    why = "" if state.freshness is Freshness.CURRENT else f" ({state.reason.value})"
    say(
        f"release {outcome.seq} {news}: {outcome.bytes:,} bytes in {outcome.requests} requests; "
        f"the list is {state.freshness.value}{why}"
    )
