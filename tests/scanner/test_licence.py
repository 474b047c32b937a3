from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import (
    RECOGNISERS,
    LicenceSource,
    NotALicence,
    Opaque,
    Recognised,
    Recogniser,
    RefusalReason,
    read_licence,
    read_typed_code,
)
from scanner.licence import MAX_PAYLOAD_BYTES

CODE = "91331002MA2DEM0179"
LINK = f"http://www.gsxt.gov.cn/index.html?uniscid={CODE}"


@pytest.mark.parametrize(
    ("row", "example"), [(row, example) for row in RECOGNISERS for example in row.examples]
)
def test_every_example_of_the_table_reads_as_its_row_says(row: Recogniser, example: str) -> None:
    reading = read_licence(example.encode())
    if row.kind is None:
        assert isinstance(reading, Recognised)
        assert reading.source is row.source
    else:
        assert reading == Opaque(row.kind, example.encode())


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        LINK.replace("http:", "https:"),
        LINK.replace("uniscid", "uniScid"),
        f"  {LINK}\r\n",
        f"\ufeff{LINK}\u200b",
        f"HTTP://WWW.GSXT.GOV.CN/index.html?uniscid={CODE.lower()}",
        f"{LINK}&from=scan",
        f"http://www.gsxt.gov.cn:80/index.html?uniscid={CODE}#top",
    ],
)
def test_the_national_form_is_recognised(text: str) -> None:
    assert read_licence(text.encode()) == Recognised(CODE, LicenceSource.GSXT_LINK)


@pytest.mark.parametrize(
    "text", [CODE, f" {CODE}\n", CODE.lower(), "９１３３１００２MA2DEM0179", f"\u200b{CODE}"]
)
def test_eighteen_characters_alone_are_recognised(text: str) -> None:
    assert read_licence(text.encode()) == Recognised(CODE, LicenceSource.BARE_CODE)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", RefusalReason.EMPTY),
        (" \u200b\n", RefusalReason.EMPTY),
        ("x" * (MAX_PAYLOAD_BYTES + 1), RefusalReason.TOO_LONG),
        ("wxp://f2f0abcdef", RefusalReason.PAYMENT),
        ("https://wx.tenpay.com/f2f?t=AQAAAB", RefusalReason.PAYMENT),
        ("https://payapp.weixin.qq.com/qr/AQH", RefusalReason.PAYMENT),
        ("https://qr.alipay.com/fkx0123", RefusalReason.PAYMENT),
        ("134567890123456789", RefusalReason.PAYMENT),
        ("287654321098765432", RefusalReason.PAYMENT),
        ("11010519491231002X", RefusalReason.PERSONAL_ID),
        ("440524188001010014", RefusalReason.PERSONAL_ID),
        (LINK.replace("www.gsxt.gov.cn", "gsxt.gov.cn.evil.com"), RefusalReason.FOREIGN_LINK),
        (LINK.replace("www.gsxt.gov.cn", "evilgsxt.gov.cn"), RefusalReason.FOREIGN_LINK),
        (LINK.replace("www.gsxt.gov.cn", "www.gsxt.gov.cn."), RefusalReason.FOREIGN_LINK),
        (LINK.replace("gov.cn/", "gov.cn:8080/"), RefusalReason.FOREIGN_LINK),
        (LINK.replace("gov.cn/", "gov.cn:99999/"), RefusalReason.MALFORMED_LINK),
        (LINK.replace("http://", "http://www.gsxt.gov.cn@evil.com/"), RefusalReason.MALFORMED_LINK),
        (LINK.replace("http://", "http://user@"), RefusalReason.MALFORMED_LINK),
        (LINK.replace("gsxt", "gѕxt"), RefusalReason.MALFORMED_LINK),
        (LINK.replace("gsxt", "ｇsxt"), RefusalReason.MALFORMED_LINK),
        (LINK.replace("gov.cn/", "gov.cn\\@evil.com/"), RefusalReason.MALFORMED_LINK),
        (LINK.replace("http:", "ftp:"), RefusalReason.UNKNOWN),
        (LINK.replace("http:", "javascript:"), RefusalReason.UNKNOWN),
        ("http://[::1/?uniscid=" + CODE, RefusalReason.MALFORMED_LINK),
        (LINK.replace(CODE, "%39" + CODE[1:]), RefusalReason.MALFORMED_LINK),
        (LINK.replace(CODE, "%EF%BC%99" + CODE[1:]), RefusalReason.MALFORMED_LINK),
        (LINK.replace(CODE, f"{CODE}%20"), RefusalReason.MALFORMED_LINK),
        (LINK.replace(CODE, f"+{CODE}"), RefusalReason.MALFORMED_LINK),
        (LINK.replace("uniscid", "%75niscid"), RefusalReason.MALFORMED_LINK),
        (LINK + "&%75niscid=91330000755918469E", RefusalReason.MALFORMED_LINK),
        (LINK + "&uniscid=", RefusalReason.TWO_CODES),
        (LINK + "&UNISCID=91330000755918469E", RefusalReason.TWO_CODES),
        (LINK + "&uscc=91330000755918469E", RefusalReason.TWO_CODES),
        (LINK + ";uniscid=91330000755918469E", RefusalReason.BAD_LENGTH),
        (LINK.replace("?", "?#?"), RefusalReason.NO_CODE),
        (LINK.replace("www.", "xn--gsx-rqa.gov.cn/www."), RefusalReason.FOREIGN_LINK),
        (LINK.replace("www.gsxt", "www.xn--gsxt-"), RefusalReason.MALFORMED_LINK),
        (LINK.replace("gsxt.gov.cn", "gsxt.gov.cn."), RefusalReason.FOREIGN_LINK),
        (LINK.replace("gov.cn/", "gov.cn:443443/"), RefusalReason.MALFORMED_LINK),
        (LINK.replace("gov.cn/", "gov.cn:٨٠/"), RefusalReason.MALFORMED_LINK),
        (CODE.replace("9", "⑨", 1), RefusalReason.BAD_CHARACTER),
        (CODE.replace("9", "\U0001d7d7", 1), RefusalReason.BAD_CHARACTER),
        (CODE.replace("2", "²"), RefusalReason.BAD_CHARACTER),
        (LINK[:-1] + "8", RefusalReason.BAD_CHECK_DIGIT),
        (LINK[:-1], RefusalReason.BAD_LENGTH),
        (LINK + "1", RefusalReason.BAD_LENGTH),
        (LINK + "&uniscid=91330000755918469E", RefusalReason.TWO_CODES),
        (f"http://www.gsxt.gov.cn/{CODE}", RefusalReason.NO_CODE),
        (f"http://www.gsxt.gov.cn/#uniscid={CODE}", RefusalReason.NO_CODE),
        (f"http://www.gsxt.gov.cn/?x={LINK}", RefusalReason.NO_CODE),
        (f"https://evil.com/?uniscid={CODE}", RefusalReason.FOREIGN_LINK),
        (LINK.replace("index", "in\x00dex"), RefusalReason.CONTROL_CHARACTERS),
        (LINK.replace("index", "in\u202edex"), RefusalReason.CONTROL_CHARACTERS),
        (f"{CODE}\n{CODE}", RefusalReason.CONTROL_CHARACTERS),
        (f"公司 {CODE}", RefusalReason.UNKNOWN),
        ("WIFI:T:WPA;S:shop;P:secret;;", RefusalReason.UNKNOWN),
        ("BEGIN:VCARD", RefusalReason.UNKNOWN),
        ("330000000000000", RefusalReason.UNKNOWN),
    ],
)
def test_what_is_no_licence_is_refused_with_its_reason(text: str, reason: RefusalReason) -> None:
    assert read_licence(text.encode()) == NotALicence(reason)


def test_an_identity_card_number_of_this_province_is_never_a_code() -> None:
    """33 is also a class of the USCC, so one such number in 31 has a fitting check digit."""
    rng = random.Random(7)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for _ in range(500):
        stem = f"331002{rng.randint(1950, 2005)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 999):03}"
        total = sum(int(digit) * weight for digit, weight in zip(stem, weights, strict=True))
        assert read_licence((stem + "10X98765432"[total % 11]).encode()) == NotALicence(
            RefusalReason.PERSONAL_ID
        )


def test_a_random_token_is_never_recognised(soak: bool) -> None:
    rng = random.Random(11)
    for _ in range(1_000_000 if soak else 5_000):
        token = "".join(rng.choices("0123456789ABCDEF", k=270))
        assert isinstance(read_licence(token.encode()), Opaque)


@given(st.binary(max_size=3000))
def test_no_bytes_make_it_raise_or_recognise(payload: bytes) -> None:
    assert not isinstance(read_licence(payload), Recognised)


@given(st.text(max_size=40), st.integers(0, len(LINK)))
def test_a_code_is_recognised_only_where_the_grammar_allows_it(insert: str, place: int) -> None:
    text = LINK[:place] + insert + LINK[place:]
    reading = read_licence(text.encode("utf-8", "surrogatepass"))
    if isinstance(reading, Recognised):
        host = text.split("://")[1].split("/")[0].split("?")[0].lower()
        assert host.removesuffix(":80").removesuffix(":443").endswith("gsxt.gov.cn")
        assert reading.uscc == CODE


@given(st.data())
def test_one_changed_character_of_the_link_is_never_another_code(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(LINK) - 1))
    char = data.draw(st.text(min_size=1, max_size=1))
    reading = read_licence((LINK[:place] + char + LINK[place + 1 :]).encode())
    assert not isinstance(reading, Recognised) or reading.uscc == CODE


@pytest.mark.parametrize("text", [CODE, CODE.lower(), "9133 1002 MA2D EM01 79", "91331002-MA2DEM017-9"])
def test_a_typed_code_may_have_gaps(text: str) -> None:
    assert read_typed_code(text) == Recognised(CODE, LicenceSource.TYPED)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", RefusalReason.EMPTY),
        ("9133", RefusalReason.BAD_LENGTH),
        (CODE[:-1] + "8", RefusalReason.BAD_CHECK_DIGIT),
        ("O" + CODE[1:], RefusalReason.BAD_CHARACTER),
        ("440524188001010014", RefusalReason.PERSONAL_ID),
    ],
)
def test_a_typed_slip_has_its_reason(text: str, reason: RefusalReason) -> None:
    assert read_typed_code(text) == NotALicence(reason)
