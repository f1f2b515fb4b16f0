"""Writing and reading back: facts, records, coverage and documents, now and as they were; refusals and conflicts."""

from __future__ import annotations

import re

import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.values import BLANK
from anwei.engine.workspace.changes import (
    NEXT,
    RemoveRecord,
    RemoveSubject,
    SetCoverage,
    SetDocument,
    SetRecord,
    Write,
    record_id,
    split_id,
)
from anwei.engine.workspace.documents import Collection
from anwei.engine.workspace.lists import find, history
from anwei.engine.workspace.read import Reader, Selection
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.workspace.support import VOCABULARY, plant, put, read, shop, source


def codes(error: pytest.ExceptionInfo[AnweiError]) -> list[str]:
    return [d.code for d in error.value.diagnostics]


def test_values_of_every_type_come_back(workspace: Workspace) -> None:
    values = {
        "name": "宏达",
        "sectors": frozenset({"mine", "trade"}),
        "colours": BLANK,
        "people": 0,
        "weight": 1500,
        "budget": -12345,
        "opened_on": 739000,
        "open": True,
        "note": None,
        "main_shop": "S-1",
    }
    put(workspace, plant(**values))
    subject = Reader(workspace, VOCABULARY).subject("plant", "P-1")
    assert subject is not None
    assert subject.values == {"id": "P-1", "spent": BLANK, "closed_on": BLANK, **values}


def test_numbers_are_stored_in_the_unit_of_their_field(workspace: Workspace) -> None:
    put(workspace, plant(weight=1500, budget=100))
    facts = find(workspace)[0]
    assert facts.id == "P-1"
    assert [(s.field, str(s.after)) for s in history(workspace, "plant", "P-1")] == [
        ("budget", "1"),
        ("id", "P-1"),
        ("weight", "1.5"),
    ]


def test_fields_not_named_stay_and_same_values_are_no_change(workspace: Workspace) -> None:
    put(workspace, plant(people=10, open=True))
    put(workspace, plant(people=12))
    receipt = workspace.apply(Write(source(), [plant(people=12), shop("S-1")]), VOCABULARY)
    assert (receipt.created, receipt.changed, receipt.unchanged) == (1, 0, 1)
    assert read(workspace)["plant P-1"][0][2]["open"] is True


def test_true_is_not_one(workspace: Workspace) -> None:
    put(workspace, plant(people=1, open=True))
    receipt = workspace.apply(Write(source(), [SetDocument("c", "d", {"v": 1})]))
    assert receipt.created == 1
    assert workspace.apply(Write(source(), [SetDocument("c", "d", {"v": True})])).changed == 1


def test_nested_records_belong_to_their_owners(workspace: Workspace) -> None:
    put(
        workspace,
        plant(),
        shop("S-1"),
        SetRecord("plant", "P-1", {"number": 4}, "lines", ("S-1", "4")),
        SetRecord("plant", "P-1", {"from": 739000}, "stops", ("S-1", "4", NEXT)),
        SetRecord("plant", "P-1", {"from": 739001}, "stops", ("S-1", "4", NEXT)),
    )
    subject = Reader(workspace, VOCABULARY).subject("plant", "P-1")
    assert subject is not None
    stops = subject.children["shops"][0].children["lines"][0].children["stops"]
    assert [s.path for s in stops] == ["shops[S-1].lines[4].stops[0]", "shops[S-1].lines[4].stops[1]"]
    assert [s.values["from"] for s in stops] == [739000, 739001]


def test_a_removed_record_takes_what_it_owns_with_it_and_can_come_back(workspace: Workspace) -> None:
    line = SetRecord("plant", "P-1", {"number": 4}, "lines", ("S-1", "4"))
    before = put(workspace, plant(), shop("S-1"), shop("S-2"), line)
    put(workspace, RemoveRecord("plant", "P-1", "shops", ("S-1",)))
    assert [s[0] for s in read(workspace)["plant P-1"][0][3]["shops"]] == ["shops[S-2]"]
    put(workspace, shop("S-1"))
    assert "lines" not in read(workspace)["plant P-1"][0][3]["shops"][0][3]
    assert "lines" in read(workspace, before)["plant P-1"][0][3]["shops"][0][3]


def test_a_removed_subject_is_gone_and_readable_as_it_was(workspace: Workspace) -> None:
    seq = put(workspace, plant(name="甲"), shop("S-1"), SetCoverage("plant", "P-1", "shops", Coverage.COMPLETE, 739000))
    put(workspace, RemoveSubject("plant", "P-1"))
    assert read(workspace) == {} and find(workspace) == []
    assert read(workspace, seq)["plant P-1"][1] == {"shops": "complete"}
    assert [s.removed for s in history(workspace, "plant", "P-1")][-3:] == [True, True, True]


def test_any_past_day_can_be_read(workspace: Workspace) -> None:
    for day, people in ((3, 10), (5, 20), (9, 30)):
        put(workspace, plant(people=people), day=day)
    seen = {day: workspace.seq_at(f"2026-11-{day:02d}T23:59:59Z") for day in (2, 3, 4, 5, 8, 9, 20)}
    found = {day: read(workspace, seq) for day, seq in seen.items()}
    assert found[2] == {}
    people = {day: said["plant P-1"][0][2]["people"] for day, said in found.items() if said}
    assert people == {3: 10, 4: 10, 5: 20, 8: 20, 9: 30, 20: 30}


def test_history_says_who_when_and_from_which_cell(workspace: Workspace) -> None:
    first = SetRecord("plant", "P-1", {"people": 10}, cells={"people": "台账!C5"}, file=1)
    put(workspace, first, files=("a.xlsx", "b.xlsx"), by="李四")
    put(workspace, plant(people=11), day=2)
    told = [s for s in history(workspace, "plant", "P-1") if s.field == "people"]
    assert [(s.before, s.after, s.by, s.at, s.file, s.cell) for s in told] == [
        (None, 10, "李四", "2026-11-01T08:00:00Z", "b.xlsx", "台账!C5"),
        (10, 11, "张三", "2026-11-02T08:00:00Z", "", ""),
    ]


def test_every_problem_is_told_and_nothing_is_written(workspace: Workspace) -> None:
    head = workspace.head
    with pytest.raises(AnweiError) as error:
        put(
            workspace,
            plant(),
            plant(nobody=1),
            SetRecord("ship", "X", {}),
            SetRecord("plant", "P-9", {"what": "x"}, "loose", (NEXT,)),
            SetRecord("plant", "P-1", {}, "lines", ("S-7", "1")),
            SetRecord("plant", "P-1", {}, "lines", ("1",)),
            SetCoverage("plant", "P-1", "lorries", Coverage.COMPLETE),
            RemoveRecord("plant", "P-1", "shops", ("S-9",)),
            plant("bad\nid"),
            plant("P-2", id="P-3"),
        )
    assert sorted(codes(error)) == sorted(
        ["INP-023", "RUL-022", "WSP-027", "WSP-026", "WSP-012", "WSP-014", "WSP-013", "INP-020", "WSP-014"]
    )
    assert workspace.head == head and read(workspace) == {}


def test_what_no_database_keeps_is_refused_or_told(workspace: Workspace) -> None:
    with pytest.raises(AnweiError) as error:
        put(workspace, plant(name="\ud800"))
    assert codes(error) == ["WSP-035"]
    put(workspace, plant(name="a\0b"))
    assert read(workspace)["plant P-1"][0][2]["name"] == "a\0b"
    assert verify(workspace).sound


def test_a_generator_that_fails_leaves_nothing(workspace: Workspace) -> None:
    def changes():
        yield plant()
        raise RuntimeError("the file ends here")

    with pytest.raises(RuntimeError):
        workspace.apply(Write(source(), changes()), VOCABULARY)
    assert read(workspace) == {} and workspace.head == 1


def test_a_lost_update_is_refused_and_says_who_was_first(workspace: Workspace) -> None:
    put(workspace, plant(people=10, open=True))
    seen = workspace.head
    put(workspace, plant(people=11), by="李四", seen=seen)
    with pytest.raises(AnweiError) as error:
        put(workspace, plant(people=12), seen=seen)
    assert codes(error) == ["WSP-011"]
    assert re.search("plant P-1 people.*李四", error.value.diagnostics[0].line("zh"))
    put(workspace, plant(open=False), seen=seen)  # another field: nobody is in the way
    assert read(workspace)["plant P-1"][0][2]["people"] == 11


def test_removing_what_somebody_changed_is_a_conflict(workspace: Workspace) -> None:
    put(workspace, plant(), shop("S-1"))
    seen = workspace.head
    put(workspace, shop("S-1", kind="maps"))
    with pytest.raises(AnweiError) as error:
        put(workspace, RemoveRecord("plant", "P-1", "shops", ("S-1",)), seen=seen)
    assert codes(error) == ["WSP-011"]


def test_documents_have_history_and_conflicts(workspace: Workspace) -> None:
    drills = Collection(workspace, "drill")
    first = drills.put("D-1", {"state": "planned"}, source("drill"), seen=workspace.head)
    drills.put("D-1", {"state": "held"}, source("drill", day=2), seen=first.seq)
    with pytest.raises(AnweiError) as error:
        drills.put("D-1", {"state": "cancelled"}, source("drill"), seen=first.seq)
    assert codes(error) == ["WSP-011"]
    assert [(k.body, k.at[:10]) for k in drills.history("D-1")] == [
        ({"state": "planned"}, "2026-11-01"),
        ({"state": "held"}, "2026-11-02"),
    ]
    found = drills.get("D-1", first.seq)
    assert found is not None and found.body == {"state": "planned"}
    drills.put("D-1", None, source("drill"))
    assert drills.all() == [] and drills.get("D-1") is None and drills.ids() == ["D-1"]


def test_selections(workspace: Workspace) -> None:
    put(workspace, plant("A", division="341502001"), plant("B", division="341503001"))
    seq = put(workspace, SetRecord("town", "T", {"people": 5, "division": "341502"}))
    reader = Reader(workspace, VOCABULARY)

    def ids(selection: Selection, at: int | None = None) -> list[str]:
        return [s.id for s in reader.subjects(selection, at)]

    assert ids(Selection(kind="plant")) == ["A", "B"]
    assert ids(Selection(division="341502")) == ["A", "T"]
    assert ids(Selection(division="341500")) == ["A", "B", "T"]
    assert ids(Selection(ids=("B", "T"))) == ["B", "T"]
    assert ids(Selection(changed_since=seq - 1)) == ["T"]
    put(workspace, plant("A", division="341503002"))
    assert ids(Selection(division="341502")) == ["T"]
    assert ids(Selection(division="341502"), seq) == ["A", "T"]


def test_a_field_of_another_type_is_told_and_read_as_not_known(workspace: Workspace) -> None:
    put(workspace, plant(name="甲"))
    other = SetDocument("forms", "plant//people", "text")
    workspace.apply(Write(source(), [other]))
    put(workspace, plant(people=5))
    reader = Reader(workspace, VOCABULARY)
    subject = reader.subject("plant", "P-1")
    assert subject is not None and subject.values["people"] is None
    assert [d.code for d in reader.diagnostics.items] == ["WSP-019"]


def test_the_same_record_in_several_batches_is_one_version(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anwei.engine.workspace import rows, write

    monkeypatch.setattr(write, "batches", lambda things: rows.batches(things, 2))
    put(
        workspace, plant(people=1), shop("S-1"), shop("S-1", kind="maps"), plant(people=2, open=True), plant(open=False)
    )
    assert read(workspace)["plant P-1"][0][2]["people"] == 2
    assert [s.seq for s in history(workspace, "plant", "P-1") if s.field == "people"] == [2]
    assert verify(workspace).sound
    workspace.undo(source())
    assert read(workspace) == {} and verify(workspace).sound


@pytest.mark.parametrize("key", ["P-01", "#5", "##", "#000004", "＃", "a.b", "x[1]"])
def test_record_ids_keep_keys_apart_from_positions(key: str) -> None:
    assert split_id(record_id(key, 4)) == (key, key)
    assert split_id(record_id("", 4)) == ("", "4")
    assert record_id(key, 4) != record_id("", 4)


def test_a_record_told_whole_names_its_fields_once(workspace: Workspace) -> None:
    """Kept as *every field*; who overwrites one of them, or asks for the history, is told as if each were named."""
    put(workspace, plant(people=10))
    seen = workspace.head
    put(
        workspace,
        shop("S-1", near=frozenset({"S-1"})),
        SetCoverage("plant", "P-1", "shops", Coverage.COMPLETE),
        by="李四",
    )
    with workspace.database.read() as connection:
        kept = dict(connection.exec_driver_sql("SELECT tab, said FROM facts").fetchall())
    assert kept[""] == kept["shops"] == '{"every":true}' != kept["@coverage"]
    stated = {(s.table, s.field) for s in history(workspace, "plant", "P-1")}
    assert {("", "id"), ("", "people"), ("shops", "shop_id"), ("shops", "near")} <= stated
    with pytest.raises(AnweiError) as error:
        put(workspace, shop("S-1", near=frozenset({"S-2"})), seen=seen)
    assert codes(error) == ["WSP-011"]
    assert re.search("shops.S-1 near.*李四", error.value.diagnostics[0].line("zh"))
