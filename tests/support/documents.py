"""Arbitrary documents for properties: every kind of block, any Unicode, lone surrogates included."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from printing.document import (
    Align,
    Bar,
    Bars,
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

if TYPE_CHECKING:
    from printing.document import Block, ItemBlock

_CHINESE = st.text(
    "台州合规债务管理机构清单椒江路桥区，。、：；（）《》“”—…0123456789-:/. AaBb¥%", max_size=40
)
_ANYTHING = st.text(st.characters(exclude_categories=()), max_size=24)
texts = st.one_of(_CHINESE, _ANYTHING)
_short = st.one_of(st.text("推荐荐合规成功率Recommended0123456789", max_size=12), _ANYTHING)

paragraphs = st.builds(Paragraph, texts, st.sampled_from(Size), st.sampled_from(Align), st.booleans())
fields = st.builds(Field, _short, texts, st.sampled_from(Size))
bars = st.builds(
    Bars,
    st.lists(st.builds(Bar, _short, st.floats(), _short), max_size=4).map(tuple),
    _short,
    _short,
    st.lists(_short, max_size=3).map(tuple),
)
phones = st.builds(Phones, st.lists(_short, max_size=3).map(tuple), texts)
_blocks = st.one_of(paragraphs, fields, bars, phones)
items = st.builds(
    Item,
    st.text("ABC0123", min_size=1, max_size=6).map(ItemRef),
    _short,
    texts,
    st.lists(_blocks, max_size=4).map(tuple),
    _short,
)
_others = st.one_of(
    st.builds(Rule, st.booleans()),
    st.builds(Space, st.floats(0, 5)),
    st.builds(QrCode, st.text(st.characters(exclude_categories=()), min_size=1, max_size=60), texts),
    st.builds(BlockMark, st.integers(1, 9), st.integers(1, 9), texts),
    st.builds(
        Columns,
        st.lists(st.one_of(paragraphs, fields), max_size=4).map(tuple),
        st.lists(st.one_of(paragraphs, fields), max_size=3).map(tuple),
    ),
)
documents = st.builds(
    lambda blocks, end: Document("any", "zh-CN", (*blocks, EndMark(end))),
    st.lists(st.one_of(_blocks, items, _others), max_size=6),
    texts,
)


def ink(text: str) -> Counter[str]:
    """The characters of a text that are not white space, with their numbers."""
    return Counter(char for char in text if not char.isspace())


def document_ink(document: Document) -> Counter[str]:
    """All characters a document asks for, white space left out."""
    total: Counter[str] = Counter()
    for block in document.blocks:
        for text in _texts(block):
            total += ink(text)
    return total


def _texts(block: Block | ItemBlock) -> list[str]:
    match block:
        case Paragraph() | EndMark():
            return [block.text]
        case Field():
            return [block.label, block.value]
        case Bars():
            words = [text for bar in block.bars for text in (bar.label, bar.caption)]
            return [*words, block.total, block.total_label, *block.notes]
        case Phones():
            return [*block.numbers, block.note]
        case QrCode():
            return [block.caption]
        case BlockMark():
            return [block.title, f"{block.index}/{block.total}"]
        case Columns():
            return [text for entry in (*block.left, *block.right) for text in _texts(entry)]
        case Item():
            below = [text for inner in block.blocks for text in _texts(inner)]
            return [block.rank, block.headline, block.badge, *below]
        case Rule() | Space():
            return []
