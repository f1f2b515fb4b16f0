"""``anwei rules test --equivalence``: on cases, on files, on tables and on a workspace; and what it says of a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine.catalogue.open import open_catalogue
from anwei.engine.cli.exits import Exit
from anwei.engine.cli.rule_equivalence import compare
from anwei.engine.fleet.graph import Graph
from tests.cli.run import ROOT, anwei

SHOP = ROOT / "examples/enterprises/small-shop.yaml"
DAY = 739797  # 2026-06-30


def test_cases_files_tables_and_a_workspace(tmp_path: Path) -> None:
    done = anwei("rules", "test", "insurance.*", "--equivalence", "20", "--lang", "en")
    assert (done.code, "same both ways" in done.err) == (0, True), done.err
    assert anwei("fleet", "tables", str(SHOP), "--out", str(tmp_path / "tables")).code == 0
    assert anwei("init", str(tmp_path / "w")).code == 0
    assert anwei("import", str(SHOP), "--workspace", str(tmp_path / "w.anwei")).code == 0
    for data in (SHOP, tmp_path / "tables", tmp_path / "w.anwei"):
        words = ("--equivalence", "--data", str(data), "--date", "2026-06-30", "--lang", "en")
        done = anwei("rules", "test", "insurance.*", "drill.*", *words)
        assert done.code == 0, done.err
        assert "1 subjects" in done.err


@pytest.mark.parametrize("fault", ["ge", "add"])
def test_the_first_difference_is_told(
    fault: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault in one operation of the bulk evaluation: one line names rule, subject, and what each of them says."""
    right = Graph.ge if fault == "ge" else Graph.add
    opened = open_catalogue()
    monkeypatch.setattr(Graph, fault, lambda self, *a, **k: self.gt(*a) if fault == "ge" else right(self, a[0], a[0]))
    with pytest.raises(SystemExit) as left:
        compare(opened, opened.catalogue.select(["staffing.*", "drill.*"]), (), 40, [], DAY)
    assert left.value.code == Exit.GAPS
    (line,) = capsys.readouterr().err.splitlines()
    assert line.count("为") >= 2 or line.count(" is ") >= 1
    assert line.startswith(("规则「", "rule '"))
    assert ".tests.yaml:" in line  # where the case is: its subject goes by a number of our own
