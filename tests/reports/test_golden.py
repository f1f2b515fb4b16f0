"""Every output format in both languages: all verdicts, nothing found, long text, hostile text, no location."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine.messages import Lang
from tests.reports.golden import CASES, GOLDEN, golden_files, report, written

FILES = list(golden_files())


@pytest.mark.parametrize(("path", "name", "lang", "case"), FILES, ids=[p.name for p, *_ in FILES])
def test_output_is_as_reviewed(path: Path, name: str, lang: Lang, case: str) -> None:
    assert written(name, lang, case) == path.read_bytes().decode(), "python -m tests.reports.golden renews the files"


def test_no_golden_file_is_left_over() -> None:
    assert {p.name for p in GOLDEN.iterdir()} == {p.name for p, *_ in FILES}


def test_all_verdicts_are_there() -> None:
    from anwei.engine.record.finding import Verdict

    assert {f.verdict for f in report("zh", "all-verdicts").assessment.findings} == set(Verdict)
    assert set(CASES) == {"all-verdicts", "nothing", "long-text", "hostile", "no-location"}


@pytest.mark.parametrize("name", ["json", "html", "sarif"])
def test_output_is_the_same_every_time(name: str) -> None:
    assert written(name, "zh", "all-verdicts") == written(name, "zh", "all-verdicts")
