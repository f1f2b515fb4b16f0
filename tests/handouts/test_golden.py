"""Every handout in every format, as reviewed; the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine.messages import Lang
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.handouts import BINARY, FORMATS, KINDS, build, write
from tests.handouts.golden import GOLDEN, golden_files, handout, material, readable, written

FILES = list(golden_files())


@pytest.mark.parametrize(("path", "kind", "format_", "lang"), FILES, ids=[p.name for p, *_ in FILES])
def test_output_is_as_reviewed(path: Path, kind: str, format_: str, lang: Lang) -> None:
    assert readable(kind, format_, lang) == path.read_bytes().decode(), "python -m tests.handouts.golden renews them"


def test_no_golden_file_is_left_over() -> None:
    assert {p.name for p in GOLDEN.iterdir()} == {p.name for p, *_ in FILES}


def test_the_small_catalogue_brings_about_what_handouts_show() -> None:
    shown = {f.verdict for f in material().assessment.findings}
    assert shown == {Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.WAIVED, Verdict.NOT_APPLICABLE}


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_handout_gives_the_same_bytes(format_: str) -> None:
    assert write(build("certificate", material()), format_) == written("certificate", format_)


@pytest.mark.parametrize("kind", KINDS)
def test_english_handouts_have_no_chinese_words_of_ours(kind: str) -> None:
    """Only names on file and the masks are Chinese."""
    text = written(kind, "md", "en").decode()
    own = {s.name for s in material().assessment.subjects} | {"示例县安委办", "示例保险", "冲压车间", "仓库"}
    for name in sorted(own, key=len, reverse=True):
        text = text.replace(name, "")
    left = [c for c in text.replace("买买提·阿", "").replace("厂", "") if "\u4e00" <= c <= "\u9fff"]
    assert not left


def test_binary_formats_are_known_as_such() -> None:
    for format_ in FORMATS:
        data = written("leader", format_)
        try:
            data.decode()
        except UnicodeDecodeError:
            assert format_ in BINARY
        else:
            assert format_ not in BINARY


def test_every_handout_says_on_what_it_rests() -> None:
    for kind in KINDS:
        made = handout(kind)
        assert "2026-11-21" in made.basis[0] and made.basis[1] and len(made.marks) == 2
        assert made.main() in made.tables()
