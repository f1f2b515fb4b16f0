"""Stock: quotas as the rules state them, what is short, and a transfer that one key takes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine import services
from anwei.engine.facts.subject import Coverage
from anwei.tui.app import AnweiApp
from anwei.tui.jobs.office import Office
from anwei.tui.ledger.page import LedgerPage
from anwei.tui.screens.stock import Warehouse
from anwei.tui.stock.goods import Depot
from anwei.tui.stock.jobs import Store, amount, between
from anwei.tui.widgets.vtable import Column, VTable, fitting
from anwei.tui.words import use
from anwei.tui.work import Setup, Trouble
from tests.tui.driving import press, running, screen_text

ITEM = "folding_bed"
W1, W2 = "DEMO-W1", "DEMO-W2"


def with_targets(place: str) -> None:
    """Register targets of folding beds in two warehouses, the second of which has 80 more than it needs."""
    with services.Workspace.open(Path(place)) as workspace:
        changes: list[object] = []
        for depot, due in ((W1, 30_000), (W2, 2_000)):
            target = {"target_id": "T-1", "item": ITEM, "basis": "total", "quantity": due}
            changes.append(services.SetRecord("warehouse", depot, target, "stock_targets", ("T-1",)))
            changes.append(services.SetCoverage("warehouse", depot, "stock_targets", Coverage.COMPLETE))
        batch = {"stock_id": "B-1", "item": ITEM, "ownership": "own", "quantity": 10_000, "unit": "张"}
        more = {"expires_on": 740_893, "quality_ok": True, "book_quantity": 10_000}
        changes.append(services.SetRecord("warehouse", W2, {**batch, **more}, "stock", ("B-1",)))
        write = services.Write(services.source("entry", "tester"), tuple(changes))  # type: ignore[arg-type]
        workspace.apply(write, Office(Setup(place)).law.vocabulary)


def depot(place: str, id_: str) -> Depot:
    return next(d for d in Store.of(Office(Setup(place))).depots if d.id == id_)


def ledger_page(app: AnweiApp) -> LedgerPage:
    assert isinstance(app.page, LedgerPage)
    return app.page


def test_the_quota_is_that_of_the_rule_and_decides(place: str) -> None:
    with_targets(place)
    goods = depot(place, W1).find(ITEM)
    assert goods is not None and goods.quota is not None
    assert goods.quota.rule.id == "stock.target-total"
    assert (goods.due, goods.held, goods.short, goods.scale, goods.state) == (30_000, 26_000, 4_000, 2, "fail")
    there = depot(place, W2).find(ITEM)
    assert there is not None and (there.spare, there.state) == (8_000, "pass")


def test_what_the_ledger_states_itself_decides_nothing(place: str) -> None:
    goods = depot(place, W1).find(ITEM)
    assert goods is not None
    assert goods.told and goods.quota is None and goods.state == "unknown"
    assert (goods.due, goods.held) == (30_000, 26_000)


def test_the_verdict_of_the_rule_agrees_with_the_rows(place: str) -> None:
    with_targets(place)
    office = Office(Setup(place))
    subject = office.evidence.subject("warehouse", W1)
    assert subject is not None
    judge = services.judge_for(office.opened.catalogue, [subject], office.opened.environment)
    finding = judge.finding(office.opened.catalogue.rules["stock.target-total"], subject, office.day, horizon=0)
    assert finding.verdict == "fail"
    goods = depot(place, W1).find(ITEM)
    assert goods is not None and finding.gap is not None and finding.gap.shortfall is not None
    assert finding.gap.shortfall.low == goods.short


def test_amounts_are_exact() -> None:
    use("zh")
    assert [amount(v, 2) for v in (26_000, 26_050, 5)] == ["260", "260.5", "0.05"]
    assert between((100, float("inf")), 0) == "100-不详"


def test_columns_go_in_their_order() -> None:
    heads = (Column("a", 4), Column("b"), Column("c", 20, drop=2), Column("d", 9, drop=1))
    assert [fitting(heads, n) for n in (60, 50, 40)] == [[0, 1, 2, 3], [0, 1, 2], [0, 1]]


@pytest.mark.asyncio
async def test_a_transfer_from_the_nearest_surplus_and_back(place: str) -> None:
    with_targets(place)
    async with running(place) as (app, pilot):
        shown = await press(pilot, "5")
        assert app.current_mode == "stock"
        assert "演示青岚县救灾物资储备库" in shown.replace("…", "") or "演示青岚县救灾" in shown
        assert ledger_page(app).lines()[0].key == W1
        await press(pilot, "enter")
        page = app.page
        assert isinstance(page, Warehouse) and page.line is not None
        assert page.line.key == ITEM
        assert page.line.texts[0] == "fail" and page.line.texts[4] == "40"
        assert "余 80" in page.line.texts[7]
        shown = await press(pilot, "f8")
        assert "调拨 折叠床" in shown and "80" in shown
        assert app.screen.query_one("#field-quantity").value == "40"  # type: ignore[attr-defined]
        await press(pilot, "f8")
        assert "已登记" in app.notices.kept[-1].words
        moved = [depot(place, i) for i in (W1, W2)]
        held = [g.held for d in moved if (g := d.find(ITEM)) is not None]
        assert held == [30_000, 6_000]
        logs = [d.subject.children["movements"][0].values for d in moved]
        assert [m["inbound"] for m in logs] == [True, False]
        assert {m["movement_id"] for m in logs} == {"DB-20261121-1"}
        assert page.line.key != ITEM or page.line.texts[0] != "fail"
        await press(pilot, "ctrl+z")
        back = [g.held for i in (W1, W2) if (g := depot(place, i).find(ITEM)) is not None]
        assert back == [26_000, 10_000]
        assert "movements" not in depot(place, W1).subject.children


@pytest.mark.asyncio
async def test_a_warehouse_that_is_short_comes_before_one_whose_goods_only_end_soon(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "5")
        states = [x.texts[0] for x in ledger_page(app).lines()]
        assert {"fail", "near"} <= set(states)
        assert states == sorted(states, key=("fail", "near", "unknown", "pass").index)


@pytest.mark.asyncio
async def test_too_much_is_refused_and_what_was_typed_stays(place: str) -> None:
    with_targets(place)
    async with running(place) as (app, pilot):
        await press(pilot, "5", "enter", "f8", "end", "9", "9")
        assert app.screen.query_one("#field-quantity").value == "4099"  # type: ignore[attr-defined]
        await press(pilot, "f8")
        assert app.notices.kept[-1].serious and "100" in app.notices.kept[-1].words
        assert depot(place, W2).find(ITEM).held == 10_000  # type: ignore[union-attr]
        await press(pilot, "f8")
        assert app.screen.query_one("#field-quantity").value == "4099"  # type: ignore[attr-defined]
        await press(pilot, "escape")
        assert isinstance(app.page, Warehouse)


@pytest.mark.asyncio
async def test_views_sort_search_and_export(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "5")
        before = [x.key for x in ledger_page(app).lines()].index(W1)
        await press(pilot, *["down"] * before, "enter")
        page = ledger_page(app)
        await press(pilot, "f6", "down", "enter")
        assert page.view is not None and page.view.name == "short"
        assert [x.key for x in page.lines()] == [ITEM]
        await press(pilot, "f6", "end", "enter")
        assert page.view.name == "moves" and page.lines() == []
        assert "没有出入库记录" in screen_text(app)
        await press(pilot, "f6", "home", "enter", "f4", "end", "enter")
        names = [x.texts[1] for x in page.lines()]
        assert page.sort_name == "name" and names == sorted(names)
        await press(pilot, "f3", "棉")
        assert [x.key for x in page.lines()] == ["quilt"]
        await press(pilot, "escape")
        assert app.screen.query_one("#list", VTable).has_focus
        await press(pilot, "f7")
        written = list(Path.cwd().glob("*.csv"))
        assert len(written) == 1 and "棉被" in written[0].read_text(encoding="utf-8-sig")
        await press(pilot, "escape")
        assert len(app.pages) == 1


@pytest.mark.asyncio
async def test_a_write_elsewhere_is_seen_on_coming_back(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "5")
        page = ledger_page(app)
        assert {x.texts[0] for x in page.lines() if any("救灾物资储备库" in t for t in x.texts)}.isdisjoint({"fail"})
        await press(pilot, "8")
        with_targets(place)
        await app.renew_pages()
        await press(pilot, "5")
        assert app.page is page
        assert {x.texts[0] for x in page.lines() if any("救灾物资储备库" in t for t in x.texts)} == {"fail"}


@pytest.mark.asyncio
async def test_a_desk_that_fails_is_a_card(figures: Path, tmp_path: Path) -> None:
    answers = {"jobs:overview": Trouble(("台账不能读取", "请检查磁盘"))}
    async with running(str(tmp_path / "none.anwei"), index=figures, answers=answers) as (app, pilot):
        shown = await press(pilot, "5")
        assert app.page is not None and app.page.has_class("troubled")
        assert "台账不能读取" in shown and "F5" in shown
        await press(pilot, "1")
        assert app.current_mode == "today"
