"""`kiosk printer-sim`: a receipt printer in software to print on, to break, and to look at."""

from __future__ import annotations

import sys
import termios
import threading
import tty
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer resolves annotations at run time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from kiosk_app.cli.output import FOUND, say, stop
from printing import (
    CLONES,
    Fault,
    FontUnavailable,
    PaperCut,
    Renderer,
    SimulatedPrinter,
    Wiring,
    line_drawer,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printing import PaperEvent


class SimulatedModel(StrEnum):
    """The clone modes of the simulator."""

    EPSON = "epson"
    XPRINTER = "xprinter"
    RONGTA = "rongta"
    HPRT = "hprt"
    SNBC = "snbc"
    ZJIANG = "zjiang"
    SILENT = "silent"


KEYS: Final = {
    "p": (Fault.PAPER_OUT, "pull or load the paper"),
    "n": (Fault.NEAR_END, "roll nearly used up, or not"),
    "c": (Fault.COVER_OPEN, "open or close the cover"),
    "j": (Fault.CUTTER, "jam or free the cutter"),
    "h": (Fault.OVERHEATED, "head too hot, or cooled"),
    "f": (Fault.FEEDING, "hold or leave the feed button"),
    "u": (Fault.CABLE, "unplug or plug the cable"),
    "o": (Fault.POWER, "switch off or on"),
}
"""Keys and what they do; the same key again mends it."""
_MEND: Final = "m"
_QUIT: Final = "q"
_HELP: Final = "?"


class Bystander:
    """Somebody beside the printer: does what the keys say and tells what comes out.

    Args:
        out: folder for cut slips, or None.
    """

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self._slips = 0

    def watch(self, event: PaperEvent) -> None:
        """Keep every slip that is cut off; called on the printer's thread."""
        if not isinstance(event, PaperCut):
            return
        self._slips += 1
        height_mm = event.slip.bitmap.height_dots / 8
        told = f"slip {self._slips} cut: {height_mm:.0f} mm"
        pieces = event.slip.pieces
        if len(pieces) > 1:
            told = f"{told} in {len(pieces)} pieces of paper"
        say(told)
        for number, piece in enumerate(pieces, start=1):
            suffix = f"-{number}" if len(pieces) > 1 else ""
            if self._out is not None:
                path = self._out / f"slip-{self._slips:03}{suffix}.png"
                piece.to_png(path)
                say(f"  {path}")

    def press(self, key: str, printer: SimulatedPrinter) -> None:
        """Do what one key says; keys without a meaning do nothing."""
        if key == _HELP:
            say(keys_help())
        elif key == _MEND:
            printer.repair()
            _tell(printer)
        elif key in KEYS:
            fault, _ = KEYS[key]
            if fault in printer.faults:
                printer.repair(fault)
            else:
                printer.fault(fault)
            _tell(printer)


def keys_help() -> str:
    """One line for each key."""
    lines = [f"  {key}  {does}" for key, (_, does) in KEYS.items()]
    return "\n".join((*lines, f"  {_MEND}  mend everything", f"  {_QUIT}  quit"))


def printer_sim(
    port: Annotated[int, typer.Option("--port", help="TCP port on this machine; 0 takes a free one.")] = 9100,
    pty: Annotated[bool, typer.Option("--pty", help="A serial line (pty) instead of TCP.")] = False,
    baud: Annotated[int, typer.Option("--baud", help="With --pty: the line's speed.")] = 115200,
    model: Annotated[SimulatedModel, typer.Option("--model", help="Whose printer.")] = SimulatedModel.EPSON,
    out: Annotated[Path | None, typer.Option("--out", help="Write cut slips there, as PNG.")] = None,
) -> None:
    """Run a simulated receipt printer; single keys (or lines on stdin) break and mend it.

    p paper, n near end, c cover, j cutter, h heat, f feed button, u cable, o power, m mend all, ? keys, q quit.

    Example: kiosk printer-sim --port 9100 --out build/paper

    Then, elsewhere: kiosk slip --debt goods --district 331002 --port tcp://127.0.0.1:9100

    Exit codes: 0 ended by q or Ctrl-C, 1 the port or the fonts cannot be used, 2 usage.
    """
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    bystander = Bystander(out)
    try:
        wiring = Wiring(port=port, serial_baud=baud if pty else None, draw_line=line_drawer(Renderer()))
        printer = SimulatedPrinter(CLONES[model.value], wiring=wiring, listener=bystander.watch)
        printer.start()
    except (OSError, FontUnavailable) as error:
        stop(f"the simulated printer cannot start: {error}", FOUND)
    try:
        typer.echo(printer.url)
        sys.stdout.flush()
        say(keys_help())
        _obey_keys(bystander, printer)
    except KeyboardInterrupt:
        say("ended")
    finally:
        printer.stop()


def _obey_keys(bystander: Bystander, printer: SimulatedPrinter) -> None:
    with _single_keys():
        while key := sys.stdin.read(1):
            if key == _QUIT:
                return
            bystander.press(key, printer)
    # Nobody is at the keys: print on until the process is ended.
    threading.Event().wait()


@contextmanager
def _single_keys() -> Iterator[None]:
    """Keys without Return where stdin is a terminal."""
    if not sys.stdin.isatty():
        yield
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _tell(printer: SimulatedPrinter) -> None:
    faults = ", ".join(sorted(fault.value for fault in printer.faults))
    say(f"printer: {faults or 'nothing wrong'}")
