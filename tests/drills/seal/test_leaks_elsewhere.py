"""Ways out of a workspace besides the table of exporters: commands, their files, the journal, the screens."""

from __future__ import annotations

import shlex

import click
import pytest

from anwei.drills.cli import SUBCOMMANDS, drill
from anwei.drills.papers.build import BUILDERS, FORMATS, OF_A_DRILL
from anwei.drills.seal.exporters import EXPORTERS
from anwei.engine.catalogue.model import Catalogue
from tests.drills.record.support import office
from tests.drills.record.test_commands import Desk, added
from tests.drills.seal.test_leaks import said

WORDS = ("绝密标题", "绝密场地", "绝密情景", "绝密目标", "绝密牵头", "绝密评估员")
DATES = ("2026-05-12", "20260512", "5月12日")
AUDIENCES = ("participant:E-1", "evaluator:别人", "safety:别的机构")
#: Commands that show no drill to anybody but those who hold the workspace, and so take no audience.
FOR_HOLDERS = frozenset({"duties", "conflicts", "verify"})


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> tuple[Desk, str]:
    """A desk with a sealed drill among open ones, and the name by which participants know it."""
    place = tmp_path_factory.mktemp("office")
    office(place / "office.anwei", catalogue).close()
    (place / "out").mkdir()
    desk = Desk(place)
    secret = ("--scenario", "绝密情景", "--objectives", "绝密目标", "--evaluator", "绝密评估员")
    id_ = added(desk, *secret)
    desk.ok("add", "绝密标题", "--to", id_, "--venue", "绝密场地", "--lead", "绝密牵头", on="2026-03-01")
    desk.ok("add", "公开演练", "--on", "2026-09-01", "--topic", "flood", "--host", "E-1=3", on="2026-03-01")
    desk.ok("seal", id_, on="2026-03-02")
    return desk, next(d["id"] for d in desk.data("list", "--for", "participant")["drills"] if d["secret"])


def shown(desk: Desk, words: tuple[str, ...]) -> str:
    """What a command says, written files and their names included; a refusal says what it says."""
    done = desk.run(*words, on="2026-03-05")
    told = done.output + str(getattr(done.exception, "diagnostics", ""))
    for path in sorted((desk.folder / "out").rglob("*")):
        if path.is_file():
            told += path.name + said(path.read_bytes())
            path.unlink()
    return told.replace("\r\n ", "")


def commands(alias: str, out: str) -> list[tuple[str, ...]]:
    papers = [
        ("papers", kind, *((alias,) if kind in OF_A_DRILL else ("--year", "2026", "--month", "5")), "--as", "html")
        for kind in BUILDERS  # in all formats they are in the table of exporters, which is searched as a whole
    ]
    return [
        ("list",),
        ("list", "--format", "json"),
        ("show", alias),
        ("show", alias, "--format", "json"),
        ("show", alias, "--log"),
        ("show", "D2026-0001"),
        ("actions",),
        ("actions", "--format", "json"),
        ("ics",),
        ("ics", "--by-area", "-o", out),
        *((*p, "-o", out) for p in papers),
    ]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_command_tells_a_secret(sealed: tuple[Desk, str], audience: str) -> None:
    desk, alias = sealed
    for words in commands(alias, str(desk.folder / "out")):
        told = shown(desk, (*words, "--for", audience))
        assert told, words
        hits = [w for w in (*WORDS, *DATES) if w in told.replace("2026-03-05", "")]
        assert hits == [], (shlex.join(words), hits)


def test_the_same_commands_tell_controllers(sealed: tuple[Desk, str]) -> None:
    """Not vacuous: without an audience the very same commands say it."""
    desk, _ = sealed
    told = "".join(
        shown(desk, w) for w in commands("D2026-0001", str(desk.folder / "out")) if "work-plan" in w or "list" in w
    )
    assert all(w in told for w in (*WORDS[:5], *DATES[:1]))


def test_commands_without_an_audience_show_no_scenario(sealed: tuple[Desk, str]) -> None:
    desk, _ = sealed
    for words in (("duties", "--year", "2026"), ("duties", "--year", "2026", "--format", "json"), ("verify",)):
        told = desk.run(*words).output
        assert told and not any(w in told for w in (*WORDS, *DATES)), words


def test_every_command_that_shows_drills_takes_an_audience() -> None:
    for name in SUBCOMMANDS:
        command = drill.get_command(click.Context(drill), name)
        assert command is not None
        options = {o for p in command.params for o in p.opts}
        assert "--for" in options or "--dry-run" in options or name in FOR_HOLDERS, name


def test_every_paper_in_every_format_is_an_exporter() -> None:
    assert {f"{k}.{f}" for k in BUILDERS for f in FORMATS} <= set(EXPORTERS)
    assert {e.redaction for e in EXPORTERS.values()} == {"view", "controllers", "revealed"}


def test_the_screens_name_a_sealed_drill_by_its_alias(sealed: tuple[Desk, str]) -> None:
    """Whoever opens the file is a controller, but a screen may be looked at: lists and calendar keep the scenario."""
    from anwei.tui.jobs.drills import year
    from anwei.tui.jobs.office import Office
    from anwei.tui.work import Setup

    desk, alias = sealed
    bureau = Office(Setup(str(desk.folder / "office.anwei")))
    try:
        told = repr(year(bureau, 2026))
    finally:
        bureau.workspace.close()
    assert alias in told and "公开演练" in told
    assert not any(w in told for w in WORDS)


def test_what_others_see_of_the_journal(sealed: tuple[Desk, str]) -> None:
    desk, alias = sealed
    desk.ok("move", "D2026-0001", "2026-06-02", "--reason", "台风")
    desk.ok("approve", "D2026-0001", "--by", "张局长")
    log = desk.root("audit", "log")
    assert not any(w in log for w in (*WORDS, "2026-06-02", *DATES))
    assert not any(w in desk.root("undo") for w in WORDS)
    assert alias.startswith("S-")
