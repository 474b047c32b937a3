"""`kiosk match`: the ranked list for a debt, without the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kiosk_app import triage
from kiosk_app.cli.output import FOUND, put_json, say
from kiosk_app.cli.profile import read_profile
from kiosk_app.cli.settings import ConfigFile, read_config
from kiosk_app.cli.source import opened_registry
from kiosk_app.clock import utc_now
from kiosk_app.presenter import CHINA
from offline_cache import match

if TYPE_CHECKING:
    from kiosk_app.cli.source import Opened
    from offline_cache import DebtProfile, MatchResult

Debt = Annotated[str, typer.Option("--debt", help="Debt type: an id of the rules or its Chinese label.")]
District = Annotated[str, typer.Option("--district", help="Adcode or name of the district, e.g. 331002.")]
Amount = Annotated[
    float | None, typer.Option("--amount", help="CNY; left out = not known, nobody is left out for it.")
]
Judgment = Annotated[bool, typer.Option("--judgment", help="A judgment is in force: the court comes first.")]
Seed = Annotated[int, typer.Option("--seed", help="Rotates equal scores; printed on every slip.")]


def match_agencies(
    debt: Debt,
    district: District,
    amount: Amount = None,
    judgment: Judgment = False,
    seed: Seed = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    config: ConfigFile = None,
) -> None:
    """List the agencies that fit a debt, in order, with the reasons.

    Example: kiosk match --debt goods --district 331002 --amount 300000 --json

    Exit codes: 0 at least one agency fits, 1 none does or no list may be shown, 2 usage.
    """
    with opened_registry(read_config(config)) as opened:
        profile = read_profile(
            opened.registry.rules, debt=debt, district=district, amount=amount, judgment=judgment
        )
        result = find(opened, profile, seed)
        if as_json:
            put_json(as_dict(opened, profile, result))
        else:
            _show(opened, result)
    raise typer.Exit(0 if result.ranked else FOUND)


def find(opened: Opened, profile: DebtProfile, seed: int) -> MatchResult:
    """Match as the terminal would, today."""
    return match(
        opened.registry,
        profile,
        today=utc_now().astimezone(CHINA).date(),
        seed=seed,
        recommend=triage.may_recommend(opened.state),
    )


def as_dict(opened: Opened, profile: DebtProfile, result: MatchResult) -> dict[str, Any]:
    """Everything a script may want, and everything needed to compute the list again."""
    state = opened.state
    return {
        "registry": {
            "seq": state.seq,
            "state": state.freshness.value,
            "issued": state.issued.isoformat() if state.issued else None,
            "root_prefix": state.root_prefix,
            "demo": opened.is_demo,
        },
        "profile": {
            "debt_type": profile.debt_type,
            "amount": profile.amount.low,
            "district": profile.district,
            "judgment_in_force": profile.judgment_in_force,
        },
        "rules": result.rules_version,
        "seed": result.seed,
        "widened": result.widened.value,
        "judgment_first": result.judgment_first,
        "agencies": [
            {
                "rank": ranked.rank,
                "id": ranked.agency.id,
                "name": ranked.agency.name,
                "phones": list(ranked.agency.phones),
                "district": ranked.agency.district,
                "score": float(ranked.agency.credit.score),
                "recommended": ranked.recommended,
                "reasons": [reason.value for reason in ranked.reasons],
            }
            for ranked in result.ranked
        ],
    }


def _show(opened: Opened, result: MatchResult) -> None:
    table = Table("#", "id", "name", "phone", "score", "recommended")
    for ranked in result.ranked:
        agency = ranked.agency
        mark = "推荐" if ranked.recommended else ""
        table.add_row(
            str(ranked.rank), agency.id, agency.name, agency.phones[0], f"{agency.credit.score:.1f}", mark
        )
    Console(highlight=False).print(table)
    say(f"release {opened.state.seq} ({opened.state.freshness.value}), searched: {result.widened.value}")
