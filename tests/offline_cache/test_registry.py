"""Asking the registry: by id, by name, by area."""

from __future__ import annotations

import pytest

from offline_cache import AgencyId, DebtTypeId, Registry
from offline_cache.agency import AgencyStatus
from offline_cache.records import verify_release
from tests.support.registry_builder import JIAOJIANG, NINGBO, TAIZHOU, Contents, agency, wall_clock


@pytest.fixture
def registry() -> Registry:
    agencies = (
        agency(1, name="演示椒江鼓楼债务咨询有限公司", name_en="Gulou 100% Demo_Advice"),
        agency(2, name="演示路桥 ＡＢＣ 事务所", name_en=""),
        agency(3, name="演示鼓山服务中心"),
    )
    return Registry(verify_release(Contents(agencies=agencies).files(wall_clock()), (TAIZHOU,)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("鼓楼", [1]),
        ("鼓", [1, 3]),
        ("演示", [1, 2, 3]),
        ("债务咨询", [1]),
        ("gulou", [1]),
        ("abc", [2]),
        ("ａｂｃ事务所", [2]),
        ("TZ-0003", [3]),
        ("证第0002", [2]),
        ("100%", [1]),
        ("%", [1]),
        ("o_a", [1]),
        ("\\", []),
        ("' OR 1=1 --", []),
        ("", []),
        ("  ", []),
        ("张三", []),
    ],
)
def test_a_part_of_a_name_of_any_length_finds_the_agency(
    registry: Registry, text: str, found: list[int]
) -> None:
    assert [item.id for item in registry.search(text)] == [f"TZ-{n:04d}" for n in found]


def test_a_search_gives_at_most_fifty() -> None:
    agencies = tuple(agency(n) for n in range(1, 61))
    registry = Registry(verify_release(Contents(agencies=agencies).files(wall_clock()), (TAIZHOU,)))
    assert len(registry.search("演示")) == 50
    assert len(registry) == 60


def test_agencies_are_found_by_id_and_city(registry: Registry) -> None:
    wanted = registry.agency(AgencyId("TZ-0002"))
    assert wanted is not None
    assert wanted in registry.agencies_of(TAIZHOU)
    assert registry.agency(AgencyId("TZ-9999")) is None
    assert registry.agencies_of(NINGBO) == ()
    assert registry.cities == (TAIZHOU,)
    assert registry.agencies == registry.agencies_of(TAIZHOU)


def test_agencies_are_found_by_debt_and_area_once_each(registry: Registry) -> None:
    places = registry.handling(DebtTypeId("goods"), (JIAOJIANG, TAIZHOU, JIAOJIANG))
    assert list(places) == sorted(places)
    assert sorted(registry.by_score[place].id for place in places) == ["TZ-0001", "TZ-0002", "TZ-0003"]
    assert registry.handling(DebtTypeId("wages"), (JIAOJIANG,)) == []


def test_who_is_barred_from_every_list_is_no_candidate() -> None:
    agencies = (agency(1), agency(2, status=AgencyStatus.SUSPENDED), agency(3))
    registry = Registry(verify_release(Contents(agencies=agencies).files(wall_clock()), (TAIZHOU,)))
    places = registry.handling(DebtTypeId("goods"), (JIAOJIANG,))
    assert sorted(registry.by_score[place].id for place in places) == ["TZ-0001", "TZ-0003"]
    assert len(registry) == len(registry.by_score) == 3
