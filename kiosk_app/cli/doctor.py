"""`kiosk doctor`: what is wrong with this terminal, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kiosk_app.cli.output import FOUND, put_json
from kiosk_app.cli.settings import ConfigFile  # noqa: TC001 - typer resolves annotations at run time
from kiosk_app.doctor import CheckState, Host, examine_all, has_failed
from kiosk_app.paths import config_file

if TYPE_CHECKING:
    from kiosk_app.doctor import Finding

_MARKS = {
    CheckState.OK: "[green]ok[/]",
    CheckState.WARN: "[yellow]warn[/]",
    CheckState.FAIL: "[bold red]FAIL[/]",
    CheckState.ABSENT: "[dim]absent[/]",
}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    production: Annotated[
        bool, typer.Option("--production", help="As a terminal in public must be.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Look at everything a program can look at, and say for each fault how to mend it.

    Example: kiosk doctor --production

    Exit codes: 0 nothing has to be mended, 1 something has, 2 usage.
    """
    results = examine_all(Host(settings_file=config or config_file()), production=production)
    if as_json:
        put_json(
            {
                "production": production,
                "healthy": not has_failed(results),
                "checks": [
                    _row(group, finding) for group, findings in results.items() for finding in findings
                ],
            }
        )
    else:
        _show(results)
    raise typer.Exit(FOUND if has_failed(results) else 0)


def _row(group: str, finding: Finding) -> dict[str, str]:
    return {
        "group": group,
        "check": finding.check,
        "state": finding.state.value,
        "what": finding.what,
        "fix": finding.fix,
    }


def _show(results: dict[str, tuple[Finding, ...]]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("state", no_wrap=True)
    table.add_column("check", no_wrap=True)
    table.add_column("what", overflow="fold")
    for group, findings in results.items():
        table.add_row("", "")
        table.add_row("", f"[bold]{group}[/]")
        for finding in findings:
            fix = f"\n[bold]→[/] {escape(finding.fix)}" if finding.fix else ""
            table.add_row(_MARKS[finding.state], finding.check, escape(finding.what) + fix)
    console = Console(highlight=False)
    console.print(table)
    counts = [
        f"{sum(finding.state is state for findings in results.values() for finding in findings)} {state.value}"
        for state in CheckState
    ]
    console.print(f"\n{', '.join(counts)}")
