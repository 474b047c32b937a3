from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner import (
    RECOGNISERS,
    BadRecogniserFile,
    LicenceSource,
    Opaque,
    OpaqueKind,
    Recognised,
    load_recognisers,
    read_licence,
)

if TYPE_CHECKING:
    from pathlib import Path

OPAQUE = """
[[recogniser]]
name = "new printed form"
kind = "electronic_licence"
hosts = ["licence.demo-city.gov.cn"]
path_prefixes = ["/q/"]
needs_keys = ["t"]
examples = ["https://licence.demo-city.gov.cn/q/?T=abc"]
"""
IN_CLEAR = """
[[recogniser]]
name = "city viewer"
host_suffixes = [".licence.demo-city.gov.cn"]
ports = [8443]
code_keys = ["Tyshxydm"]
examples = ["https://a.licence.demo-city.gov.cn:8443/x?tyshxydm=91331002MA2DEM0179"]
"""


def load(tmp_path: Path, text: str) -> tuple[object, ...]:
    path = tmp_path / "forms.toml"
    path.write_text(text, encoding="utf-8")
    return load_recognisers(path)


def test_rows_of_an_operator_are_read_before_the_built_in_ones(tmp_path: Path) -> None:
    path = tmp_path / "forms.toml"
    path.write_text(OPAQUE + IN_CLEAR, encoding="utf-8")
    table = load_recognisers(path)
    assert table[2:] == RECOGNISERS
    opaque = read_licence(b"http://licence.demo-city.gov.cn/q/1?t=x", table)
    assert isinstance(opaque, Opaque)
    assert opaque.kind is OpaqueKind.ELECTRONIC_LICENCE
    clear = read_licence(b"https://b.licence.demo-city.gov.cn:8443/?TYSHXYDM=91331002MA2DEM0179", table)
    assert clear == Recognised("91331002MA2DEM0179", LicenceSource.CITY_LINK)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("hosts", "hosst"), "did you mean hosts?"),
        (("kind", "colour"), "unknown key colour"),
        (('"electronic_licence"', '"magic"'), "must be one of"),
        (('["licence.demo-city.gov.cn"]', '["LICENCE.demo"]'), "hosts cannot be"),
        (('["licence.demo-city.gov.cn"]', '["localhost"]'), "hosts cannot be"),
        (('hosts = ["licence.demo-city.gov.cn"]', 'host_suffixes = [".gov.cn"]'), "host_suffixes cannot be"),
        (('hosts = ["licence.demo-city.gov.cn"]', ""), "say which hosts"),
        (('kind = "electronic_licence"', ""), "needs code_keys"),
        (('examples = ["https://licence.demo-city.gov.cn/q/?T=abc"]', ""), "at least one example"),
        (("/q/?T=abc", "/p/?T=abc"), "does not read as the row says"),
        (('name = "new printed form"', "name = 7"), "name must be a text"),
        (('["t"]', '"t"'), "needs_keys must be a list"),
        (('needs_keys = ["t"]', "ports = [0]"), "ports must be"),
        (("[[recogniser]]", "[[recognizer]]"), "must hold [[recogniser]]"),
        (("[[recogniser]]", "[[recogniser"), "is not TOML"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    with pytest.raises(BadRecogniserFile) as caught:
        load(tmp_path, OPAQUE.replace(*change))
    assert words in str(caught.value)


def test_a_row_that_changes_a_built_in_form_is_refused(tmp_path: Path) -> None:
    shadow = OPAQUE.replace("licence.demo-city.gov.cn", "www.gsxt.gov.cn").replace(
        'path_prefixes = ["/q/"]\nneeds_keys = ["t"]', ""
    )
    with pytest.raises(BadRecogniserFile, match=r"P1 national form|P5 detail link"):
        load(tmp_path, shadow)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x = 1\n" * 20_000], ids=["not UTF-8", "too large"])
def test_what_is_no_small_text_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "forms.toml").write_bytes(content)
    with pytest.raises(BadRecogniserFile):
        load_recognisers(tmp_path / "forms.toml")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRecogniserFile, match="cannot be read"):
        load_recognisers(tmp_path / "no.toml")
