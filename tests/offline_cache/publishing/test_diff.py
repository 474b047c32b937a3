from __future__ import annotations

import json
from typing import TYPE_CHECKING

from offline_cache import publishing

if TYPE_CHECKING:
    from tests.support.registry_office import Office, Table


def _changes(office: Office) -> list[tuple[str, str, str, str]]:
    old = publishing.read_published(office.repository, office.root)
    new = office.build(seq=2)
    return [
        (one.kind.value, one.subject.split()[0], one.before, one.after)
        for one in publishing.compare_releases(old, new.contents)
    ]


def test_the_same_source_changes_nothing(published: Office) -> None:
    assert _changes(published) == []


def test_against_nothing_everything_is_new(office: Office) -> None:
    changes = publishing.compare_releases(None, office.build().contents)
    kinds = [change.kind for change in changes]
    assert (kinds.count(publishing.ChangeKind.NEW), kinds.count(publishing.ChangeKind.STRUCK_OFF)) == (37, 63)
    assert publishing.read_published(office.repository, office.root) is None


def test_who_rose_who_fell_and_who_lost_the_mark(published: Office) -> None:
    def change(rows: Table) -> None:
        rows[8].update(success_rate="75", score="")  # 84.9 -> 86.1
        rows[0].update(compliance="57", complaint_penalty="30", score="")
        rows[10].update(complaint_penalty="40", score="")  # 62.8 -> 56.8
        rows[22].update(complaint_penalty="20", score="")  # 59.4 -> 62.4

    published.edit("agencies.csv", change)
    assert _changes(published) == [
        ("lost_recommended", "TZ-0001", "94.6", "69.6"),
        ("gained_recommended", "TZ-0009", "84.9", "86.1"),
        ("fell_below_floor", "TZ-0011", "62.8", "56.8"),
        ("rose_above_floor", "TZ-0023", "59.4", "62.4"),
        ("fell", "TZ-0001", "94.6", "69.6"),
        ("fell", "TZ-0011", "62.8", "56.8"),
        ("rose", "TZ-0009", "84.9", "86.1"),
        ("rose", "TZ-0023", "59.4", "62.4"),
    ]


def test_new_gone_suspended_reinstated_and_edited(published: Office) -> None:
    def change(rows: Table) -> None:
        rows[0]["status"], rows[16]["status"] = "suspended", "active"
        rows[1].update(fee="面议", hours="全天")
        rows[2]["id"] = "TZ-0099"

    published.edit("agencies.csv", change)
    assert _changes(published) == [
        ("gone", "TZ-0003", "", ""),
        ("new", "TZ-0099", "", ""),
        ("suspended", "TZ-0001", "", ""),
        ("reinstated", "TZ-0017", "", ""),
        ("edited", "TZ-0002", "", "fee hours"),
    ]


def test_struck_off_cleared_and_corrected_outfits(published: Office) -> None:
    def change(rows: Table) -> None:
        rows[0]["name"] = "演示·新名"
        rows[1]["reason"] = "其他"

    published.edit("exclusions.csv", change)
    assert [(kind, after) for kind, _, _, after in _changes(published)] == [
        ("struck_off", "在债务人店门口张贴大字报、拉横幅"), ("cleared", ""), ("edited", "reason"),
    ]  # fmt: skip


def test_changed_rules_are_named_with_their_figures(published: Office) -> None:
    path = published.source / "rules.json"
    rules = json.loads(path.read_text(encoding="utf-8"))
    rules.update(recommended_from=88, version="2026.5", hotlines=rules["hotlines"][:2])
    path.write_text(json.dumps(rules), encoding="utf-8")
    changes = _changes(published)
    assert [one for one in changes if one[0] == "rules"] == [
        ("rules", "hotlines", "", ""),
        ("rules", "recommended_from", "85", "88"),
        ("rules", "version", "2026.4", "2026.5"),
    ]
    assert {one[1] for one in changes if one[0] == "lost_recommended"} == {
        "TZ-0013", "TZ-0020", "TZ-0021", "TZ-0025",
    }  # fmt: skip


def test_the_ranking_of_a_quarter_lets_equal_scores_share_a_place(office: Office) -> None:
    ranked = publishing.ranking(office.build().contents)["331000"]
    first = [(one.place, one.agency.id) for one in ranked[:5]]
    assert first == [(1, "TZ-0014"), (2, "TZ-0024"), (3, "TZ-0001"), (3, "TZ-0002"), (5, "TZ-0019")]


def test_the_next_number_follows_the_published_one(office: Office) -> None:
    assert publishing.next_seq(office.repository, office.root) == 1
    office.publish(seq=7)
    assert publishing.next_seq(office.repository, office.root) == 8


def test_a_change_reads_as_one_line() -> None:
    fell = publishing.ReleaseChange(publishing.ChangeKind.FELL, "TZ-0001 演示", "94.6", "67.0")
    assert str(fell) == "fell: TZ-0001 演示: 94.6 -> 67.0"
    assert str(publishing.ReleaseChange(publishing.ChangeKind.GONE, "TZ-0001 演示")) == "gone: TZ-0001 演示"
