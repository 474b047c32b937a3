"""`kiosk audit …`: check the log of what this terminal did, and take it along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk_app.audit import (
    Anchor,
    AuditEvent,
    AuditLog,
    Disposition,
    EventId,
    ExportDamaged,
    anchor_of,
    export,
    verify_export,
)
from kiosk_app.cli.output import FOUND, put_json, say, stop
from kiosk_app.cli.settings import ConfigFile, read_config
from kiosk_app.clock import utc_now
from kiosk_app.paths import DataPaths
from kiosk_app.secrets import machine_moment

if TYPE_CHECKING:
    from kiosk_app.audit import AuditReport

app = typer.Typer(
    help="The log of what this terminal did, and proof that nobody changed it.", no_args_is_help=True
)

DataFolder = Annotated[Path | None, typer.Option("--data", help="Folder of this terminal's data.")]


@app.command("verify")
def verify_log(
    anchor: Annotated[
        list[str] | None, typer.Option("--anchor", help="Noted down outside, such as 1234-0123456789abcdef.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="An earlier export of this terminal.")
    ] = None,
    exported: Annotated[
        Path | None, typer.Option("--export", help="Check this export itself instead.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Check that no record was changed, left out, added or moved; with an anchor also that none is missing at the end.

    Example: kiosk audit verify --anchor 1234-0123456789abcdef

    Exit codes: 0 whole, 1 something is wrong (each place is named), 2 usage.
    """
    try:
        anchors = [Anchor.parse(text) for text in anchor or ()]
        if against is not None:
            anchors.append(anchor_of(against))
        report = verify_export(exported) if exported else _log(data, config).verify(anchors)
    except (ValueError, ExportDamaged) as fault:
        stop(str(fault))
    except OSError as fault:
        stop(f"The log cannot be read: {fault}")
    _show(report, checked=len(anchors) - len(report.unchecked), as_json=as_json)
    raise typer.Exit(0 if report.is_whole else FOUND)


@app.command("export")
def export_log(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")],
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Copy every record to one file that ends with its anchor, and say the anchor.

    Example: kiosk audit export /media/usb/JJ-01.jsonl

    Exit codes: 0 written, 1 there is nothing to write or the log is damaged (it is written all the same), 2 usage.
    """
    log = _log(data, config)
    try:
        report = log.verify()
        anchor = export(log, file)
        if anchor is not None:
            log.append(AuditEvent(EventId.AUDIT_EXPORTED, Disposition.SUCCESS, {"records": report.records}))
    except FileExistsError:
        stop(f"{file} exists already: name another file, an export is never overwritten.")
    except OSError as fault:
        stop(f"Not exported: {fault}")
    if anchor is None:
        stop("The log is empty.", FOUND)
    say(f"{report.records} records; note down the anchor {anchor}")
    for finding in report.findings:
        say(f"WRONG: {finding.sentence}")
    raise typer.Exit(0 if report.is_whole else FOUND)


def _log(data: Path | None, config: Path | None) -> AuditLog:
    directory = data
    if directory is None:
        settings = read_config(config)
        if settings is None:
            stop("Say --data DIR: this terminal is not provisioned, so there is no place for its log yet.")
        directory = Path(settings.data)
    return AuditLog(DataPaths(directory).audit, utc_now, machine_moment().boot_id)


def _show(report: AuditReport, *, checked: int, as_json: bool) -> None:
    if as_json:
        put_json(
            {
                "whole": report.is_whole,
                "records": report.records,
                "first": report.first_seq,
                "anchor": str(report.head) if report.head else None,
                "findings": [
                    {"kind": finding.kind.value, "seq": finding.seq, "sentence": finding.sentence}
                    for finding in report.findings
                ],
                "unchecked": [str(anchor) for anchor in report.unchecked],
            }
        )
        return
    for finding in report.findings:
        typer.echo(f"WRONG: {finding.sentence}")
    for anchor in report.unchecked:
        typer.echo(f"not checked: {anchor} is older than the oldest record kept")
    if report.is_whole:
        typer.echo(
            f"{report.records} records, nothing changed; {checked} anchors held; head {report.head or 'none'}"
        )
    if not checked:
        say("Without an anchor noted down outside, records missing at the end cannot be noticed.")
