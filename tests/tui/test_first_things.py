"""What the first screen puts on top: severity, then days overdue; what was never on file has a place of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.engine import services
from anwei.tui.calendar.page import Waiting
from anwei.tui.index import top
from anwei.tui.index.build import refresh
from anwei.tui.index.query import NOTHING, Index
from anwei.tui.index.schema import FAIL, NEAR
from anwei.tui.index.top import Cell, place
from anwei.tui.jobs import drills
from anwei.tui.jobs.never import never_held, repeated
from anwei.tui.jobs.office import Office
from anwei.tui.words import use
from anwei.tui.work import Setup
from tests.tui.driving import running, screen_text, until
from tests.tui.test_letting_off import at_the_duties

TODAY = 1000
DAYS = st.integers(0, 2 * TODAY)


def test_within_a_severity_each_kind_has_its_place() -> None:
    much, little = Cell(1, FAIL, 1, 0, TODAY - 41), Cell(2, FAIL, 2, 0, TODAY - 9)
    bare, other = Cell(3, FAIL, 3, 0, 0), Cell(4, FAIL, 4, 0, 0)
    first, later = Cell(5, FAIL, 5, 0, 10), Cell(6, FAIL, 6, 0, 20)
    coming = Cell(7, FAIL, 7, 0, TODAY + 5)
    soon, late = Cell(8, NEAR, 8, TODAY + 3, 0), Cell(9, NEAR, 9, TODAY + 20, 0)
    scores = {c.subject: 100 - c.subject for c in (bare, other)}
    order = [much, little, bare, other, first, later, coming, soon, late]
    never = {(5, 10), (6, 20)}
    shuffled = sorted(order, key=lambda c: -c.rule)
    assert sorted(shuffled, key=lambda c: place(c, TODAY, never, scores.get(c.subject, 0))) == order


@given(st.lists(st.builds(Cell, st.integers(1, 3), st.sampled_from([FAIL, NEAR]), st.integers(1, 9), DAYS, DAYS)))
def test_only_what_was_never_on_file_leaves_the_order_of_days(cells: list[Cell]) -> None:
    late = sorted((c for c in cells if c.late(TODAY)), key=lambda c: place(c, TODAY, (), 0))
    assert [c.due for c in late] == sorted(c.due for c in late)
    never = {(c.rule, c.due) for c in late if c.rule == 2}
    told = sorted(late, key=lambda c: place(c, TODAY, never, 0))
    assert [c.rule == 2 for c in told] == sorted(c.rule == 2 for c in told)


def test_the_first_screen_is_in_that_order(place: str, tmp_path: Path) -> None:
    use("zh")
    office = Office(Setup(place))
    refresh(office, str(tmp_path / "made.index"))
    index = Index(tmp_path / "made.index")
    shown = index.top(60)
    as_of = index.meta["as_of"]
    assert len({s.no for s, *_ in shown}) == len(shown) > 20
    severities = [r.severity for _, r, *_ in shown]
    assert severities == sorted(severities, reverse=True)
    judge = services.judge_over(office.law, office.evidence, (), ())
    classes, days = [], []
    for subject, rule, code, due, _ in shown:
        found = office.evidence.subject(subject.kind, subject.id)
        law = office.law.rules[rule.id]
        assert found is not None
        never = bool(repeated(law)) and never_held(judge, judge.finding(law, found, as_of))
        assert ((subject.no, rule.no) in index.never) == never
        late = code == FAIL and 0 < due < as_of
        kind = top.NEVER if never else top.OVERDUE if late else top.UNDATED if not due else top.TO_COME
        classes.append((-rule.severity, kind if code == FAIL else top.LAPSING))
        days.append((*classes[-1], due) if late else None)
    assert classes == sorted(classes)
    dated = [d for d in days if d is not None]
    assert dated == sorted(dated)
    worst = max(
        r.severity
        for r in index.rules.values()
        if any(s.code(r) == FAIL for s in index.page(index.ids(NOTHING)).values())
    )
    assert severities[0] == worst
    office.workspace.close()


def test_the_duties_of_the_calendar_are_in_the_same_order(place: str) -> None:
    use("zh")
    office = Office(Setup(place))
    owed = drills.duties(office, 2026).duties
    assert owed is not None
    waiting = replace(drills.year(office, 2026), duties=owed).waiting
    kinds = [(d.last >= office.day, d.never) for d in waiting]
    assert kinds == sorted(kinds) and {(False, True), (True, False)} <= set(kinds)
    for kind in set(kinds):
        days = [d.last for d, k in zip(waiting, kinds, strict=True) if k == kind]
        assert days == sorted(days)
    table = {"drills": ()}
    for duty in [d for d in waiting if d.never]:
        kind, _, id_ = duty.unit.partition(" ")
        subject = office.evidence.subject(kind, id_)
        assert subject is not None and duty.last < office.day
        judge = services.judge_over(office.law, office.evidence, (), ())
        rule = next(r for r in office.law.rules.values() if duty.key.startswith(f"{r.id}|"))
        bare = replace(subject, children={**subject.children, **table})
        assert judge.finding(rule, bare, office.day).due_by == duty.last
    office.workspace.close()


@pytest.mark.asyncio
async def test_the_calendar_counts_no_days_since_a_first_term(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        page = await at_the_duties(app, pilot)
        table, model = page.query_one(Waiting), page.model
        assert model is not None
        row = next(n for n, d in enumerate(model.waiting) if d.never)
        table.move(row)
        await until(pilot, lambda: "在案一次也没有" in screen_text(app))
        assert table.at(row).texts[3] == "无记录"
        assert all(int(table.at(n).texts[3]) < 0 for n in range(row))
