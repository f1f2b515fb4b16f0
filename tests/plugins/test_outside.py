"""An outside distribution: the guide's example as a wheel, beside anwei's own wheel, in a fresh environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.test_guide import ROOT, write_example

PARTS = ("engine", "plugins", "drills", "tui", "rulesets", "examples")
FILES = ("pyproject.toml", "README.md", "LICENSE")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "dist")
UNIT = """
subject: enterprise
id: E-1
division: '341502'
facts: {features: [ammonia_refrigeration], cold_store_area: 250}
tables: {ammonia_detectors: [{detector_id: N1, calibrated_on: 2026-06-01}]}
coverage: {ammonia_detectors: complete}
"""
WHEELHOUSE = os.environ.get("ANWEI_WHEELHOUSE", "")  # a folder of wheels, for machines without a registry


def run(*words: str | Path, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [str(w) for w in words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env={**kept, "PYTHONIOENCODING": "utf-8", "ANWEI_LANG": "en", **env},
    )


def must(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, f"{done.args}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def wheel(source: Path, into: Path) -> Path:
    """Build a wheel without reaching for the network."""
    must(run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", into, source))
    return max(into.glob("*.whl"), key=lambda p: p.stat().st_mtime_ns)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with both wheels installed; not the checkout."""
    folder = tmp_path_factory.mktemp("outside")
    source = folder / "anwei"
    source.mkdir()
    for part in PARTS:
        shutil.copytree(ROOT / part, source / part, ignore=LEFT_OUT)
    for name in FILES:
        shutil.copy(ROOT / name, source / name)
    own = wheel(source, folder / "dist")
    example = wheel(write_example(folder / "coldstore"), folder / "dist")
    must(run(sys.executable, "-m", "venv", folder / "env"))
    binaries = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    interpreter = binaries / "python"
    index = ["--no-index", "--find-links", WHEELHOUSE] if WHEELHOUSE else []
    probe = run(interpreter, "-m", "pip", "download", "-q", "--no-deps", "-d", folder / "probe", *index, "pluggy")
    if probe.returncode:
        pytest.skip(f"no package registry for the dependencies: {probe.stderr.strip()[-200:]}")
    must(run(interpreter, "-m", "pip", "install", "-q", "--disable-pip-version-check", *index, own, example))
    return interpreter


def anwei(python: Path, *words: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return run(python.parent / "anwei", *words, cwd=python.parent, XDG_CACHE_HOME=str(python.parent / "cache"), **env)


def test_the_outside_plugin_is_listed(python: Path) -> None:
    where = must(run(python, "-c", "import anwei.engine.api as a; print(a.__file__)", cwd=python.parent)).strip()
    assert not Path(where).is_relative_to(ROOT)
    found = {p["name"]: p for p in json.loads(must(anwei(python, "plugin", "list", "--format", "json")))["plugins"]}
    assert {n: p["state"] for n, p in found.items()} == {
        "coldstore": "loaded",
        "drills": "loaded",
        "hazchem": "loaded",
        "mines": "loaded",
        "tui": "loaded",
    }
    assert found["coldstore"]["distribution"] == "anwei-coldstore"
    assert (found["coldstore"]["rules"], found["coldstore"]["facts"]) == (1, 3)


def test_its_rules_pass_their_tests_there(python: Path) -> None:
    done = anwei(python, "rules", "test", "coldstore*")
    must(done)
    assert "9 cases run, 0 failed" in done.stderr


def test_shipped_plugin_rules_pass_their_tests_there(python: Path) -> None:
    """Their YAML is in the wheel, tests included."""
    done = anwei(python, "rules", "test", "hazchem*", "mines*")
    must(done)
    assert "0 failed" in done.stderr


def test_doctor_and_contract_there(python: Path) -> None:
    assert must(anwei(python, "plugin", "doctor", "coldstore")) == "coldstore: no problem found\n"
    code = "from anwei.engine.api import check_plugin; print(check_plugin('anwei_coldstore.plugin'))"
    assert must(run(python, "-c", code, cwd=python.parent)).strip() == "[]"


def test_a_unit_is_judged_by_the_outside_rule(python: Path, tmp_path: Path) -> None:
    unit = tmp_path / "unit.yaml"
    unit.write_text(UNIT, "utf-8")
    done = anwei(python, "check", unit, "--date", "2026-11-21", "--only", "coldstore*")
    assert done.returncode == 1, done.stderr
    assert "Fit or calibrate 2 more detector(s)" in done.stdout
    safe = anwei(python, "rules", "test", "coldstore*", ANWEI_SAFE_MODE="1")
    assert safe.returncode == 2, "in safe mode its rules are not there"
