"""What `kiosk provision` does besides asking: the person at the keyboard, the devices here, secrets, the page."""

from __future__ import annotations

import grp
import os
import secrets as randomness
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
import typer

from kiosk_app.cli.output import FOUND, say, stop
from kiosk_app.provisioning import ask_pin
from kiosk_app.secrets import SECRET_BYTES, enrolment_uri, make_secrets, new_codes, pin_advice
from printing import (
    Done,
    JobFinished,
    Journal,
    PortFault,
    PrintEngine,
    PrinterProfile,
    PrintJob,
    ProbeReport,
    Renderer,
    prepare_slip,
    probe,
)
from scanner import list_cameras

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_app.provisioning import Conversation
    from kiosk_app.secrets import TechnicianSecrets
    from printing import Document, EngineEvent, PrintOutcome

_PRINT_DEADLINE_S = 120.0
_MAX_PIN_LINE = 64


class Keyboard:
    """The person at the shell; questions go to stderr, so that stdout holds results alone."""

    def ask(self, question: str, default: str) -> str:
        """See `Conversation.ask`."""
        return str(typer.prompt(question, default=default, show_default=bool(default), err=True))

    def ask_secret(self, question: str) -> str:
        """See `Conversation.ask_secret`."""
        return str(typer.prompt(question, default="", show_default=False, hide_input=True, err=True))

    def say(self, text: str) -> None:
        """See `Conversation.say`."""
        say(text)


def suggestions() -> dict[str, str]:
    """What is plugged in here, by name of the setting."""
    cameras = list_cameras()
    return {"camera.device": str(cameras[0])} if cameras else {"camera.device": "0"}


def trials() -> dict[str, Callable[[Any], str]]:
    """How an answer is tried on this machine."""
    return {"camera.device": _try_camera, "printer.url": _try_printer}


def _try_camera(device: str) -> str:
    node = Path(device) if device.startswith("/") else Path(f"/dev/video{device}")
    if node.exists():
        return ""
    cameras = list_cameras()
    found = f"Plugged in: {', '.join(map(str, cameras))}." if cameras else "No camera is plugged in."
    return f"There is no {node}. {found}"


def _try_printer(url: str) -> str:
    say(f"asking {url} …")
    try:
        report = probe(url)
    except PortFault as fault:
        return f"The printer does not answer ({fault}). Check power, cable and address."
    if report == ProbeReport():
        return "The port opens, but the printer says nothing about itself: slips will end unconfirmed."
    say(f"found {report.maker} {report.model}".rstrip() + f"; proof of paper: {report.fence.value}")
    return ""


def new_secrets(person: Conversation, terminal: str, pin_file: Path | None) -> TechnicianSecrets:
    """Ask for a PIN, make the rest, and show once what the technician must take along."""
    pin = _pin_of(pin_file) if pin_file else ask_pin(person, pin_advice)
    totp = randomness.token_bytes(SECRET_BYTES)
    codes = new_codes(randomness.choice)
    uri = enrolment_uri(totp, terminal)
    typer.echo("Scan this with the technician's authenticator now; it is not shown again:")
    segno.make(uri, error="l").terminal(compact=True)
    typer.echo(uri)
    typer.echo("Recovery codes, each good for one entry; write them down now, they are not shown again:")
    for code in codes:
        typer.echo(f"  {code}")
    return make_secrets(pin, totp, codes)


def _pin_of(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as lines:
            pin = lines.readline(_MAX_PIN_LINE).strip()
    except (OSError, UnicodeDecodeError) as fault:
        stop(f"--pin-file {file} cannot be read: {fault}")
    wrong = pin_advice(pin)
    if wrong:
        stop(f"--pin-file {file}: {wrong}")
    return pin


def group_of(name: str) -> int | None:
    """The group that may read settings and secrets; None where there is no such group or we may not give it."""
    try:
        group = grp.getgrnam(name).gr_gid
    except KeyError:
        return None
    return group if os.geteuid() == 0 or group in os.getgroups() else None


def render_page(page: Document, out: Path) -> None:
    """Write `readiness.png` and `readiness.pdf`."""
    from printing.pdf import render_pdf  # noqa: PLC0415 - reportlab is loaded only where a PDF is made

    out.mkdir(parents=True, exist_ok=True)
    prepare_slip(page, PrinterProfile(), Renderer()).bitmap.to_png(out / "readiness.png")
    render_pdf(page, out / "readiness.pdf")
    say(f"readiness page: {out / 'readiness.pdf'}")


def print_page(page: Document, terminal: str, port: str) -> None:
    """Print the page; stops with what the printer says when it is not proven."""
    finished = threading.Event()
    outcomes: list[PrintOutcome] = []

    def on_event(event: EngineEvent) -> None:
        if isinstance(event, JobFinished):
            outcomes.append(event.outcome)
            finished.set()

    with tempfile.TemporaryDirectory(prefix="kiosk-") as folder:
        try:
            engine = PrintEngine(port, Journal(Path(folder) / "journal.sqlite", time.time), None, on_event)
        except (PortFault, ValueError) as fault:
            stop(f"{port}: {fault}", FOUND)
        with engine:
            engine.submit(PrintJob(randomness.token_hex(16), page, terminal))
            finished.wait(_PRINT_DEADLINE_S)
    if not outcomes or not isinstance(outcomes[0], Done):
        stop(f"The page was not printed: {outcomes[0] if outcomes else 'the printer did not finish'}", FOUND)
    say("readiness page printed: compare its characters and its ruler, and keep it")
