"""What the monitor hears about, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from offline_cache import publishing

if TYPE_CHECKING:
    from tests.support.registry_office import Office


@pytest.mark.parametrize(
    ("later", "away", "expected"),
    [
        (timedelta(hours=23), 0, []),
        (timedelta(hours=25), 0, ["timestamp"]),
        (timedelta(days=4, hours=1), 0, ["snapshot", "timestamp"]),
        (timedelta(days=76), 0, ["targets", "snapshot", "timestamp"]),
        (timedelta(hours=1), 75, []),
        (timedelta(hours=1), 76, ["targets"]),
        (timedelta(days=336), 0, ["root", "targets", "snapshot", "timestamp"]),
    ],
)
def test_a_signature_is_due_while_there_is_time_to_renew_it(
    published: Office, later: timedelta, away: int, expected: list[str]
) -> None:
    report = published.verify()
    found = publishing.due(report, published.now + later, away=timedelta(days=away))
    assert [one.role for one in found] == expected
    assert all(str(one).startswith(f"{one.role}: ends on ") for one in found)
