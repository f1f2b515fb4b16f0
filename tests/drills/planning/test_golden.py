"""Golden counties: the same input gives the same plan, in every run, under every hash seed and on another Python."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import warnings
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.drills.planning.golden_county import COUNTIES, ROOT

SCRIPT = Path(__file__).with_name("golden_county.py")
#: The digests of the plans. They change with the planner, the data of ``benchmarks/drills`` and the version of HiGHS.
HIGHS = "1.15.1"
GOLDEN = {
    "50/1": "41149e71449d41e92cb37193a3e0d86246b7da89665604af7deb88ab4df0339e",
    "50/2": "ea0d39670643d8d1a7f3eaeb60f53943cc6a3044661ff49fdf7c030e8b48f808",
    "200/1": "48ac55c127b5ba7066fe9a20c21c1474b456e55255b224be79cb2a271939734c",
}
GAPS = {50: 0.02, 200: 0.025}
OTHERS = ("3.13", "3.12", "3.14")  # Pythons looked for, other than the one that runs


def planned(command: tuple[str, ...], links: Path, hash_seed: int) -> dict[str, Any]:
    """What the script prints when a Python runs it."""
    environment = {**os.environ, "PYTHONPATH": str(links), "PYTHONHASHSEED": str(hash_seed)}
    done = subprocess.run(
        [*command, str(SCRIPT)], env=environment, cwd=ROOT, check=False, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder from which ``anwei`` can be imported without being installed."""
    folder = tmp_path_factory.mktemp("links")
    (folder / "anwei").mkdir()
    for part in ("engine", "drills", "plugins", "rulesets", "tui"):
        (folder / "anwei" / part).symlink_to(ROOT / part)
    return folder


@pytest.fixture(scope="module")
def here(links: Path) -> dict[str, Any]:
    return planned((sys.executable,), links, 0)


def test_golden_plans_are_good_and_sound(here: dict[str, Any]) -> None:
    for units, seed in COUNTIES:
        county = here["counties"][f"{units}/{seed}"]
        assert county["conflicts"] == []
        assert county["unmet"] == 0
        assert county["gap"] <= GAPS[units]


@pytest.mark.skipif(version("highspy") != HIGHS, reason=f"the golden digests are those of highspy {HIGHS}")
def test_golden_plans_are_those_on_file(here: dict[str, Any]) -> None:
    assert {name: c["digest"] for name, c in here["counties"].items()} == GOLDEN


@pytest.mark.parametrize("hash_seed", [1, 4711])
def test_every_run_gives_the_same_plan(here: dict[str, Any], links: Path, hash_seed: int) -> None:
    assert planned((sys.executable,), links, hash_seed) == here


def test_another_python_gives_the_same_plan(here: dict[str, Any], links: Path, tmp_path: Path) -> None:
    command, why = other_python(tmp_path)
    if not command:
        warnings.warn(f"NOT CHECKED on a second Python: {why}", stacklevel=1)
        pytest.skip(why)
    found = planned(command, links, 7)
    assert found["python"] != here["python"]
    assert found["counties"] == here["counties"]


def other_python(folder: Path) -> tuple[tuple[str, ...], str]:
    """How to run a script on another Python with the same versions of libraries; the reason where it cannot be."""
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if uv is None:
        return (), "uv is not there to make an environment for another Python"
    found = interpreters()
    if not found:
        return (), f"no other Python ({', '.join(OTHERS)}) is installed; ANWEI_OTHER_PYTHON may name one"
    needed = folder / "requirements.txt"
    needed.write_text("\n".join(pins()))
    said = ""
    for python in found:
        command = (
            uv,
            "run",
            "-q",
            "--no-project",
            "--isolated",
            "--python",
            python,
            "--with-requirements",
            str(needed),
        )
        tried = subprocess.run(
            [*command, "python", "-c", "import highspy"], check=False, capture_output=True, text=True, timeout=300
        )
        if tried.returncode == 0:
            return (*command, "python"), ""
        said = tried.stderr.strip().splitlines()[0] if tried.stderr.strip() else str(tried.returncode)
    return (), f"no environment for {', '.join(found)}: {said}"


@cache
def interpreters() -> tuple[str, ...]:
    """Other Pythons on this computer: the one named, those of pyenv, those on the path."""
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    named = [os.environ.get("ANWEI_OTHER_PYTHON", "")]
    homes = sorted((Path.home() / ".pyenv" / "versions").glob("3.*/bin/python"), reverse=True)
    there = [str(p) for v in OTHERS for p in homes if p.parts[-3].startswith(f"{v}.")]
    there += [w for v in OTHERS if (w := shutil.which(f"python{v}"))]
    return tuple(dict.fromkeys(p for p in (*named, *there) if p and answers(p, own)))


def answers(python: str, own: str) -> bool:
    """Whether an interpreter runs, and is another version than this one."""
    asked = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        done = subprocess.run(asked, check=False, capture_output=True, text=True, timeout=20)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() not in ("", own)


def pins() -> list[str]:
    """What the package needs, in the versions that are installed here."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["solver"]]
    names = [m[0] for w in wanted if (m := re.match(r"[\w.-]+", w))]
    return [f"{name}=={version(name)}" for name in names]
