"""``anwei import`` on the command line, folders of many workbooks, mappings, and what is sent back."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import openpyxl
import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.workspace.importing.annotate import RED, annotated
from anwei.engine.workspace.importing.mapping import MappingBook, read_mapping
from anwei.engine.workspace.importing.pipeline import Options, propose
from anwei.engine.workspace.store import Workspace
from tests.cli.run import Ran, anwei
from tests.importing.messy import code, rows_of, township, workbook
from tests.importing.support import proposed, vocabulary

MESSY = workbook(("企业台账", township))


def run(*words: str) -> Ran:
    """A command on the workspace of the test."""
    return anwei(*words, ANWEI_WORKSPACE=os.environ["ANWEI_WORKSPACE"])


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "office.anwei"
    monkeypatch.setenv("ANWEI_WORKSPACE", str(path))
    assert run("init", str(path)).code == 0
    return path


def journal(path: Path) -> int:
    with Workspace.open(path, readonly=True) as opened:
        return opened.head


def test_open_problems_stop_the_import_and_say_how_to_go_on(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "河东乡.xlsx"
    file.write_bytes(MESSY)
    before = journal(office)
    done = run("import", str(file), "--division", "341502")
    assert done.code == 3 and "--accept" in done.err and "C8" in done.out
    assert journal(office) == before


def test_accepting_leaving_out_undoing(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "河东乡_2026年.xlsx"
    file.write_bytes(MESSY)
    before = journal(office)
    done = run("import", str(file), "--accept", "all", "--leave-out", "--division", "341502")
    assert done.code == 1 and journal(office) == before + 1
    assert run("undo").code == 0
    assert "宏达" not in run("subjects").out


def test_a_dry_run_writes_nothing(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook(("表", rows_of(("企业名称", "信用代码", "职工人数"), ("宏达公司", code(1), 5)))))
    before = journal(office)
    done = run("import", str(file), "--dry-run", "--format", "json")
    told = json.loads(done.out)
    assert done.code == 0 and journal(office) == before
    assert told["ready"] and told["counts"]["new"] == 1
    assert told["rows"][0]["values"]["employees"] == 5


@pytest.mark.parametrize(
    "words",
    [("--kind", "factory"), ("--table", "persons"), ("--accept", "everything"), ("--exported", "soon")],
)
def test_wrong_words_are_usage_errors(office: Path, tmp_path: Path, words: tuple[str, str]) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(MESSY)
    assert run("import", str(file), *words).code == 2


def test_both_languages(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(MESSY)
    assert "to correct" in run("import", str(file), "--dry-run", "--lang", "en").out
    assert "须更正" in run("import", str(file), "--dry-run", "--lang", "zh").out


# -- folders -----------------------------------------------------------------------------------------------------------


def many(folder: Path, count: int) -> None:
    for number in range(count):
        town = folder / f"乡镇{number % 3}"
        town.mkdir(parents=True, exist_ok=True)
        rows = [
            (f"单位{chr(0x4E00 + number * 7)}{chr(0x5000 + number * 11)}厂", code(number * 10 + i), 5) for i in range(1)
        ]
        data = workbook(("表", rows_of(("企业名称", "信用代码", "职工人数"), *rows)))
        (town / f"{number}.xlsx").write_bytes(data)


def test_a_folder_is_one_proposal_with_progress(tmp_path: Path) -> None:
    many(tmp_path, 12)
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    (tmp_path / "~$lock.xlsx").write_bytes(b"")
    steps: list[tuple[int, int]] = []
    proposal = propose([tmp_path], vocabulary(), progress=lambda done, total, _: steps.append((done, total)))
    assert steps == [(n, 12) for n in range(13)]
    assert len(proposal.changes) == 12 and len(proposal.files) == 12
    assert {c.file for c in proposal.changes} == set(range(12))  # type: ignore[union-attr]
    assert [p.code for p in proposal.problems] == ["INP-029"]


def test_cancelling_leaves_nothing_behind(office: Path, tmp_path: Path) -> None:
    many(tmp_path / "in", 6)
    before = journal(office)

    def stop(done: int, _total: int, _name: str) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        propose([tmp_path / "in"], vocabulary(), progress=stop)
    assert journal(office) == before


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    data = workbook(("表", rows_of(("企业名称", "信用代码", "职工人数"), ("宏达公司", code(1), 5))))
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).write_bytes(data)
    proposal = propose([tmp_path], vocabulary())
    assert [p.code for p in proposal.problems] == ["IMP-043"] and len(proposal.files) == 1


# -- mappings ----------------------------------------------------------------------------------------------------------

ODD = workbook(("Sheet1", rows_of(("甲栏", "乙栏", "丙栏"), ("宏达公司", code(1), 5), ("恒通机械", code(2), 6))))
MAPPING = """
mapping: 河东乡
sheets:
  - sheet: Sheet*
    kind: enterprise
    header: 1
    columns: {甲栏: name, 乙栏: credit_code, 丙栏: employees}
"""


def test_a_mapping_file_says_what_nobody_can_guess(tmp_path: Path) -> None:
    assert [p.code for p in proposed(ODD).open] == ["IMP-004"]
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    proposal = proposed(ODD, options=Options(mapping=read_mapping(path, vocabulary())))
    assert [c.values["employees"] for c in proposal.changes[:2]] == [5, 6]  # type: ignore[union-attr]


def test_what_was_said_is_remembered_for_the_same_source(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    book = MappingBook()
    proposed(ODD, options=Options(mapping=read_mapping(path, vocabulary())), book=book)
    (learned,) = book.changes()
    again = proposed(ODD, book=MappingBook({learned.id: learned.body}))
    assert [c.values["employees"] for c in again.changes] == [5, 6]  # type: ignore[union-attr]
    assert {how for _, _, field, how in again.sheets[0].columns if field} == {"learned"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mapping: a\nsheets: [{kind: factory}]\n", "RUL-022"),
        ("mapping: a\nsheets: [{kind: enterprise, table: persons}]\n", "INP-020"),
        ("mapping: a\nsheets: [{kind: enterprise, columns: {甲: employee}}]\n", "INP-023"),
        ("mapping: a\nsheets: [{units: {甲: 担}}]\n", "FCT-003"),
        ("mapping: a\nsheets: [{header: first}]\n", "SHP-004"),
        ("mapping: a\ncolumn: {}\n", "SHP-002"),
    ],
)
def test_mistakes_in_a_mapping_file_are_located(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnweiError) as caught:
        read_mapping(path, vocabulary())
    assert caught.value.diagnostics[0].code == expected and caught.value.diagnostics[0].place.line


# -- what is sent back -------------------------------------------------------------------------------------------------


def test_only_problem_cells_are_marked() -> None:
    proposal = proposed(MESSY)
    marked = {cell for p in proposal.open for cell in p.cells()}
    sent = openpyxl.load_workbook(io.BytesIO(annotated(MESSY, Path("河东乡.xlsx"), proposal.open, "zh")))
    before = openpyxl.load_workbook(io.BytesIO(MESSY))
    assert sent.sheetnames == ["企业台账", "问题清单"]
    for row in before["企业台账"].iter_rows():
        for cell in row:
            other = sent["企业台账"][cell.coordinate]
            assert other.value == cell.value and other.number_format == cell.number_format
            if cell.coordinate in marked:
                assert other.fill.fgColor.rgb == RED and other.comment is not None
            elif cell.coordinate in before["企业台账"]:
                assert other.comment is None and other.fill.fgColor.rgb == cell.fill.fgColor.rgb
    listed = {str(r[1].value) for r in sent["问题清单"].iter_rows(min_row=3)}
    assert listed == marked


def test_marks_of_corrected_cells_go_away_and_the_list_is_not_read_as_data() -> None:
    sent = annotated(MESSY, Path("a.xlsx"), proposed(MESSY).open, "zh")
    book = openpyxl.load_workbook(io.BytesIO(sent))
    book["企业台账"]["C8"].value = code(4)
    out = io.BytesIO()
    book.save(out)
    second = proposed(out.getvalue())
    assert {c for p in second.open for c in p.cells()} == {"E8", "H7", "H8"}
    again = openpyxl.load_workbook(io.BytesIO(annotated(out.getvalue(), Path("a.xlsx"), second.open, "zh")))
    assert again["企业台账"]["C8"].comment is None and again["企业台账"]["C8"].fill.fgColor.rgb != RED
    assert again.sheetnames == ["企业台账", "问题清单"]


def test_formulas_typed_as_text_are_not_brought_to_life() -> None:
    data = "企业名称,信用代码,职工人数\n=1+1,x,很多\n".encode()
    book = openpyxl.load_workbook(io.BytesIO(annotated(data, Path("a.csv"), proposed(data, "a.csv").open, "zh")))
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value is not None]
    assert "=1+1" in [c.value for c in cells] and all(c.data_type != "f" for c in cells)


def test_the_command_writes_annotated_files_under_their_names(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "河东乡"
    folder.mkdir(parents=True)
    (folder / "台账.xlsx").write_bytes(MESSY)
    run("import", str(tmp_path / "in"), "--annotate", str(tmp_path / "out"))
    assert (tmp_path / "out" / "河东乡" / "台账.xlsx").exists()


def test_what_was_imported_is_counted_as_it_was_proposed(office: Path, tmp_path: Path) -> None:
    """The remembered columns and the statements of coverage are no rows: they are said beside them."""
    file = tmp_path / "enterprise.csv"
    file.write_text("编号,企业名称,联系人\nE-001,宏达化工有限公司,***\nE-002,兴达化工有限公司,李四\n", encoding="utf-8")
    (tmp_path / "coverage.csv").write_text("对象,台账,填报完整性\nE-001,演练台账,完整\n", encoding="utf-8")
    done = run("import", str(file), str(tmp_path / "coverage.csv"))
    assert done.code == 0, done.err
    assert "新增 2" in done.out.splitlines()[-1] and "已导入：新增 2，更新 0" in done.err
    assert "另登记填报完整性 1 项" in done.err


def test_the_table_of_problems_says_words_of_lists_by_their_labels(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(
        "subject: enterprise\nid: E-001\nname: 宏达矿业有限公司\nfacts: {sectors: [mine]}\n", encoding="utf-8"
    )
    done = run("import", str(file), "--dry-run")
    assert "INP-030" in run("import", str(file), "--dry-run", "--all").out
    assert "Text(" not in done.out and "「矿山」" in done.out
    assert "“mine" not in done.out and "Mine" in run("--lang", "en", "import", str(file), "--dry-run").out
