"""The pages on drill records say what the program does: the table of states, the sheets, forms and commands shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anwei.drills.cli import SUBCOMMANDS
from anwei.drills.cli.looking import KINDS
from anwei.drills.papers.build import BUILDERS
from anwei.drills.record.forms import form_for, read_forms
from anwei.drills.record.sheets import read_sheet
from anwei.drills.record.states import DRILL_EDGES
from anwei.drills.seal.views import ROLES
from anwei.engine.services import label

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture(params=["en", "zh"])
def page(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param, (DOCS / request.param / "drill-records.md").read_text(encoding="utf-8")


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def test_the_table_of_states_is_that_of_the_program(page: tuple[str, str]) -> None:
    lang, text = page
    table = text.split("|---|---|\n")[1].split("\n\n")[0]
    said = {}
    for line in table.splitlines():
        froms, tos = (re.split("[、,] ?", cell.strip()) for cell in line.strip("|").split("|"))
        said |= {f.strip(): {t.strip() for t in tos} for f in froms}
    names = {s: label(f"drill.state.{s.value}", lang) for s in DRILL_EDGES}  # type: ignore[arg-type]
    assert said == {names[s]: {names[t] for t in after} for s, after in DRILL_EDGES.items() if after}


def test_the_sheets_and_forms_shown_can_be_used(page: tuple[str, str], tmp_path: Path) -> None:
    sheet, form = blocks(page[1], "yaml")
    (tmp_path / "sheet.yaml").write_text(sheet, encoding="utf-8")
    (tmp_path / "form.yaml").write_text(form, encoding="utf-8")
    found = read_sheet(tmp_path / "sheet.yaml", form_for("live"))
    assert len(found.marks) == 4 and len(found.findings) == 1
    assert read_forms(tmp_path / "form.yaml")["county"].redo_within == 15


def test_every_command_and_option_shown_exists(page: tuple[str, str]) -> None:
    from importlib import import_module

    joined = "\n".join(blocks(page[1], "sh")).replace("\\\n", " ")
    used = re.findall(r"^anwei drill (\S+)(.*)$", joined, re.MULTILINE)
    assert len(used) > 15
    for name, rest in used:
        module, _, attribute = SUBCOMMANDS[name][0].partition(":")
        command = getattr(import_module(module), attribute)
        known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
        assert set(re.findall(r"(?<=\s)(--?[a-z][a-z-]*)", rest)) <= known, name


def test_every_paper_and_audience_is_described(page: tuple[str, str]) -> None:
    assert set(KINDS) == set(BUILDERS)
    for kind in KINDS:
        assert f"`{kind}`" in page[1]
    for role in ROLES:
        assert f"`{role}" in page[1]
