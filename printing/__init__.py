"""A document becomes paper, and the paper becomes an honest outcome. No Qt.

`Document` says what to print; `PrintEngine` owns a printer, prints each job once, and answers with a `PrintOutcome`
that is `Done` only when the end mark and the cut are proven. `SimulatedPrinter` stands in for the device.
`printing.pdf` is imported by itself where a PDF is made: it loads reportlab.
"""

from __future__ import annotations

from printing.bitmap import Bitmap, Renderer, render
from printing.device import Timings
from printing.document import (
    Align,
    Bar,
    Bars,
    Block,
    BlockMark,
    Columns,
    Document,
    EndMark,
    Field,
    Item,
    ItemRef,
    Paragraph,
    Phones,
    QrCode,
    Rule,
    Size,
    Space,
)
from printing.engine import EngineOptions, PrintEngine
from printing.escpos.sanitise import sanitise
from printing.escpos.status import Facts
from printing.events import (
    EngineEvent,
    JobFinished,
    JobProgress,
    JobSuspended,
    Phase,
    PrintJob,
    StatusChanged,
)
from printing.fonts import Fonts, FontUnavailable
from printing.journal import Counters, JobState, Journal, JournalEntry, JournalFault
from printing.layout import PAPER_58, PAPER_80, ItemSpan, Layout, Paper, lay_out
from printing.ports import Port, PortFault, PortFaultCode, open_port
from printing.probe import ProbeReport, ProbeStore, find_profile, overridden, probe, profile_of
from printing.profile import PrinterProfile, PrintMode, default_profile
from printing.readback import ReadBackMismatch, read_back, read_back_text
from printing.simulator import SimulatedPrinter, Wiring
from printing.simulator_glyphs import line_drawer
from printing.simulator_machine import AnswerKind
from printing.simulator_model import CLONES, Fault, PrinterModel
from printing.simulator_paper import CutSlip, PaperCut, PaperEvent, PaperGrew
from printing.slip_stream import PreparedSlip, SlipStream, prepare_slip
from printing.status import (
    Blocked,
    BlockReason,
    Done,
    Evidence,
    FenceKind,
    PrinterStatus,
    PrintOutcome,
    Ready,
    RefusalReason,
    Refused,
    Suspended,
    Unconfirmed,
    Unknown,
    Unreachable,
    Voided,
)

__all__ = [
    "CLONES",
    "PAPER_58",
    "PAPER_80",
    "Align",
    "AnswerKind",
    "Bar",
    "Bars",
    "Bitmap",
    "Block",
    "BlockMark",
    "BlockReason",
    "Blocked",
    "Columns",
    "Counters",
    "CutSlip",
    "Document",
    "Done",
    "EndMark",
    "EngineEvent",
    "EngineOptions",
    "Evidence",
    "Facts",
    "Fault",
    "FenceKind",
    "Field",
    "FontUnavailable",
    "Fonts",
    "Item",
    "ItemRef",
    "ItemSpan",
    "JobFinished",
    "JobProgress",
    "JobState",
    "JobSuspended",
    "Journal",
    "JournalEntry",
    "JournalFault",
    "Layout",
    "Paper",
    "PaperCut",
    "PaperEvent",
    "PaperGrew",
    "Paragraph",
    "Phase",
    "Phones",
    "Port",
    "PortFault",
    "PortFaultCode",
    "PreparedSlip",
    "PrintEngine",
    "PrintJob",
    "PrintMode",
    "PrintOutcome",
    "PrinterModel",
    "PrinterProfile",
    "PrinterStatus",
    "ProbeReport",
    "ProbeStore",
    "QrCode",
    "ReadBackMismatch",
    "Ready",
    "RefusalReason",
    "Refused",
    "Renderer",
    "Rule",
    "SimulatedPrinter",
    "Size",
    "SlipStream",
    "Space",
    "StatusChanged",
    "Suspended",
    "Timings",
    "Unconfirmed",
    "Unknown",
    "Unreachable",
    "Voided",
    "Wiring",
    "default_profile",
    "find_profile",
    "lay_out",
    "line_drawer",
    "open_port",
    "overridden",
    "prepare_slip",
    "probe",
    "profile_of",
    "read_back",
    "read_back_text",
    "render",
    "sanitise",
]
