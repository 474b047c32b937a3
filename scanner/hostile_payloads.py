"""What people hold in front of a public camera to see what happens: payloads by category, as data.

A row is a name, the payload, and the code that may be recognised in it (almost always none). Texts are
UTF-8; bytes are taken as they are. Everything that points somewhere points at loopback or reserved names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanner.hostile_links import CODE, LINK, OTHER_CODE, Rows, bad_links, look_alikes, near_valid

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = ["CODE", "CONTROLS", "LINK", "OTHER_CODE", "payload_rows"]


def payload_rows() -> Mapping[str, Rows]:
    """Give every single-symbol payload, by category and name."""
    return {
        "rich text": _rich_text(),
        "printer commands": _printer_commands(),
        "terminal escapes": _terminal_escapes(),
        "bidi": _bidi(),
        "zero width": _zero_width(),
        "NUL": _nul(),
        "encodings": _encodings(),
        "bad links": bad_links(),
        "look-alike hosts": look_alikes(),
        "near-valid codes": near_valid(),
        "injections": _injections(),
        "hard to draw": _hard_to_draw(),
        "large": _large(),
    }


CONTROLS: Final[Mapping[str, tuple[str, str]]] = {
    "the printed link": (LINK, CODE),
    "https": (LINK.replace("http:", "https:"), CODE),
    "the bare code": (CODE, CODE),
    "lower case": (CODE.lower(), CODE),
    "full width": ("９１３３１００２ＭＡ２ＤＥＭ０１７９", CODE),
    "another company": (LINK.replace(CODE, OTHER_CODE), OTHER_CODE),
    "a mark before and a line end after": (f"\ufeff{LINK}\r\n", CODE),
}
"""What must be recognised: a terminal that refuses everything is safe and useless."""


def _rich_text() -> Rows:
    tags = (
        "<img src=/dev/zero>",
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/x.png">',
        "<img src=data:image/png;base64,iVBORw0KGgo=>",
        "<img width=99999 height=99999>",
        "<b>bold</b>",
        f"<b>{CODE}</b>",
        f'<a href="file:///">{CODE}</a>',
        "<a href='javascript:alert(1)'>x</a>",
        "<table border=9999><tr><td>1</table>",
        "<style>*{font-size:999pt}</style>x",
        "<font size=99 color=red>x</font>",
        "<h1>已核验</h1>",
        "<script>while(1);</script>",
        "<iframe src=file:///></iframe>",
        "<meta http-equiv=refresh content=0>",
        "<svg onload=alert(1)>",
        "&lt;b&gt;&#0;&#x110000;",
        "<!DOCTYPE html><html><body bgcolor=red>x",
        "<div>" * 200,
        "<p style='margin:99999px'>x",
        "![x](file:///dev/zero)",
        "[bold red]rich markup[/bold red]",
        "<qt><img src=/proc/self/mem></qt>",
    )
    return {f"{number:02} {tag[:24]}": tag for number, tag in enumerate(tags, 1)}


def _printer_commands() -> Rows:
    return {
        "initialise": b"\x1b@",
        "cut": b"abc\x1dV\x00def",
        "feed and cut": b"\x1dVB\x00",
        "old cut": b"\x1bi\x1bm",
        "open the drawer": b"\x1bp\x00\x19\xfa",
        "raster without data": b"\x1dv0\x00\xff\xff\xff\xff",
        "bit image": b"\x1b*\x21\xff\xff",
        "print test page": b"\x1d(A\x02\x00\x00\x02",
        "download graphics": b"\x1d(L\xff\xff0p",
        "status request": b"\x10\x04\x01\x10\x04\x02",
        "clear the buffer": b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
        "recover": b"\x10\x05\x02",
        "panel buttons off": b"\x1bc5\x01",
        "code page": b"\x1bt\xff",
        "Chinese mode": b"\x1c&\x1c.",
        "stored logo": b"\x1cp\x01\x00",
        "write the flash": b"\x1cq\x01\xff\xff",
        "barcode": b"\x1dk\x04CODE\x00",
        "form feed and cancel": b"\x0c\x18",
        "upside down": b"\x1b{\x01text",
        "C1 controls": b"\x9b2J\x90\x9d",
        "in the link": LINK.encode() + b"\x1b@\x1dV\x00",
        "before the code": b"\x1b@" + CODE.encode(),
        "GBK trail bytes": b"\x81\x1b\x81@\x81\x1d",
        "a whole slip": b"\x1b@\x1ba\x01" + "清单完 共37家".encode("gb18030") + b"\n\x1dVB\x00",
    }


def _terminal_escapes() -> Rows:
    return {
        "clear the screen": "\x1b[2J\x1b[H",
        "clipboard": "\x1b]52;c;eA==\x07",
        "title": "\x1b]0;owned\x07",
        "answer back": "\x05\x1b[c",
        "bell": "\x07" * 50,
        "backspaces": CODE + "\b" * 18 + OTHER_CODE,
        "carriage return": f"{CODE}\r{OTHER_CODE}",
    }


def _bidi() -> Rows:
    marks = (
        "\u202a",
        "\u202b",
        "\u202d",
        "\u202e",
        "\u2066",
        "\u2067",
        "\u2068",
        "\u200e",
        "\u200f",
        "\u061c",
    )
    rows: Rows = {f"U+{ord(mark):04X} in the link": LINK.replace("index", f"in{mark}dex") for mark in marks}
    return rows | {
        "reversed code": "\u202e" + CODE[:9] + "\u202c" + CODE[9:],
        "in the host": LINK.replace("gsxt", "gs\u202ext"),
        "never closed": "\u202e" * 300 + "x",
        "deep isolates": "\u2067" * 130 + "x" + "\u2069" * 130,
    }


def _zero_width() -> Rows:
    marks = (
        "\u200b",
        "\u200c",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u180e",
        "\u2063",
        "\ufff9",
        "\U000e0041",
    )
    rows: Rows = {f"U+{ord(mark):04X} in the code": CODE[:9] + mark + CODE[9:] for mark in marks}
    return rows | {
        "in the host": LINK.replace("gsxt", "gs\u200bxt"),
        "in the key": LINK.replace("uniscid", "uni\u200bscid"),
        "nothing but": "\u200b" * 40,
        "tag letters": "".join(chr(0xE0000 + ord(char)) for char in CODE),
    }


def _nul() -> Rows:
    code = CODE.encode()
    return {
        "alone": b"\x00",
        "many": bytes(200),
        "after the code": code + b"\x00",
        "before the code": b"\x00" + code,
        "inside the code": code[:9] + b"\x00" + code[9:],
        "instead of a character": code[:9] + b"\x00" + code[10:],
        "in the host": LINK.replace("gov.cn/", "gov.cn\x00.example/"),
        "percent form": LINK + "%00",
        "between two codes": code + b"\x00" + OTHER_CODE.encode(),
    }


def _encodings() -> Rows:
    name = "台州演示商贸有限公司"
    return {
        "GBK name": "张三".encode("gbk"),
        "GBK company": name.encode("gbk"),
        "GBK that is valid UTF-8": "联通".encode("gbk"),
        "GB18030 four bytes": "㐀㐁\U00020000".encode("gb18030"),
        "GBK and a code": name.encode("gbk") + CODE.encode(),
        "half a GBK character": name.encode("gbk")[:-1],
        "Big5": "臺灣".encode("big5"),
        "Shift-JIS": "ｱｲｳ日本".encode("shift_jis"),
        "Latin-1": "café Müller".encode("latin-1"),
        "UTF-16": CODE.encode("utf-16"),
        "UTF-16 little endian": CODE.encode("utf-16-le"),
        "UTF-16 big endian": CODE.encode("utf-16-be"),
        "UTF-32": CODE.encode("utf-32"),
        "UTF-7": b"+ADw-b+AD4-" + CODE.encode(),
        "overlong slash": LINK.encode().replace(b"gov.cn/", b"gov.cn\xc0\xaf"),
        "overlong NUL": CODE.encode()[:17] + b"\xc0\x80",
        "surrogates": b"\xed\xa0\x80\xed\xb0\x80",
        "beyond Unicode": b"\xf4\x90\x80\x80",
        "cut off": "台".encode()[:2],
        "every byte": bytes(range(256)),
        "two marks": b"\xef\xbb\xbf\xff\xfe" + CODE.encode(),
        "EBCDIC": CODE.encode("cp037"),
    }


def _injections() -> Rows:
    return {
        "SQL": "' OR 1=1; DROP TABLE agency;--",
        "format": "%s%s%n%n {0.__class__.__mro__} {}",
        "shell": "$(reboot); `id`; | sh &&",
        "log lookup": "${jndi:ldap://127.0.0.1/x}",
        "template": "{{7*7}}{% include '/etc/passwd' %}",
        "path": "../../../../etc/passwd",
        "spreadsheet": "=cmd|' /C calc'!A0",
        "JSON": '{"uniscid":"' + CODE + '"}',
        "deep JSON": "[" * 900,
        "XML": '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
        "pickle": b"cos\nsystem\n(S'id'\ntR.",
        "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
        "ELF": b"\x7fELF\x02\x01\x01",
        "log line": "x\n2026-01-01 CRITICAL root logged in",
    }


def _hard_to_draw() -> Rows:
    return {
        "stacked marks": "e" + "\u0301" * 600,
        "stacked marks, many": ("a" + "\u0300\u0301\u0302\u0303" * 8) * 20,
        "longest ligature": "\ufdfd" * 200,
        "widest letter": "\U0001242b" * 100,
        "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 20,
        "flags": "\U0001f1e8\U0001f1f3" * 60,
        "Arabic": "لُلُصّبُلُلصّبُررً ॣ ॣh ॣ ॣ 冗",
        "Telugu": "జ్ఞ‌ా" * 30,
        "private use": "\ue000\uf8ff\U000f0000" * 40,
        "not characters": "\uffff\ufffe\ufdd0",
        "line ends": "\n" * 700,
        "every line end": "a\rb\nc\x0bd\x0ce\x85f\u2028g\u2029h",
        "tabs": "\t" * 700,
        "no place to break": "W" * 1500,
        "ideographic spaces": "\u3000" * 400,
        "vertical forms": "︵︶︷︸" * 60,
    }


def _large() -> Rows:
    return {
        "2,953 bytes": bytes(range(256)) * 11 + bytes(137),
        "2,953 NUL": bytes(2953),
        "one more than the cap": "x" * 2049,
        "a token at the cap": "a" * 512,
        "one more than a token": "a" * 513,
        "codes to the brim": CODE * 100,
    }
