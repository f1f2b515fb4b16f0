"""The fleet benchmark compares like with like: at 500 enterprises every peer says what the record evaluation says.

The benchmark's own scripts run as in a measurement, each in its process; a peer that is not installed is skipped.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from anwei.engine.catalogue.open import open_catalogue, sources_of
from anwei.engine.catalogue.testing import prepare_all, run_tests
from anwei.engine.language.lint import lint
from anwei.engine.plugins.manager import Plugins

FLEET = Path(__file__).resolve().parents[2] / "benchmarks" / "fleet"
LAW = [FLEET / name for name in ("facts.yaml", "parameters.yaml", "rules.yaml", "rules.tests.yaml")]
SIZE = 500

np: Any = pytest.importorskip("numpy")
pytest.importorskip("pyarrow")


def script(name: str, *args: object) -> str:
    """What a script of the benchmark prints. Raises CalledProcessError where it fails."""
    command = [sys.executable, str(FLEET / name), *map(str, args)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enterprises sorted and shuffled, and each as a JSON text in both forms."""
    made = tmp_path_factory.mktemp("fleet")
    script("generate.py", SIZE, "--out", made / "sorted")
    script("generate.py", SIZE, "--out", made / "shuffled", "--shuffled")
    script("records.py", made / "sorted", "--out", made / "records.jsonl")
    script("records.py", made / "sorted", "--out", made / "units.jsonl", "--units")
    return made


@pytest.fixture(scope="module")
def reference(folder: Path) -> Any:
    script("ours.py", "verdicts", folder / "records.jsonl", "--rounds", 1, "--out", folder / "reference.npy")
    return np.load(folder / "reference.npy")


def agree(found: Path, reference: Any) -> None:
    matrix = np.load(found)
    assert matrix.dtype == np.uint8
    assert np.argwhere(matrix[:, : reference.shape[1]] != reference).tolist() == []


def test_every_rule_shows_every_verdict_that_it_can(reference: Any) -> None:
    assert reference.shape == (SIZE, 20)
    assert all({0, 1, 2} <= set(Counter(column.tolist())) for column in reference.T)


def test_the_rules_pass_their_own_tests_and_lint() -> None:
    none = Plugins(found=())
    catalogue = open_catalogue(LAW, none, base=False, use_cache=False).catalogue
    documents = sources_of(LAW, none, base=False).documents["tests"]
    outcomes = list(run_tests(catalogue, documents))
    assert len(outcomes) > 100
    assert [(o.rule, o.name, o.problems) for o in outcomes if not o.passed] == []
    assert [d.line("en") for d in lint(catalogue, prepare_all(catalogue, documents))] == []


@pytest.mark.parametrize(
    ("package", "peer", "options"),
    [
        ("duckdb", "duckdb_sql.py", []),
        ("duckdb", "duckdb_sql.py", ["--chunk", 150]),
        ("duckdb", "duckdb_sql.py", ["--threads", 0, "--kind", "child", "--more", 2]),
        ("polars", "polars_lazy.py", []),
        ("polars", "polars_lazy.py", ["--streaming"]),
    ],
)
@pytest.mark.parametrize("what", ["check", "recheck"])
@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_peers_over_tables(
    folder: Path, reference: Any, package: str, peer: str, options: list[object], what: str, order: str
) -> None:
    pytest.importorskip(package)
    out = folder / "peer.npy"
    script(f"peers/{peer}", what, folder / order, "--out", out, "--rounds", 1, *options)
    agree(out, reference)


@pytest.mark.parametrize(
    ("package", "peer"),
    [
        ("datalogic_py", "datalogic.py"),
        ("zen", "zen_engine.py"),
        ("cel", "cel_rust.py"),
        ("numpy", "plain_python.py"),
    ],
)
def test_peers_over_records(folder: Path, reference: Any, package: str, peer: str) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    out = folder / "peer.npy"
    said = json.loads(script(f"peers/{peer}", folder / "units.jsonl", "--out", out, "--rounds", 1))
    assert len(said["rounds"]) == 1
    agree(out, reference)


@pytest.mark.parametrize("order", ["sorted", "shuffled"])
def test_anwei_over_tables(folder: Path, reference: Any, order: str) -> None:
    out = folder / "ours.npy"
    script("ours.py", "check", folder / order, "--out", out)
    agree(out, reference)


@pytest.mark.parametrize("kind", ["attribute", "child"])
def test_further_rules_mean_the_same_in_both_languages(folder: Path, kind: str) -> None:
    pytest.importorskip("duckdb")
    rules = folder / f"rules-{kind}.yaml"
    write = "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from extras import extras; "
    write += "from many_rules import write_rules; "
    write += "write_rules([e.rule for e in extras(sys.argv[2], 6)], Path(sys.argv[3]))"
    subprocess.run([sys.executable, "-c", write, str(FLEET), kind, str(rules)], check=True)
    script("ours.py", "verdicts", folder / "records.jsonl", "--rules", rules, "--rounds", 1, "--out", folder / "o.npy")
    more = ("--kind", kind, "--more", 6, "--out", folder / "d.npy")
    script("peers/duckdb_sql.py", "check", folder / "sorted", *more)
    ours, theirs = np.load(folder / "o.npy"), np.load(folder / "d.npy")
    assert ours.shape == (SIZE, 26)
    assert np.argwhere(ours != theirs).tolist() == []


def test_the_same_size_and_seed_give_the_same_facts(folder: Path) -> None:
    script("generate.py", SIZE, "--out", folder / "again")
    for file in sorted((folder / "sorted").iterdir()):
        assert (folder / "again" / file.name).read_bytes() == file.read_bytes()


def test_larger_rule_sets_are_the_same_every_time_and_agree(folder: Path) -> None:
    first, again = folder / "rules-60.yaml", folder / "rules-60-again.yaml"
    for path in (first, again):
        script("many_rules.py", 60, "--out", path)
    assert first.read_bytes() == again.read_bytes()
    script("ours.py", "check", folder / "sorted", "--rules", first, "--out", folder / "many.npy")
    one = ("--rules", first, "--rounds", 1, "--out", folder / "many-records.npy")
    script("ours.py", "verdicts", folder / "records.jsonl", *one)
    many = np.load(folder / "many-records.npy")
    assert many.shape == (SIZE, 60)
    agree(folder / "many.npy", many)
