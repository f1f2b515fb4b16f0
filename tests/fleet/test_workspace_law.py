"""A workspace as data of a fleet run brings its law along: rulesets pinned to it, waivers, and a demo's day."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

from anwei.engine.cli.fleet_data import day_for, office, opened_with
from anwei.engine.workspace.changes import Source
from anwei.engine.workspace.papers import pin_rulesets
from anwei.engine.workspace.store import Workspace
from tests.cli.run import ROOT, anwei

SHOP = ROOT / "examples/enterprises/small-shop.yaml"
TOLD = Source("rules", "张三", "2026-11-21T08:00:00Z")
RULE = """
laws: own
instruments:
  own: {title: {zh: 本地规定, en: Own rules}, in_force: 2020-01-01, rank: local_plan}
---
ruleset: own.rules
title: {zh: 本地规定, en: Own rules}
version: "1"
subject: enterprise
rules:
  - id: own.named
    title: {zh: 有名称, en: Has a name}
    severity: minor
    cites: [{law: own}]
    require: {fact: employees, at_least: 0}
    evidence: {zh: 登记, en: register}
    remedy: {zh: 登记, en: Register}
"""


def verdicts(out: Path, rule: str) -> Counter[str]:
    rows = pq.read_table(out / "counts.parquet").to_pylist()
    return Counter({r["verdict"]: r["subjects"] for r in rows if r["by"] == "all" and r["rule"] == rule})


def test_waivers_and_pinned_rules_count(tmp_path: Path) -> None:
    place, out = tmp_path / "w.anwei", tmp_path / "out"
    on = ("--data", str(place), "--as-of", "2026-06-30", "--out", str(out))
    assert anwei("init", str(tmp_path / "w")).code == 0
    assert anwei("import", str(SHOP), "--workspace", str(place)).code == 0
    assert anwei("fleet", "check", *on).code == 1
    rows = pq.read_table(out / "counts.parquet").to_pylist()
    rule = next(r["rule"] for r in rows if r["by"] == "all" and r["verdict"] == "fail")
    who = pq.read_table(out / "enterprise.parquet").column("id")[0].as_py()
    words = ("--reason", "r", "--approved-by", "a", "--from", "2026-06-01", "--until", "2026-07-31")
    done = anwei("waiver", "add", rule, who, *words, "--workspace", str(place))
    assert done.code == 0, done.err
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.yaml").write_text(RULE, encoding="utf-8")
    with Workspace.open(place) as workspace:
        pin_rulesets(workspace, "", [str(own)], TOLD)
    assert anwei("fleet", "check", *on).code in (0, 1)
    assert verdicts(out, rule) == {"waived": 1}
    assert sum(verdicts(out, "own.named").values()) == 1
    run = anwei("run", "--as-of", "2026-06-30", "--workspace", str(place), "--format", "json")
    assert run.code == 0, run.err
    counted = Counter(r["verdict"] for r in pq.read_table(out / "counts.parquet").to_pylist() if r["by"] == "all")
    assert counted["waived"] == 1
    assert f'"waived": {counted["waived"]}' in run.out
    assert f'"fail": {counted["fail"]}' in run.out


def test_a_folder_has_no_law_of_its_own(tmp_path: Path) -> None:
    assert office(tmp_path) == office(None)
    assert opened_with((), (), tmp_path).catalogue.waivers == opened_with((), ()).catalogue.waivers
    assert day_for(tmp_path, 739797) == 739797
