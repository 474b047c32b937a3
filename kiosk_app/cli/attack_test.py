"""`kiosk attack-test`: hostile QR pictures through the whole chain, on the machine that will meet them.

Each picture is drawn, decoded, confirmed and read as at the camera. Then its text is put where no payload
ever goes in operation, on the screen's label and on paper, to show that neither would obey it.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from kiosk_app.cli.attack_screen import ALARM_S, serve
from kiosk_app.cli.output import FOUND, put_json, say, stop
from printing import Document, EndMark, Paragraph, PrinterProfile, PrintMode, Renderer, prepare_slip, sanitise
from printing.escpos.parser import ForbiddenOpcode, parse
from scanner import Confirmer, Decoder, Recognised, read_licence, text_of
from scanner.hostile import draw_frame, hostile_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.hostile import HostileCase

_FRAMES: Final = 8
_BUDGET_MS: Final = 60.0
_SLOW_MS: Final = 1_000.0
"""For one frame of the corpus; the largest symbol takes a tenth of it."""
_ANSWER_S: Final = 15.0
_CHILD = "from kiosk_app.cli.attack_screen import serve; serve()"


@dataclass(slots=True)
class Verdict:
    """What became of one case: `faults` must stay empty."""

    case: HostileCase
    read: int = 0
    codes: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    slowest_ms: float = 0.0
    screen_ms: float = 0.0
    paper_bytes: int = 0


class Screen:
    """The process that draws; replaced when a text ends it."""

    def __init__(self) -> None:
        self._process = self._start()

    def show(self, text: str) -> dict[str, Any] | None:
        """Draw a text; None when the process did not survive it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return None
        with contextlib.suppress(BrokenPipeError):
            stdin.write(json.dumps({"text": text}) + "\n")
            stdin.flush()
        line = stdout.readline()
        if not line:
            self.close()
            self._process = self._start()
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process; its own alarm has ended a text that hung."""
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate(timeout=_ANSWER_S)

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "attack-test", "--screen-child"]
        if not getattr(sys, "frozen", False):
            command = [sys.executable, "-c", _CHILD]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program


class Chain:
    """Everything a payload meets, with fonts loaded once. Use on one thread."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._renderer = Renderer()
        self._profile = PrinterProfile(mode=PrintMode.TEXT)

    def run(self, case: HostileCase) -> Verdict:
        """Take one case through the chain."""
        verdict = Verdict(case)
        payloads, confirmed = self._scan(case, verdict)
        verdict.read = len(payloads)
        if confirmed and not case.may_confirm:
            verdict.faults.append("confirmed a code that was not alone")
        for payload in sorted(payloads):
            self._check_reading(payload, verdict)
            text = text_of(payload)
            self._check_screen(text, verdict)
            self._check_paper(text, verdict)
        if case.must_read and verdict.codes != {case.code}:
            verdict.faults.append("a good code was not recognised")
        return verdict

    def _scan(self, case: HostileCase, verdict: Verdict) -> tuple[set[bytes], list[bytes]]:
        frames = [draw_frame(symbols) for symbols in case.frames]
        decoder, confirmer = Decoder(), Confirmer()
        payloads: set[bytes] = set()
        confirmed: list[bytes] = []
        try:
            for number in range(_FRAMES):
                decoding = decoder.decode(frames[number % len(frames)], _BUDGET_MS)
                verdict.slowest_ms = max(verdict.slowest_ms, decoding.ms)
                payloads.update(payload.data for payload in decoding.payloads)
                scan = confirmer.feed(decoding, number / 30)
                if scan is not None:
                    confirmed.append(scan.payload)
        finally:
            decoder.close()
        if verdict.slowest_ms > _SLOW_MS:
            verdict.faults.append(f"a frame took {verdict.slowest_ms:.0f} ms")
        return payloads, confirmed

    def _check_reading(self, payload: bytes, verdict: Verdict) -> None:
        reading = read_licence(payload)
        if not isinstance(reading, Recognised):
            return
        verdict.codes.add(reading.uscc)
        if verdict.case.may_confirm and reading.uscc != verdict.case.code:
            verdict.faults.append("recognised a code where none may be")

    def _check_screen(self, text: str, verdict: Verdict) -> None:
        answer = self._screen.show(text)
        if answer is None:
            verdict.faults.append(f"the screen did not survive it, or took {ALARM_S} s")
            return
        verdict.screen_ms = max(verdict.screen_ms, float(answer["ms"]))
        verdict.faults.extend(
            f"the label is not {fact}" for fact in ("plain", "same", "drawn") if not answer[fact]
        )

    def _check_paper(self, text: str, verdict: Verdict) -> None:
        clean = sanitise(text)
        if sanitise(clean) != clean:
            verdict.faults.append("the sanitiser is not done after one pass")
        document = Document("attack", "zh-CN", (Paragraph(text), EndMark("—")))
        try:
            stream = prepare_slip(document, self._profile, self._renderer).stream.data
            verdict.paper_bytes = max(verdict.paper_bytes, len(stream))
            parse(stream)
        except ForbiddenOpcode as fault:
            verdict.faults.append(f"on paper: {fault}")


def attack_test(
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON per case.")] = False,
    only: Annotated[str | None, typer.Option("--only", help="One category of the table.")] = None,
    every: Annotated[int, typer.Option("--every", min=1, help="Take every n-th case: a quick look.")] = 1,
    screen_child: Annotated[bool, typer.Option("--screen-child", hidden=True)] = False,
) -> None:
    """Hold hostile QR codes in front of the terminal and see that none of them does anything.

    Example: kiosk attack-test

    Exit codes: 0 nothing passed that must not, 1 something did (each case is named), 2 usage.
    """
    if screen_child:
        serve()
        raise typer.Exit
    cases = [case for case in hostile_cases() if only in {None, case.category}][::every]
    if not cases:
        stop(f"There is no category {only}.")
    begin = time.monotonic()
    verdicts = list(_run(cases))
    for verdict in verdicts:
        if as_json:
            put_json(_as_dict(verdict))
        for fault in verdict.faults:
            say(f"{verdict.case.category} / {verdict.case.name}: {fault}")
    if not as_json:
        _print_table(verdicts)
    bad = sum(bool(verdict.faults) for verdict in verdicts)
    say(f"{len(verdicts)} cases in {time.monotonic() - begin:.0f} s; {bad} passed that must not")
    raise typer.Exit(FOUND if bad else 0)


def _run(cases: list[HostileCase]) -> Iterator[Verdict]:
    with contextlib.closing(Screen()) as screen:
        chain = Chain(screen)
        for case in cases:
            yield chain.run(case)


def _as_dict(verdict: Verdict) -> dict[str, Any]:
    return {
        "category": verdict.case.category,
        "case": verdict.case.name,
        "read": verdict.read,
        "recognised": sorted(verdict.codes),
        "faults": verdict.faults,
        "decode_ms": round(verdict.slowest_ms, 1),
        "screen_ms": round(verdict.screen_ms, 1),
        "paper_bytes": verdict.paper_bytes,
    }


def _print_table(verdicts: list[Verdict]) -> None:
    table = Table(
        "category", "cases", "read", "recognised", "slowest frame", "slowest screen", "passed wrongly"
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for category in dict.fromkeys(verdict.case.category for verdict in verdicts):
        rows = [verdict for verdict in verdicts if verdict.case.category == category]
        table.add_row(
            category,
            str(len(rows)),
            str(sum(bool(row.read) for row in rows)),
            str(sum(bool(row.codes) for row in rows)),
            f"{max(row.slowest_ms for row in rows):.0f} ms",
            f"{max(row.screen_ms for row in rows):.0f} ms",
            str(sum(bool(row.faults) for row in rows)),
        )
    Console(highlight=False).print(table)
