"""Bytes that do not say what the document says never leave."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printing.bitmap import Renderer
from printing.document import BlockMark, Columns, Document, EndMark, Field, Item, ItemRef, Paragraph, QrCode
from printing.engine import EngineOptions, PrintEngine
from printing.escpos import commands, parser
from printing.events import PrintJob
from printing.journal import Journal
from printing.profile import PrintMode
from printing.readback import ReadBackMismatch, read_back, read_back_text
from printing.slip_stream import prepare_slip
from printing.status import RefusalReason, Refused
from tests.support.printer import FAST, PROFILE, Notebook, expected, renderer, slip

if TYPE_CHECKING:
    from pathlib import Path

    from printing.display import Layout, Paper

pytestmark = pytest.mark.journey(every=2)

TEXT = replace(PROFILE, mode=PrintMode.TEXT)


def test_the_items_in_the_bytes_are_the_items_of_the_document() -> None:
    made = expected(slip(5))
    assert read_back(made.stream.data, made.layout, made.bitmap) == slip(5).refs


def test_the_items_in_the_words_are_the_items_of_the_document() -> None:
    made = expected(slip(5), TEXT)
    assert read_back_text(made.stream.data, made.lines) == slip(5).refs


def test_fences_inside_change_nothing() -> None:
    made = expected(slip())
    head, tail = made.stream.data[:-4], made.stream.data[-4:]
    stream = head + commands.process_id("P001") + tail
    assert read_back(stream, made.layout, made.bitmap) == slip().refs


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[2:],
        lambda data: data + b"\x1bJ\x01",
        lambda data: data[:-4] + b"\x1bp\x00\x19\xfa" + data[-4:],
        lambda data: data[:4000] + bytes((data[4000] ^ 1,)) + data[4001:],
        lambda data: data[: len(data) // 2],
    ],
    ids=["no reset", "something after the cut", "drawer kick", "one dot", "half"],
)
def test_a_spoilt_stream_is_refused(spoil: object) -> None:
    made = expected(slip())
    with pytest.raises(ReadBackMismatch):
        read_back(spoil(made.stream.data), made.layout, made.bitmap)  # type: ignore[operator] - a lambda of the table


def test_words_of_another_slip_are_refused() -> None:
    with pytest.raises(ReadBackMismatch):
        read_back_text(expected(slip(2), TEXT).stream.data, expected(slip(3), TEXT).lines)


class ForgetfulRenderer(Renderer):
    """Lays out one item less than it was given."""

    def lay_out(self, document: Document, paper: Paper) -> Layout:
        layout = super().lay_out(document, paper)
        return replace(layout, items=layout.items[:-1])


@pytest.mark.allow_log("refused by its read-back")
def test_the_engine_sends_nothing_when_an_item_is_missing_in_the_bytes(tmp_path: Path) -> None:
    url = f"file://{tmp_path}/out.bin"
    notebook = Notebook()
    options = EngineOptions(timings=FAST, renderer=ForgetfulRenderer(renderer().fonts))
    with (
        Journal(tmp_path / "jobs.db", time.time) as journal,
        PrintEngine(url, journal, PROFILE, notebook.note, tap=notebook.tap, options=options) as engine,
    ):
        assert engine.submit(PrintJob("k1", slip(), "T-0001"))
        outcome = notebook.outcome("k1")
    assert isinstance(outcome, Refused)
    assert outcome.reason is RefusalReason.READ_BACK
    assert not notebook.bytes


untrusted_texts = st.text(max_size=60) | st.text(
    st.sampled_from("\x00\x04\x05\x10\x14\x1b\x1c\x1d@VpvJE&!台州公司A\ue000\u202e"), max_size=60
)


def only_allowed(untrusted: str, other: str) -> None:
    item = Item(ItemRef("demo-001"), "1", untrusted, (Paragraph(other), Field(untrusted, other)))
    code = QrCode(untrusted or "-", other)
    lists = Columns((Paragraph(f"· {other}"),), (Field(other, untrusted),))
    blocks = (Paragraph(untrusted), item, BlockMark(1, 1, untrusted), lists, code, EndMark("清单完"))
    document = Document("演示", "zh-CN", blocks)
    for profile in (PROFILE, TEXT, replace(TEXT, draws_qr=True)):
        made = prepare_slip(document, profile, renderer())
        ops = parser.parse(made.stream.data)
        assert isinstance(ops[-1], parser.Cut)
        assert sum(isinstance(op, parser.Cut) for op in ops) == 1


@given(untrusted_texts, untrusted_texts)
@settings(max_examples=60, deadline=None)
def test_any_text_yields_only_opcodes_on_the_list(untrusted: str, other: str) -> None:
    only_allowed(untrusted, other)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@given(untrusted_texts, untrusted_texts)
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_ten_thousand_texts_yield_only_opcodes_on_the_list(untrusted: str, other: str) -> None:
    only_allowed(untrusted, other)
