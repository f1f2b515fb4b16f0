"""The published exit codes, what goes to which stream, both languages, and no traceback whatever is typed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from anwei.engine.cli.exits import Exit
from tests.cli.run import ROOT, TINY, Ran, anwei

DAY = ("--date", "2026-11-21")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each subject of the golden files in a file of its own, a broken file and an empty folder."""
    folder = tmp_path_factory.mktemp("subjects")
    documents = (ROOT / "tests/reports/subjects.yaml").read_text(encoding="utf-8").split("\n---\n")
    for number, document in enumerate(documents, 1):
        (folder / f"w{number}.yaml").write_text(document, encoding="utf-8")
    (folder / "broken.yaml").write_text("subject: workshop\nid: [W-9\n", encoding="utf-8")
    (folder / "empty").mkdir()
    return folder


@pytest.fixture(scope="module")
def broken_plugin(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder for PYTHONPATH with a distribution whose plugin cannot be imported."""
    folder = tmp_path_factory.mktemp("site")
    info = folder / "sensors-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sensors\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[anwei.plugins]\nsensors = no_such_sensors\n", encoding="utf-8")
    return str(folder)


def check(files: Path, name: str, *words: str, **environment: str) -> Ran:
    return anwei("check", str(files / name), *DAY, *TINY, *words, **environment)


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [
        (Exit.OK, "w2.yaml", ["--only", "tiny.officers", "--only", "tiny.trained"]),
        (Exit.GAPS, "w1.yaml", ["--only", "tiny.officers"]),
        (Exit.OK, "w1.yaml", ["--only", "tiny.officers", "--exit-zero"]),
        (Exit.OK, "w1.yaml", ["--only", "tiny.officers", "--fail-on", "never"]),
        (Exit.OK, "w2.yaml", ["--only", "tiny.officers", "--fail-on", "lapsing", "--lapsing", "14"]),
        (Exit.GAPS, "w2.yaml", ["--only", "tiny.officers", "--fail-on", "lapsing", "--lapsing", "15"]),
        (Exit.OK, "w2.yaml", ["--only", "tiny.cover"]),
        (Exit.UNDECIDED, "w2.yaml", ["--only", "tiny.cover", "--fail-on", "unknown"]),
        (Exit.GAPS, "w1.yaml", ["--only", "tiny.*", "--fail-on", "unknown"]),
        (Exit.USAGE, "w1.yaml", ["--only", "nothing-like-it"]),
        (Exit.USAGE, "w1.yaml", ["--format", "docx"]),
        (Exit.USAGE, "w1.yaml", ["--no-such-option"]),
        (Exit.USAGE, "w1.yaml", ["--date", "3月5日"]),
        (Exit.USAGE, "w1.yaml", ["--fail-on", "sometimes"]),
        (Exit.USAGE, "w1.yaml", ["--date", "9999-12-30"]),
        (Exit.INPUT, "w1.yaml", ["-o", "/nowhere/at/all.txt"]),
        (Exit.INPUT, "w1.yaml", ["-o", "/"]),
        (Exit.INPUT, "missing.yaml", []),
        (Exit.INPUT, "broken.yaml", []),
        (Exit.INPUT, "empty", []),
    ],
)
def test_exit_codes_are_as_published(files: Path, code: Exit, name: str, words: list[str]) -> None:
    ran = check(files, name, *words)
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    if code in (Exit.USAGE, Exit.INPUT):
        assert ran.out == "" and ran.err.strip()


def test_the_last_day_that_can_be_checked(files: Path) -> None:
    assert check(files, "w1.yaml", "--all", "--date", "9899-12-31").code == Exit.GAPS
    assert "9899-12-31" in check(files, "w1.yaml", "--date", "9900-01-01").err


@pytest.mark.parametrize(
    ("suffix", "start"), [("html", "<!doctype"), ("md", "# "), ("json", "{"), ("txt", "■"), ("xml", "<?xml")]
)
def test_the_suffix_says_the_format(files: Path, tmp_path: Path, suffix: str, start: str) -> None:
    target = tmp_path / f"result.{suffix}"
    assert check(files, "w1.yaml", "-o", str(target)).code == Exit.GAPS
    assert target.read_text(encoding="utf-8").startswith(start)
    assert check(files, "w1.yaml", "--format", "csv", "-o", str(target)).code == Exit.GAPS
    assert target.read_text(encoding="utf-8").startswith("检查日")


def test_what_fails_on_lapsing_is_listed(files: Path) -> None:
    words = ("--only", "tiny.officers", "--fail-on", "lapsing", "--lapsing")
    ran = check(files, "w2.yaml", *words, "15")
    assert (ran.code, "2026-12-06" in ran.out, "tiny.officers" in ran.out) == (Exit.GAPS, True, True)
    ran = check(files, "w2.yaml", *words, "14")
    assert (ran.code, "2026-12-06" in ran.out) == (Exit.OK, False)


def test_a_failed_plugin_makes_the_result_partial_and_says_so(files: Path, broken_plugin: str) -> None:
    for words in ((), ("--exit-zero",)):
        ran = check(files, "w2.yaml", "--only", "tiny.officers", *words, PYTHONPATH=broken_plugin)
        assert ran.code == Exit.PARTIAL
        assert "sensors" in ran.out and "PLG-001" in ran.err and "Traceback" not in ran.err
    ran = check(files, "w2.yaml", "--format", "json", PYTHONPATH=broken_plugin)
    assert json.loads(ran.out)["run"]["partial"] == ["sensors"]


@pytest.mark.parametrize("name", ["text", "json", "jsonl", "csv", "junit", "sarif", "html", "md"])
def test_stdout_is_data_alone(files: Path, name: str, tmp_path: Path) -> None:
    """A report in a file and on the screen is the same; the note that it was written goes to stderr."""
    words = ["--only", "tiny.*", "--format", name, "--exit-zero"]
    shown = check(files, "w1.yaml", *words)
    written = check(files, "w1.yaml", *words, "-o", str(tmp_path / "report"))
    assert (written.out, written.code) == ("", 0)
    assert str(tmp_path / "report") in written.err
    text = (tmp_path / "report").read_bytes().decode()
    assert plain(text) == plain(shown.out)


def plain(text: str) -> str:
    """A report without its digest (another while sources are being edited) and with one kind of line end."""
    return re.sub(r"[0-9a-f]{24}", "DIGEST", text).replace("\r\n", "\n")


def test_both_languages_exit_alike_and_english_is_english(files: Path) -> None:
    zh = check(files, "w1.yaml", "--only", "tiny.officers")
    en = check(files, "w1.yaml", "--only", "tiny.officers", "--lang", "en")
    assert zh.code == en.code == Exit.GAPS
    assert "安全员配备" in zh.out and "Safety officers" in en.out
    assert not re.search(r"[\u4e00-\u9fff]", en.out.replace("示例木器作坊", ""))
    assert check(files, "w1.yaml", "--only", "tiny.officers", ANWEI_LANG="en").out == en.out
    missing = check(files, "missing.yaml", "--lang", "en")
    assert "cannot read the file" in missing.err and not re.search(r"[\u4e00-\u9fff]", missing.err)


@pytest.mark.parametrize("words", [(), ("rules",), ("params",), ("plugin",), ("nonsense",), ("rules", "nonsense")])
def test_incomplete_and_unknown_commands_are_usage_errors(words: tuple[str, ...]) -> None:
    ran = anwei(*words)
    assert ran.code in (0, 2) if not words else ran.code == 2
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "tiny.cover", "no-such-file.yaml", *TINY),
        ("rules", "list", "--rules", "no-such-folder"),
        ("rules", "diff", "no-such-a", "no-such-b"),
        ("params", "list", "--as-of", "yesterday"),
        ("rules", "diff", "--as-of", "2026-02-30", "--as-of", "2026-03-01"),
        ("rules", "schema", "ruleset", "-o", "somewhere"),
    ],
)
def test_bad_arguments_get_a_message_and_no_traceback(words: tuple[str, ...]) -> None:
    ran = anwei(*words)
    assert ran.code in (Exit.USAGE, Exit.INPUT) and ran.out == ""
    assert ran.err.strip() and "Traceback" not in ran.err


def test_help_lists_the_exit_codes_and_every_command() -> None:
    from anwei.engine.cli.main import COMMANDS

    for lang in ("zh", "en"):
        ran = anwei("--help", "--lang", lang)
        assert ran.code == 0
        assert all(re.search(rf"\b{int(c)}\s", ran.out) for c in Exit)
        assert all(name in ran.out for name in COMMANDS)


def test_every_command_has_help_in_both_languages() -> None:
    from anwei.engine.cli.main import COMMANDS

    for name in COMMANDS:
        zh, en = anwei(name, "--help"), anwei(name, "--help", "--lang", "en")
        assert zh.code == en.code == 0
        assert re.search(r"[\u4e00-\u9fff]", zh.out) and zh.out != en.out
        body = re.sub(r"采集表\.xlsx", "", en.out)
        assert not re.search(r"[\u4e00-\u9fff]", body), name
