"""`kiosk printer-probe`: what the printer behind an address really does."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk_app.cli.output import FOUND, USAGE, put_json, stop
from printing import FenceKind, PortFault, PortFaultCode, ProbeReport, probe

_ADVICE = {
    FenceKind.GS_H: "done means done: it proves what is on paper",
    FenceKind.GS_R: "a slip counts as done once the status behind its cut was answered too",
    FenceKind.NONE: "it proves nothing: every slip will end unconfirmed, and the person is asked",
}


def printer_probe(
    url: Annotated[str, typer.Argument(help="Port URL: tcp://, serial://, usb:// or file://.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """Ask a printer what it can do; prints nothing, keeps nothing.

    Nobody else may have the printer open: stop the terminal first.

    Example: kiosk printer-probe tcp://192.0.2.10:9100

    Exit codes: 0 it proves what it prints, 1 it does not or cannot be reached, 2 usage.
    """
    try:
        report = probe(url)
    except PortFault as fault:
        code = USAGE if fault.code is PortFaultCode.BAD_URL else FOUND
        stop(f"{url}: {fault}", code)
    if as_json:
        put_json(_facts(report))
    else:
        for name, value in _facts(report).items():
            typer.echo(f"{name:20} {value}")
        typer.echo(_ADVICE[report.fence])
    if report.fence is FenceKind.NONE:
        raise typer.Exit(FOUND)


def _facts(report: ProbeReport) -> dict[str, object]:
    answers = ["none" if bits is None else f"0x{bits:02x}" for bits in report.real_time]
    return {
        "maker": report.maker,
        "model": report.model,
        "real_time": " ".join(answers),
        "reports_changes": report.reports_changes,
        "gs_h": report.gs_h,
        "gs_r": report.gs_r,
        "fence": report.fence.value,
        "slowest_answer_ms": round(report.slowest_answer_ms, 1),
    }
