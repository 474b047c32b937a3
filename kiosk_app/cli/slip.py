"""`kiosk slip`: print or render a slip without the screens."""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk_app.cli.demo import DemoLanguage
from kiosk_app.cli.matching import Amount, Debt, District, Judgment, Seed, find
from kiosk_app.cli.output import FOUND, say, stop
from kiosk_app.cli.profile import read_profile
from kiosk_app.cli.settings import ConfigFile, read_config
from kiosk_app.cli.source import opened_registry
from kiosk_app.clock import utc_now
from kiosk_app.flow import Assurance, Language
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.presenter import CHINA
from kiosk_app.slip import SlipFacts, SlipWriter
from printing import (
    Done,
    JobFinished,
    Journal,
    PortFault,
    PrintEngine,
    PrinterProfile,
    PrintJob,
    Renderer,
    prepare_slip,
)

if TYPE_CHECKING:
    from kiosk_app.cli.source import Opened
    from offline_cache import DebtProfile
    from printing import Document, EngineEvent, PrintOutcome

_DEADLINE_S = 240.0


def slip(
    debt: Debt,
    district: District,
    amount: Amount = None,
    judgment: Judgment = False,
    seed: Seed = 0,
    port: Annotated[str | None, typer.Option("--port", help="Print to this port URL.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Render to slip.png, .pdf, .bin there.")] = None,
    language: Annotated[DemoLanguage, typer.Option("--language", help="Of the slip.")] = DemoLanguage.ZH,
    config: ConfigFile = None,
) -> None:
    """Print or render the slip for a debt.

    Example: kiosk slip --debt goods --district 331002 --amount 300000 --out build/slip

    Exit codes: 0 rendered, or proven printed; 1 not printed or nothing to print; 2 usage.
    """
    if (port is None) == (out is None):
        stop("Say either --port URL (print) or --out DIR (render).")
    with opened_registry(read_config(config)) as opened:
        profile = read_profile(
            opened.registry.rules, debt=debt, district=district, amount=amount, judgment=judgment
        )
        document, number = _write(opened, profile, seed, Language.ZH if language == "zh" else Language.EN)
    if out is not None:
        _render(document, out)
    elif port is not None:
        _print(document, number, port)


def _write(opened: Opened, profile: DebtProfile, seed: int, language: Language) -> tuple[Document, str]:
    result = find(opened, profile, seed)
    if not result.ranked:
        stop("No agency fits; there is nothing to print.", FOUND)
    now = utc_now()
    number = f"{opened.site.terminal}-{now.astimezone(CHINA):%Y%m%d-%H%M%S}"
    facts = SlipFacts(
        match=result,
        registry=opened.state,
        rules=opened.registry.rules,
        uscc="",
        assurance=Assurance.NONE,
        debt_type=profile.debt_type,
        amount=f"CNY {profile.amount.low:,}" if profile.amount.low is not None else "—",
        place=profile.district,
        job_number=number,
        attempt=1,
        printed_at=now,
    )
    translations = load_translations(locale_dir())
    return SlipWriter(language, translations[language], opened.site).write(facts), number


def _render(document: Document, out: Path) -> None:
    from printing.pdf import render_pdf  # noqa: PLC0415 - reportlab is loaded only where a PDF is made

    out.mkdir(parents=True, exist_ok=True)
    prepared = prepare_slip(document, PrinterProfile(), Renderer())
    prepared.bitmap.to_png(out / "slip.png")
    (out / "slip.bin").write_bytes(prepared.stream.data)
    render_pdf(document, out / "slip.pdf")
    say(f"{len(document.refs)} agencies, {prepared.layout.height_mm:.0f} mm of paper: {out}")


def _print(document: Document, number: str, port: str) -> None:
    finished = threading.Event()
    outcomes: list[PrintOutcome] = []

    def on_event(event: EngineEvent) -> None:
        if isinstance(event, JobFinished):
            outcomes.append(event.outcome)
            finished.set()

    with tempfile.TemporaryDirectory(prefix="kiosk-") as folder:
        try:
            engine = PrintEngine(port, *_journal_and_profile(folder), on_event)
        except (PortFault, ValueError) as fault:
            stop(f"--port {port}: {fault}")
        with engine:
            engine.submit(PrintJob(secrets.token_hex(16), document, number))
            finished.wait(_DEADLINE_S)
    if not outcomes or not isinstance(outcomes[0], Done):
        stop(f"not printed: {outcomes[0] if outcomes else 'the printer did not finish in time'}", FOUND)
    evidence = outcomes[0].evidence
    say(f"printed: {evidence.rows} dot rows, {evidence.bytes_sent} bytes, proven by {evidence.fence.value}")


def _journal_and_profile(folder: str) -> tuple[Journal, None]:
    return Journal(Path(folder) / "journal.sqlite", time.time), None
