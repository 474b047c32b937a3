"""Large registries that read, and compress, like a real one: the demonstration's own words put together anew."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from itertools import starmap
from typing import TYPE_CHECKING

import msgspec
from stdnum.cn import uscc as stdnum_uscc

from offline_cache import credit, publishing, records
from offline_cache.agency import (
    Adcode,
    Agency,
    AgencyId,
    Certificate,
    CityFile,
    Credit,
    District,
    Rules,
)
from offline_cache.merkle import record_root
from tests.support.registry_office import DEMO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

TAIZHOU = Adcode("331000")
_PLACES = ("椒江", "路桥", "黄岩", "温岭", "临海", "玉环", "天台", "仙居", "三门")
_KINDS = ("债务管理咨询", "信用管理", "法务咨询", "商务调解服务", "账款管理咨询")
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@cache
def _demo(now: datetime) -> publishing.Release:
    release = publishing.build_release(DEMO, 1, now)
    assert isinstance(release, publishing.Release)
    return release


def cities(count: int) -> tuple[Adcode, ...]:
    """Name so many cities of the province, Taizhou first."""
    others = (Adcode(f"33{number:02d}00") for number in range(1, 100) if number != 10)
    return (TAIZHOU, *(next(others) for _ in range(count - 1)))


def rules_for(names: tuple[Adcode, ...], now: datetime) -> Rules:
    """The demonstration's rules with every city's districts, nine each."""
    rules = _demo(now).contents.rules
    districts = tuple(
        District(
            adcode=_in_city(district.adcode, city), name=district.name, city=city, province=district.province
        )
        for city in names
        for district in rules.districts
    )
    return msgspec.structs.replace(rules, districts=districts)


def city_agencies(city: Adcode, count: int, now: datetime) -> tuple[Agency, ...]:
    """Make the agencies of one city, sorted by id; the same ones for the same arguments."""
    dice = random.Random(f"{city}/{count}")
    return tuple(starmap(_agency, ((dice, city, number, now) for number in range(1, count + 1))))


def large_release(count: int, now: datetime, *, seq: int = 1) -> publishing.Release:
    """Make a release of one city with so many agencies, ready to be signed."""
    contents = _contents({TAIZHOU: city_agencies(TAIZHOU, count, now)}, now, seq)
    return publishing.Release(contents, files_of(contents))


def province(names: tuple[Adcode, ...], per_city: int, now: datetime) -> records.VerifiedRelease:
    """Make the contents of a release of many cities; the others are the first one moved."""
    first = city_agencies(names[0], per_city, now)
    agencies = {city: first if city == names[0] else tuple(_moved(first, city)) for city in names}
    return _contents(agencies, now, 1)


def files_of(contents: records.VerifiedRelease) -> dict[str, bytes]:
    """Encode contents as they are published."""
    return {
        records.MANIFEST_NAME: records.encode_manifest(contents.manifest),
        records.RULES_NAME: records.encode_rules(contents.rules),
        records.EXCLUSIONS_NAME: records.encode_exclusions(contents.exclusions),
        **{
            records.city_file_name(city): records.encode_agencies(listed)
            for city, listed in contents.agencies.items()
        },
    }


def with_agencies(
    before: records.VerifiedRelease, agencies: Mapping[Adcode, tuple[Agency, ...]], seq: int
) -> records.VerifiedRelease:
    """Give the same contents with other agencies, under another number."""
    cities = {
        city: CityFile(
            file=records.city_file_name(city), records=len(listed), record_root=record_root(listed)
        )
        for city, listed in agencies.items()
    }
    manifest = msgspec.structs.replace(before.manifest, seq=seq, cities=cities)
    return replace(before, manifest=manifest, agencies=agencies)


def _contents(
    agencies: Mapping[Adcode, tuple[Agency, ...]], now: datetime, seq: int
) -> records.VerifiedRelease:
    rules = rules_for(tuple(agencies), now)
    return replace(with_agencies(_demo(now).contents, agencies, seq), rules=rules)


def _moved(agencies: tuple[Agency, ...], city: Adcode) -> Iterator[Agency]:
    """Move a city's agencies to another one; each takes the credit of a neighbour, so that cities differ."""
    shift = int(city[2:4])
    for number, agency in enumerate(agencies):
        yield msgspec.structs.replace(
            agency,
            id=AgencyId(f"TZ-{city[2:4]}{number + 1:05d}"),
            district=_in_city(agency.district, city),
            serves=tuple(_in_city(code, city) for code in agency.serves),
            credit=agencies[(number + shift) % len(agencies)].credit,
        )


def _agency(dice: random.Random, city: Adcode, number: int, now: datetime) -> Agency:
    rows = _demo(now).agencies
    given, addressed, spoken, trusted, serving, handling = (dice.choice(rows) for _ in range(6))
    names = [row.name.partition("·")[2][2:4] for row in (given, addressed)]
    road = addressed.address.partition(" ")[0]
    day = now.date() - timedelta(days=dice.randrange(30, 1_000))
    return msgspec.structs.replace(
        given,
        id=AgencyId(f"TZ-{int(city[2:4]):02d}{number:05d}"),
        name=f"演示·{dice.choice(_PLACES)}{''.join(names)}{dice.choice(_KINDS)}有限公司",
        name_en=given.name_en,
        uscc=_code(dice, city),
        certificate=Certificate(
            number=f"演示证字〔{day.year}〕{number:05d} 号",
            issued_by=trusted.certificate.issued_by,
            valid_from=day,
            valid_until=day + timedelta(days=6 * 365),
        ),
        listing=msgspec.structs.replace(trusted.listing, listed_on=day + timedelta(days=dice.randrange(30))),
        phones=tuple(f"0576-{dice.randrange(10_000_000, 90_000_000)}" for _ in given.phones),
        address=f"{road} {dice.randrange(1, 999)} 号演示大厦 {dice.randrange(1, 30)} 楼",
        district=_in_city(serving.district, city),
        serves=tuple(_in_city(code, city) for code in serving.serves),
        debt_types=handling.debt_types,
        amount_min=spoken.amount_min,
        amount_max=spoken.amount_max,
        fee=spoken.fee,
        hours=addressed.hours,
        credit=_credit(dice, given.credit.quarter),
    )


def _credit(dice: random.Random, quarter: str) -> Credit:
    parts = tuple(Decimal(dice.randrange(low, high)) for low, high in ((55, 101), (40, 98), (0, 25)))
    compliance, success, penalty = parts
    score = credit.score(compliance, success, penalty)
    return Credit(
        quarter=quarter, compliance=compliance, success_rate=success, complaint_penalty=penalty, score=score
    )


def _code(dice: random.Random, city: Adcode) -> str:
    body = f"91{city[:4]}02MA" + "".join(dice.choice(_CODE) for _ in range(7))
    return body + stdnum_uscc.calc_check_digit(body)


def _in_city(district: Adcode, city: Adcode) -> Adcode:
    return Adcode(f"{city[:4]}{district[4:]}")
