"""The table of licence links that are known, as data: a new form is a new row, not new code.

Every row carries examples; the tests read each of them. Hosts are exact, or end in a suffix that starts with
a dot, so that `gsxt.gov.cn.evil.com` matches nothing. No row ever causes a link to be opened.

Sources: forms built by public licence-issuing and publicity programs; the payloads of the dynamic codes
(electronic licence, enterprise code) are not published, so those rows know a host or a shape only and stay
opaque.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class LicenceSource(StrEnum):
    """Where in the input a recognised code stood."""

    GSXT_LINK = "gsxt_link"
    """Query of a link to the national publicity system, as printed on licences (P1)."""
    CITY_LINK = "city_link"
    """Query of a link to a city's licence viewer (P6)."""
    BARE_CODE = "bare_code"
    """The whole payload was the 18 characters."""
    TYPED = "typed"
    """Typed on the keypad."""


class OpaqueKind(StrEnum):
    """A known licence form whose code is not in the text."""

    BEIJING_LINK = "beijing_link"
    """P2: entity id of the Beijing register."""
    JIANGSU_LINK = "jiangsu_link"
    """P3: encrypted query of the Jiangsu register."""
    PROVINCE_PAGE = "province_page"
    """P4: page of a provincial publicity system with an encrypted id."""
    DETAIL_LINK = "detail_link"
    """P5: shared detail link of the publicity system, a long encrypted token in the path."""
    ELECTRONIC_LICENCE = "electronic_licence"
    """E1-E3: a link of the electronic licence system, or a bare token as its dynamic codes are expected to
    be."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """One row: which links it takes, and what they are.

    `code_keys` names the query keys (lower case, compared without case) that hold a USCC. A row without
    `kind` needs one of them; a row with `kind` reads as opaque when none is there.
    """

    name: str
    source: LicenceSource
    kind: OpaqueKind | None = None
    hosts: tuple[str, ...] = ()
    host_suffixes: tuple[str, ...] = ()
    ports: tuple[int, ...] = (80, 443)
    path_prefixes: tuple[str, ...] = ("",)
    """Compared without case after percent-decoding; the first slash belongs to it."""
    needs_keys: tuple[str, ...] = ()
    """Query keys (lower case) that must be present for the row to apply."""
    code_keys: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def takes_host(self, host: str, port: int | None) -> bool:
        """True when the row knows this lower-case host and port."""
        known = host in self.hosts or host.endswith(self.host_suffixes)
        return known and (port is None or port in self.ports)


_CODE_KEYS = ("uniscid", "creditcode", "uscc")
_HEX = "ff8080815b575d42015b5bcbb16a55d3"

RECOGNISERS: Final[tuple[Recogniser, ...]] = (
    Recogniser(
        name="P5 detail link",
        source=LicenceSource.GSXT_LINK,
        kind=OpaqueKind.DETAIL_LINK,
        hosts=("www.gsxt.gov.cn",),
        host_suffixes=(".gsxt.gov.cn",),
        path_prefixes=("/{",),
        examples=(
            "http://zj.gsxt.gov.cn/%7B" + "A6E009D6" * 33 + "-1528447396036%7D",
            "https://bt.gsxt.gov.cn/%7B" + "40164030862531874B" * 15 + "-1658821422712%7D",
        ),
    ),
    Recogniser(
        name="P4 province page",
        source=LicenceSource.GSXT_LINK,
        kind=OpaqueKind.PROVINCE_PAGE,
        host_suffixes=(".gsxt.gov.cn",),
        path_prefixes=("/entinfo/",),
        needs_keys=("encrypripid",),
        examples=(f"http://zj.gsxt.gov.cn/entinfo/baseinfo?encryPriPID={_HEX * 2}&classFlag=1",),
    ),
    Recogniser(
        name="P4 old Zhejiang page",
        source=LicenceSource.GSXT_LINK,
        kind=OpaqueKind.PROVINCE_PAGE,
        hosts=("gsxt.zjaic.gov.cn",),
        path_prefixes=("/appbasicinfo/",),
        needs_keys=("corpid",),
        examples=(f"http://gsxt.zjaic.gov.cn/appbasicinfo/doViewAppBasicInfo.do?corpid={_HEX}",),
    ),
    Recogniser(
        name="E1-E3 electronic licence host",
        source=LicenceSource.GSXT_LINK,
        kind=OpaqueKind.ELECTRONIC_LICENCE,
        hosts=("zzapp.gsxt.gov.cn",),
        examples=("https://zzapp.gsxt.gov.cn/", f"https://zzapp.gsxt.gov.cn/a?t={_HEX}"),
    ),
    Recogniser(
        name="P1 national form",
        source=LicenceSource.GSXT_LINK,
        hosts=("www.gsxt.gov.cn", "gsxt.gov.cn"),
        host_suffixes=(".gsxt.gov.cn",),
        code_keys=_CODE_KEYS,
        examples=(
            "http://www.gsxt.gov.cn/index.html?uniscid=91331002MA2DEM0179",
            "https://www.gsxt.gov.cn/index.html?uniscid=91330000755918469E",
            "http://zj.gsxt.gov.cn/index.html?uniScid=91210106MA0XY7J29X",
        ),
    ),
    Recogniser(
        name="P2 Beijing",
        source=LicenceSource.GSXT_LINK,
        kind=OpaqueKind.BEIJING_LINK,
        hosts=("qyxy.baic.gov.cn",),
        path_prefixes=("/wap/",),
        needs_keys=("id",),
        examples=(f"http://qyxy.baic.gov.cn/wap/wap/creditWapAction!qr.dhtml?id={_HEX}",),
    ),
    Recogniser(
        name="P3 Jiangsu",
        source=LicenceSource.GSXT_LINK,
        kind=OpaqueKind.JIANGSU_LINK,
        hosts=("www.jsgsj.gov.cn",),
        ports=(80, 443, 58888),
        path_prefixes=("/province/",),
        needs_keys=("c",),
        examples=("http://www.jsgsj.gov.cn:58888/province/infoQueryServlet.json?pt&c=" + "75B161B6" * 20,),
    ),
    Recogniser(
        name="P6 Guangzhou",
        source=LicenceSource.CITY_LINK,
        hosts=("air.gzaic.gov.cn", "air.scjgj.gz.gov.cn"),
        ports=(80, 443, 88),
        code_keys=_CODE_KEYS,
        examples=(
            "http://air.gzaic.gov.cn:88/outsys/commonquery/viewBusinessLicence?uniscid=91440101681325547Y&regno=1",
            "https://air.scjgj.gz.gov.cn/cancelEasy/commonquery/getBusinessLicenceImg?uniscid=91440101MA5D5T047J",
        ),
    ),
)
