"""Names that look alike to a person though they differ to a computer.

An outfit that was struck off may come back under a name one stroke away. Such pairs are shown to whoever signs;
they are never refused, since two honest agencies may have similar names.
"""

from __future__ import annotations

import unicodedata

_ALIKE = (
    "己已巳", "未末", "土士", "日曰", "人入", "天夭", "大太犬", "干千于", "戊戌戍", "刀力", "贝见", "儿几", "风凤",
    "折拆", "拔拨", "侯候", "复夏", "治冶", "洽恰", "准淮", "兑克", "晴睛", "亨享", "茶荼", "博搏", "嬴赢", "汇江",
    "0oОоΟο", "1lіӏι|", "aаα", "bЬв", "cсϲ", "eеε", "hнһ", "kкκ", "mм", "pрρ", "tтτ", "xхχ", "yуγ", "一ー—-",
)  # fmt: skip
_FIRST_OF = {char: group[0] for group in _ALIKE for char in group}
_MARKS = ("演示", "(demo)")
_FORMS = ("有限责任公司", "股份有限公司", "有限公司", "公司")


def skeleton(name: str) -> str:
    """Reduce a name to what the eye keeps.

    Width, case, spacing, punctuation, the legal form and the difference between one-stroke twins fall away.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    for part in (*_MARKS, *_FORMS):
        text = text.replace(part, "")
    return "".join(_FIRST_OF.get(char, char) for char in text if char.isalnum() or char in _FIRST_OF)


def has_foreign_letters(name: str) -> bool:
    """Tell whether a name has Cyrillic or Greek letters, which pass for Latin ones."""
    scripts = {unicodedata.name(char, "").split(" ", 1)[0] for char in name if char.isalpha()}
    return bool(scripts & {"CYRILLIC", "GREEK"})
