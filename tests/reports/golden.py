"""The golden files of the output formats: what they hold, and how to renew them.

``python -m tests.reports.golden`` writes them anew; review the difference like any other change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import get_args

import msgspec

from anwei.engine import __version__
from anwei.engine.catalogue.assess import Assessment, assess
from anwei.engine.catalogue.files import read_sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import NOWHERE, Diagnostics
from anwei.engine.facts.read import read_subjects
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import parse_date
from anwei.engine.messages import Lang
from anwei.engine.record.finding import Verdict
from anwei.engine.reports import FORMATS, writer
from anwei.engine.reports.view import Report

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
AS_OF = parse_date("2026-11-21")
SUFFIXES = {"text": "txt", "junit": "xml", "sarif": "sarif.json"}
NEEDS_ACTION = frozenset({Verdict.FAIL, Verdict.UNKNOWN, Verdict.ERROR, Verdict.WAIVED})


@cache
def tiny() -> Catalogue:
    """The tests' own catalogue, with one rule that its plugin could not load."""
    diagnostics = Diagnostics()
    catalogue = compile_catalogue(read_sources([HERE / "tiny.yaml"], diagnostics, HERE), diagnostics)
    diagnostics.raise_errors()
    broken = msgspec.structs.replace(catalogue.rules["tiny.machine"], broken="RuntimeError: no such sensor")
    catalogue.rules["tiny.machine"] = broken
    catalogue.digest = "0123456789abcdef"
    return catalogue


def subjects(name: str) -> list[Subject]:
    """The subjects of a file, their places relative to this folder."""
    diagnostics = Diagnostics()
    found = read_subjects(HERE / name, tiny().vocabulary, diagnostics)
    diagnostics.raise_errors()
    for subject in found:
        subject.place = msgspec.structs.replace(subject.place, file=f"tests/reports/{name}")
    return found


def assessed(found: list[Subject], *rules: str) -> Assessment:
    catalogue = tiny()
    return assess(catalogue, found, AS_OF, rules=[catalogue.rules[r] for r in rules] if rules else None)


def all_verdicts(lang: Lang) -> Report:
    """Every verdict at least once, with steps and parameters, and a plugin that failed."""
    return Report(assessed(subjects("subjects.yaml")), tiny(), lang, partial=("sensors",), explain=True)


def nothing(lang: Lang) -> Report:
    """Nothing that needs doing."""
    return Report(assessed(subjects("subjects.yaml")[1:], "tiny.officers", "tiny.trained"), tiny(), lang, NEEDS_ACTION)


def long_text(lang: Lang) -> Report:
    """A name far wider than the page, and more missing facts than a reader wants at once."""
    found = subjects("subjects.yaml")[0]
    found.values["name"] = "示例" * 60 + " and a long name in English that has to be broken at a space somewhere " * 2
    template = found.children["staff"][1]
    found.children["staff"] = [replace(template, path=f"staff[X{n}]", key=f"X{n}", values={}) for n in range(12)]
    return Report(assessed([found], "tiny.officers", "tiny.cover"), tiny(), lang, NEEDS_ACTION)


def hostile(lang: Lang) -> Report:
    """Text that would be markup, a formula or a terminal command if it were let through."""
    return Report(assessed(subjects("hostile.yaml"), "tiny.officers", "tiny.cover", "tiny.drill"), tiny(), lang)


def no_location(lang: Lang) -> Report:
    """A subject that came from no file."""
    found = subjects("subjects.yaml")[0]
    found.place = NOWHERE
    return Report(assessed([found], "tiny.officers"), tiny(), lang)


CASES: dict[str, Callable[[Lang], Report]] = {
    "all-verdicts": all_verdicts,
    "nothing": nothing,
    "long-text": long_text,
    "hostile": hostile,
    "no-location": no_location,
}


def report(lang: Lang, case: str) -> Report:
    return CASES[case](lang)


def golden_files() -> Iterator[tuple[Path, str, Lang, str]]:
    """The path, format, language and case of every golden file."""
    for name in FORMATS:
        for lang in get_args(Lang):
            for case in CASES:
                yield GOLDEN / f"{name}-{lang}-{case}.{SUFFIXES.get(name, name)}", name, lang, case


def written(name: str, lang: Lang, case: str) -> str:
    """What a writer writes, whatever the version."""
    return writer(name)(report(lang, case)).replace(f'"{__version__}"', '"VERSION"')


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for path, name, lang, case in golden_files():
        path.write_bytes(written(name, lang, case).encode())
