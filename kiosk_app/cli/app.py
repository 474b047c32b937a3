"""The root command: every command there is."""

from __future__ import annotations

import typer

from kiosk_app.cli import (
    attack_test,
    audit,
    demo,
    doctor,
    matching,
    preview,
    printer_probe,
    printer_sim,
    provision,
    registry,
    run,
    scan,
    slip,
    sync,
    update,
)

app = typer.Typer(
    name="kiosk",
    help="A self-service terminal: a licence QR becomes a printed list of compliant debt-management agencies.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("run")(run.run)
app.command("demo")(demo.demo)
app.command("preview")(preview.preview)
app.command("scan")(scan.scan)
app.command("attack-test")(attack_test.attack_test)
app.command("match")(matching.match_agencies)
app.command("slip")(slip.slip)
app.command("printer-probe")(printer_probe.printer_probe)
app.command("printer-sim")(printer_sim.printer_sim)
app.command("sync")(sync.sync)
app.command("doctor")(doctor.doctor)
app.add_typer(registry.app, name="registry")
app.add_typer(audit.app, name="audit")
app.add_typer(provision.app, name="provision")
app.add_typer(update.app, name="update")
