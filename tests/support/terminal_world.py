"""Sessions and worlds as the controller holds them, on a small published list: for presenter and slip."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from kiosk_app.flow import Assurance, Language, Session, State, Trouble
from kiosk_app.presenter import Site, World
from offline_cache import (
    AmountRange,
    DebtProfile,
    FolderFetcher,
    Freshness,
    RegistryState,
    RegistryStore,
    Synchroniser,
    check_phone,
    match,
)
from offline_cache.agency import Adcode, DebtTypeId
from tests.support.registry_builder import (
    JIAOJIANG,
    LUQIAO,
    TAIZHOU,
    Contents,
    RegistryBuilder,
    agency,
    credit_of,
    wall_clock,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CODE = "91331002MA2DEM0179"
SITE = Site(terminal="YS-01", name_zh="演示大厅", name_en="Demonstration hall", district=JIAOJIANG)
TODAY = date(2026, 11, 23)
REGISTERED, STRUCK_OFF = "0576-00000001", "0576-00010001"


def publish(directory: Path) -> RegistryState:
    """Publish ten agencies, and verify them as a terminal does.

    Jiaojiang has nine, best first; Luqiao has one, so that a search there goes on to the city.
    """
    office = RegistryBuilder(directory / "office")
    debts = DebtTypeId("goods"), DebtTypeId("judgment")
    local = [agency(n, credit=credit_of(str(100 - 2 * n), "80"), debt_types=debts) for n in range(1, 10)]
    office.publish(
        Contents(agencies=(*local, agency(10, district=LUQIAO, serves=(LUQIAO,), debt_types=debts)))
    )
    now = wall_clock()
    with RegistryStore(directory / "cache", office.pinned_root, cities=(TAIZHOU,)) as store:
        Synchroniser(store, FolderFetcher(office.directory)).sync(now)
        return store.load(now)


def in_state(registry: RegistryState, freshness: Freshness) -> RegistryState:
    """The same list, otherwise fresh; without the list where it may not be shown."""
    is_showable = freshness not in {Freshness.EXPIRED, Freshness.UNVERIFIED}
    return replace(registry, freshness=freshness, registry=registry.registry if is_showable else None)


def a_world(
    registry: RegistryState, debt: str = "goods", place: str = JIAOJIANG, phone: str = REGISTERED
) -> World:
    """A world in which a list was made and a number looked up."""
    if registry.registry is None:
        return World(registry)
    result = match(
        registry.registry,
        DebtProfile(DebtTypeId(debt), AmountRange(0, 50_000), Adcode(place)),
        today=TODAY,
        seed=7,
        recommend=registry.freshness is Freshness.CURRENT,
    )
    verdict = check_phone(registry.registry, phone)
    return World(
        registry,
        result,
        matched=registry,
        verdict=verdict,
        checked_on=TODAY,
        job_number="YS-01-20261123-183012",
        take_along="1. 演示 0576-00000001",
    )


def a_session(world: World, state: State, language: Language = Language.ZH, **changes: Any) -> Session:
    """A session as it is in this state, half way through."""
    listed = tuple(str(ranked.agency.id) for ranked in world.match.ranked) if world.match else ()
    session = Session(
        state=state,
        language=language,
        uscc=CODE,
        assurance=Assurance.SCANNED,
        debt_type="goods",
        amount="small",
        place=JIAOJIANG,
        entered=CODE[:7] if state is State.TYPE_CODE else REGISTERED,
        listed=listed,
        detail=listed[0] if listed else "",
        job=1,
        prints=1,
        trouble=Trouble.PAPER_OUT if state is State.TROUBLE else None,
    )
    return replace(session, **changes)


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a view or document with where it stands: ("chrome.title", "…")."""
    if isinstance(value, str):
        yield path, str(value)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from texts_of(one, f"{path}[{at}]")
