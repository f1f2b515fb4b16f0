"""Theme files: what is read, what is refused and where, what is hard to read, and the schema that says the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from anwei.engine.services import Diagnostic
from anwei.tui import look_files
from anwei.tui.colours import NAMES, USES, Look, colours, contrast, look_words, own, use_own
from anwei.tui.look_files import config_folder, look_folder, look_paths, read_looks, schema
from anwei.tui.theme import Inks, inks, themes
from anwei.tui.words import use
from tests.cli.run import Ran, anwei
from tests.docs.guide import blocks

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = Draft202012Validator(schema())
LEAST = "theme: harbour\nlabel: {zh: 港湾, en: Harbour}\ncolours: {}\n"


def read(folder: Path, *texts: str) -> tuple[list[Look], list[str]]:
    """The themes of some files, and the problems as lines."""
    paths = [folder / f"{number}.yaml" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    found, problems = read_looks(paths)
    assert all(told(p) for p in problems)
    return found, [p.line("en").replace(f"{folder}/", "") for p in problems]


def told(problem: Diagnostic) -> bool:
    """Whether a problem has a file and words in both languages."""
    words = [problem.what("zh"), problem.what("en"), problem.help("zh"), problem.help("en")]
    return bool(problem.place.file) and all(words) and words[0] != words[1]


# -- what is read --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_of_the_page_is_a_theme_without_a_problem(lang: str, tmp_path: Path) -> None:
    (text,) = blocks(ROOT / "docs" / lang / "tui.md")
    ((look,), problems) = read(tmp_path, text)
    assert problems == [] and look.weak == 0
    assert yaml.safe_load(text)["colours"] == look.colours and tuple(look.colours) == USES
    assert SCHEMA.is_valid(yaml.safe_load(text))
    page = (ROOT / "docs" / lang / "tui.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in ("based_on", "surface", "panel", "cursor", "near"))


def test_a_theme_of_ones_own_is_worn_like_the_four(tmp_path: Path) -> None:
    (look,), _ = read(tmp_path, LEAST.replace("{}", '{fail: "#FFEEDD"}'))
    assert look.colours == {**colours("dark"), "fail": "#ffeedd"}
    before = inks("harbour")
    assert before.verdict("fail").color == Inks("dark").verdict("fail").color  # not known yet
    use_own([look])
    try:
        assert own("harbour") is look and [t.name for t in themes()] == [*NAMES, "harbour"]
        use("en")
        assert look_words("harbour") == "Harbour" and look_words("mono") == "mono"
        use("zh")
        assert look_words("harbour") == "港湾"
        worn = inks("harbour").verdict("fail").color
        assert worn is not None and worn.name == "#ffeedd"
        assert inks("harbour") is inks("harbour") and inks("harbour") is not before
    finally:
        use_own(())
    assert own("harbour") is None


@pytest.mark.parametrize("base", ["dark", "light", "contrast"])
def test_what_is_left_out_is_that_of_the_theme_it_begins_with(base: str, tmp_path: Path) -> None:
    (look,), problems = read(tmp_path, f"{LEAST}based_on: {base}\n")
    assert problems == [] and look.colours == colours(base)
    use_own([look])
    assert [t.dark for t in themes()] == [True, False, True, True, base != "light"]
    use_own(())


def test_a_file_may_hold_several(tmp_path: Path) -> None:
    found, problems = read(
        tmp_path, f"{LEAST}---\n{LEAST.replace('harbour', 'quay')}", LEAST.replace("harbour", "pier")
    )
    assert [look.name for look in found] == ["harbour", "quay", "pier"] and problems == []


# -- what is refused -----------------------------------------------------------------------------------------------


def test_every_mistake_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    text = (
        "theme: My Theme\n"
        "label: {zh: 甲}\n"
        "based_on: mono\n"
        "extra: 1\n"
        "colours:\n"
        "  fail: red\n"
        "  pass: #0f4a3a\n"
        "  wander: '#000000'\n"
        "  panel: 123456\n"
        "  near: ['#ffffff']\n"
    )
    found, problems = read(tmp_path, text, LEAST, LEAST, "theme: mono\nlabel: {zh: 单, en: M}\ncolours: {}\n")
    assert [look.name for look in found] == ["harbour"]
    places = [re.sub(r"^(\d\.yaml:\d+:\d+: \w{3}-\d{3}).*", r"\1", line) for line in problems]
    assert places == [
        "0.yaml:1:8: THM-005",
        "0.yaml:2:8: SHP-004",
        "0.yaml:3:11: SHP-004",
        "0.yaml:4:1: SHP-002",
        "0.yaml:6:9: THM-001",
        "0.yaml:7:3: THM-002",
        "0.yaml:8:3: SHP-002",
        "0.yaml:9:10: THM-001",
        "0.yaml:10:9: THM-001",
        "2.yaml:1:8: THM-003",
        "3.yaml:1:8: THM-003",
    ]
    assert "1.yaml:1:8" in problems[-2]  # where the name stands already


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("theme: [", "DOC-004"),
        ("- a\n- b\n", "SHP-001"),
        ("just words", "SHP-001"),
        ("colours: 5\ntheme: a\nlabel: {zh: a, en: a}\n", "SHP-004"),
        ("theme: a\ntheme: b\n", "DOC-007"),
        ("label: {zh: a, en: a}\ncolours: {}\n", "SHP-003"),
        ("x" * 70_000, "DOC-002"),
    ],
)
def test_a_file_that_is_none_is_told(text: str, code: str, tmp_path: Path) -> None:
    found, problems = read(tmp_path, text, LEAST)
    assert [look.name for look in found] == ["harbour"]  # the others are read all the same
    assert code in " ".join(problems) and all(line.startswith("0.yaml") for line in problems)


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes(LEAST.encode("gbk"))
    found, problems = read_looks([tmp_path / "gone.yaml", tmp_path / "gbk.yaml", tmp_path])
    assert found == [] and [p.code for p in problems] == ["DOC-001", "DOC-003", "DOC-001"]


# -- what is hard to read ------------------------------------------------------------------------------------------


def test_contrast_is_that_of_wcag() -> None:
    for one, other, wanted in (("#000000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54), ("#ff0000", "#ffffff", 4.0)):
        assert contrast(one, other) == pytest.approx(wanted, abs=0.005) == contrast(other, one)


def test_what_is_hard_to_read_is_a_warning_where_the_theme_says_it(tmp_path: Path) -> None:
    given_ = '{fail: "#ff5040", not_applicable: "#555b62"}'
    (look,), problems = read(tmp_path, LEAST.replace("{}", given_))
    assert look.weak == 3 and [line.split(" ", 2)[1] for line in problems] == ["THM-004"] * 3
    assert [line.split(" ")[0] for line in problems] == ["0.yaml:3:17:", "0.yaml:3:17:", "0.yaml:3:44:"]
    found, all_told = read_looks([tmp_path / "0.yaml"])
    params = [(p.params["key"], p.params["ground"], p.params["least"]) for p in all_told]
    assert params == [("fail", "background", "7"), ("fail", "cursor", "4.5"), ("not_applicable", "background", "4.5")]
    assert {p.severity for p in all_told} == {"warning"} and found == [look]
    for problem in all_told:
        exact = contrast(look.colours[str(problem.params["key"])], look.colours[str(problem.params["ground"])])
        assert f"{exact:.2f}" == problem.params["found"] and exact < float(str(problem.params["least"]))


def test_a_ground_that_makes_everything_hard_to_read_is_told_where_it_stands(tmp_path: Path) -> None:
    (look,), problems = read(tmp_path, LEAST.replace("{}", '{background: "#808080"}'))
    assert look.weak == len(problems) > 5
    assert all(line.startswith("0.yaml:3:23: THM-004") for line in problems)


@given(st.sampled_from(USES[3:]), st.integers(0, 0xFFFFFF), st.integers(0, 0xFFFFFF))
def test_a_colour_is_told_exactly_where_its_contrast_is_too_low(use_: str, ink: int, ground: int) -> None:
    table = {**colours("dark"), use_: f"#{ink:06x}", "background": f"#{ground:06x}"}
    node = look_files.Node({}, 0)
    found = look_files._weak(node, use_, "background", table)
    least = 4.5 if use_ == "not_applicable" else 7.0
    assert (found is not None) == (contrast(table[use_], table["background"]) < least)


# -- the schema ----------------------------------------------------------------------------------------------------


def test_the_schema_is_one_and_names_everything() -> None:
    Draft202012Validator.check_schema(schema())
    properties: Any = schema()["properties"]
    assert set(properties) == set(look_files.THEME) and set(properties["colours"]["properties"]) == set(USES)


_VALUES = st.one_of(
    st.none(),
    st.integers(0, 999999),
    st.sampled_from(["red", "#12345", "#1234567", "#GGGGGG", "#abcdef\n", "＃123456", "#abc"]),
    st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}"),
    st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}"),
)
_LABELS = st.sampled_from([{"zh": "甲", "en": "A"}, {"zh": "甲"}, {"zh": "甲", "en": "A", "fr": "A"}, "甲", None])
_NAMES = st.sampled_from(["a", "harbour-2", "Harbour", "mono", "a" * 32, "a" * 33, "-a", "港", "a b", "dark"])
_GOOD: dict[str, st.SearchStrategy[object]] = {
    "theme": st.just("harbour"),
    "label": st.just({"zh": "甲", "en": "A"}),
    "colours": st.dictionaries(st.sampled_from(USES), st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}"), max_size=4),
}
_ODD: dict[str, st.SearchStrategy[object]] = {
    "theme": _NAMES,
    "label": _LABELS,
    "based_on": st.sampled_from([*NAMES, "other"]),
    "colours": st.dictionaries(st.sampled_from([*USES, "other"]), _VALUES, max_size=3),
    "more": st.just(1),
}


@st.composite
def _themes(draw: st.DrawFn) -> dict[str, object]:
    """A theme that is well formed but for one thing, or well formed, or without one of its keys."""
    theme = {key: draw(values) for key, values in _GOOD.items()}
    key = draw(st.sampled_from(sorted(_ODD)))
    theme[key] = draw(_ODD[key])
    if draw(st.integers(0, 9)) == 0:
        del theme[key]
    return theme


@given(_themes())
def test_loader_and_schema_agree(tmp_path_factory: pytest.TempPathFactory, theme: dict[str, object]) -> None:
    path = tmp_path_factory.mktemp("looks") / "own.yaml"
    path.write_text(yaml.safe_dump(theme, allow_unicode=True), encoding="utf-8")
    found, problems = read_looks([path])
    refused = [p for p in problems if p.severity == "error"]
    assert bool(refused) == (not SCHEMA.is_valid(theme)) == (not found), (theme, [p.line("en") for p in problems])


# -- where, and the command ----------------------------------------------------------------------------------------


def test_where_files_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look_paths() == []
    monkeypatch.delenv("ANWEI_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "x"))
    assert config_folder() == tmp_path / "x" / "anwei"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert look_folder() == tmp_path / ".config" / "anwei" / "themes"
    look_folder().mkdir(parents=True)
    for name in ("b.yaml", "a.yml", "c.txt", "d.yaml.bak"):
        (look_folder() / name).write_text(LEAST, encoding="utf-8")
    (look_folder() / "folder.yaml").mkdir()
    (look_folder() / "gone.yaml").symlink_to(tmp_path / "nothing")
    assert [p.name for p in look_paths()] == ["a.yml", "b.yaml"]
    _, problems = read_looks(look_paths())
    assert [p.place.file for p in problems] == ["~/.config/anwei/themes/b.yaml"]


def ran(*words: str) -> Ran:
    return anwei(*words, ANWEI_CONFIG=str(config_folder()))


def test_the_command_lists_checks_and_prints_the_schema() -> None:
    look_folder().mkdir(parents=True)
    assert look_folder().parent == config_folder()
    done = ran("themes")
    assert done.code == 0 and done.err == ""
    assert [line.split()[0] for line in done.out.splitlines()[:-1]] == list(NAMES)
    (look_folder() / "own.yaml").write_text(LEAST, encoding="utf-8")
    (look_folder() / "bad.yaml").write_text(LEAST.replace("{}", "{fail: red}"), encoding="utf-8")
    done = ran("themes", "--lang", "en")
    assert done.code == 2 and "harbour" in done.out and "one's own" in done.out
    assert "bad.yaml:3:17: THM-001" in done.err and "six hexadecimal digits" in done.err
    assert ran("themes", str(look_folder() / "own.yaml")).code == 0
    assert json.loads(ran("themes", "--schema").out) == schema()


@pytest.mark.parametrize(("lang", "none"), [("zh", "没有配色叫 nothing"), ("en", "no theme is called nothing")])
def test_the_option_takes_a_theme_of_ones_own_and_names_them_all_for_another(lang: str, none: str) -> None:
    look_folder().mkdir(parents=True)
    (look_folder() / "own.yaml").write_text(LEAST, encoding="utf-8")
    done = ran("--lang", lang, "tui", "--theme", "nothing")
    assert done.code == 2 and none in done.err and "mono, harbour" in done.err
    for name in ("harbour", "light"):  # taken: it is the terminal that lacks
        done = ran("--lang", lang, "tui", "--theme", name)
        assert done.code == 2 and "harbour" not in done.err and ("终端" if lang == "zh" else "terminal") in done.err
