"""The drills policy: what a file may say, and every mistake told at once with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from anwei.drills.planning.policy import Blackout, Combine, Joint, Policy, Resource, Share, Shifts, Venue, read_policy
from anwei.engine.api import AnweiError

WHOLE = """\
drills_policy: county
year: 2027
joint: [{kind: special, topic: flood, capacity: 10, same: county, evaluators: 2}]
combine: {kinds: 1, topics: 3, plans: 4}
share: [{of: drills, every: year, where: {mode: live, features: [no_script]}, at_least: 20 %}]
coverage:
  - {of: attendance, at_least: 90 %}
  - {of: shifts, shifts: [早班, 中班, 夜班], at_least: 1, every: half_year, sector: mine}
spacing: [{same: duty, at_least: 30 days}]
lead_time: {notice: 7 days, papers_approved: 10 working_days}
blackout: [{unit: E-1, from: 2027-09-20, to: 2027-10-10, reason: 生产旺季}]
resource: [{kind: evaluator, every: week, at_most: 12, topic: flood}, {kind: vehicle, every: day, at_most: 2}]
venues:
  - {name: 应急广场, area: "341502001", capacity: 6, a_day: 2, open: [monday, friday],
     from: 2027-03-01, to: 2027-11-30, closed: [{from: 2027-05-01, to: 2027-05-05}]}
freeze: {next: 30 days, approved_months: true}
overdue: 45 days
"""
BAD = """\
drills_policy: county
joint: [{kind: special, capacity: 0}]
share: [{where: {mode: live}, at_least: many}]
spacing: [{at_least: 2 working_days}]
blackout: [{from: 2027-02-30, to: 2027-03-01}, {from: 2027-03-02, to: 2027-03-01}]
resource: [{kind: helicopter, every: week, at_most: 1}]
venues: [{name: A, capacity: 1}, {name: B, capacity: 4, open: [mo], closed: [{from: 2027-03-02, to: 2027-03-01}]}]
coverage: [{of: shifts, at_least: 1, every: month}]
frezze: {next: 30 days}
"""


def at(month: int, day: int) -> int:
    return date(2027, month, day).toordinal()


def test_everything_that_a_policy_may_say(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    first, last = date(2027, 9, 20).toordinal(), date(2027, 10, 10).toordinal()
    assert read_policy(path, 2027) == Policy(
        "county",
        2027,
        (Joint("special", "flood", 10, True, 2), Joint(capacity=1)),
        Combine(1, 3, 4),
        (Share(20, "live", ("no_script",)),),
        90,
        30,
        (7, "days"),
        (10, "working_days"),
        (Blackout(first, last, unit="E-1", reason="生产旺季"),),
        (Resource("evaluator", "week", 12, topic="flood"), Resource("vehicle", "day", 2)),
        30,
        True,
        45,
        (Shifts(("早班", "中班", "夜班"), 1, "half_year", sector="mine"),),
        (Venue("应急广场", 6, "341502001", 2, (0, 4), at(3, 1), at(11, 30), ((at(5, 1), at(5, 5)),)),),
    )


def test_all_mistakes_at_once_each_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(BAD, encoding="utf-8")
    with pytest.raises(AnweiError) as caught:
        read_policy(path, 2027)
    found = {(d.code, d.place.line) for d in caught.value.diagnostics}
    assert found == {
        ("DRL-005", 2),
        ("DRL-005", 3),
        ("DRL-004", 4),
        ("DRL-001", 5),
        ("DRL-003", 5),
        ("SHP-004", 6),
        ("DRL-005", 7),
        ("DRL-002", 7),
        ("DRL-003", 7),
        ("SHP-003", 8),
        ("SHP-004", 8),
        ("SHP-002", 9),
    }
    assert all(d.line("zh") and d.help("zh") and d.line("en") and d.help("en") for d in caught.value.diagnostics)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ruleset: x\n", "DRL-008"),
        ("drills_policy: a\nyear: 2026\n", "DRL-009"),
    ],
)
def test_another_file_or_year_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnweiError) as caught:
        read_policy(path, 2027)
    assert [d.code for d in caught.value.diagnostics] == [code]


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ("joint: [{kind: specal, capacity: 3}]", "special"),
        ("joint: [{topic: flod, capacity: 3}]", "flood"),
        ("share: [{where: {mode: tabeltop}, at_least: 10 %}]", "tabletop"),
        ("share: [{where: {features: [no_scrip]}, at_least: 10 %}]", "no_script"),
        ("blackout: [{sector: coal_mines, from: 2027-01-04, to: 2027-01-05}]", "coal_mine"),
        ("blackout: [{kind: scool, from: 2027-01-04, to: 2027-01-05}]", "school"),
        ("resource: [{kind: evaluator, every: week, at_most: 1, topic: flod}]", "flood"),
        ("coverage: [{of: shifts, shifts: [a, b], at_least: 1, sector: mines}]", "mine"),
    ],
)
def test_a_name_that_nothing_has_is_told_with_the_nearest_one(tmp_path: Path, entry: str, hint: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(f"drills_policy: a\n{entry}\n", encoding="utf-8")
    with pytest.raises(AnweiError) as caught:
        read_policy(path, 2027)
    (told,) = caught.value.diagnostics
    assert (told.code, told.place.line, told.params["hint"]) == ("DRL-002", 2, hint)
