"""The golden files of the handouts: what they hold, and how to renew them.

``python -m tests.handouts.golden`` writes them anew; review the difference like any other change. Of binary formats the
files hold what an independent reader finds in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from anwei.engine import __version__
from anwei.engine.catalogue.files import read_sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.read import read_subjects
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import parse_date
from anwei.engine.messages import Lang
from anwei.engine.reports.handouts import FORMATS, KINDS, OSCAL, build, write
from anwei.engine.reports.handouts.document import Handout
from anwei.engine.reports.handouts.material import Material, RunPoint, Scope, Told, gather
from anwei.engine.reports.handouts.oscal import write as write_oscal
from tests.handouts.reading import READERS

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
AS_OF = parse_date("2026-11-21")
RUNS = (RunPoint(parse_date("2026-09-01"), 9, 4), RunPoint(parse_date("2026-10-01"), 7, 5))
TOLD = Told("示例县安委办", demo=True, partial=("sensors",), runs=RUNS)


@cache
def small() -> Catalogue:
    """The tests' own catalogue."""
    diagnostics = Diagnostics()
    catalogue = compile_catalogue(read_sources([HERE / "small.yaml"], diagnostics, HERE), diagnostics)
    diagnostics.raise_errors()
    catalogue.digest = "0123456789abcdef"
    return catalogue


def subjects() -> list[Subject]:
    diagnostics = Diagnostics()
    found = read_subjects(HERE / "subjects.yaml", small().vocabulary, diagnostics)
    diagnostics.raise_errors()
    return found


@cache
def material(lang: Lang = "zh", scope: Scope = Scope(), *, unmasked: bool = False) -> Material:  # noqa: B008 - frozen
    return gather(small(), subjects(), AS_OF, lang, scope=scope, told=TOLD, unmasked=unmasked)


@cache
def handout(kind: str, lang: Lang = "zh", *, unmasked: bool = False) -> Handout:
    return build(kind, material(lang, Scope(sector="making" if kind == "sector" else ""), unmasked=unmasked))


@cache
def written(kind: str, format_: str, lang: Lang = "zh") -> bytes:
    return write_oscal(material(lang)) if format_ == OSCAL else write(handout(kind, lang), format_)


def readable(kind: str, format_: str, lang: Lang) -> str:
    """A handout as its golden file holds it: whatever the version."""
    data = written(kind, format_, lang)
    text = READERS[format_](data) if format_ in READERS else data.decode()
    return text.replace(f"anwei {__version__}", "anwei VERSION")


def golden_files() -> Iterator[tuple[Path, str, str, Lang]]:
    """The path, kind, format and language of every golden file."""
    for kind in KINDS:
        for format_ in FORMATS:
            suffix = f"{format_}.txt" if format_ in READERS else format_
            yield GOLDEN / f"{kind}-zh.{suffix}", kind, format_, "zh"
        yield GOLDEN / f"{kind}-en.md", kind, "md", "en"
    yield GOLDEN / "assessment-zh.oscal.json", "gaps", OSCAL, "zh"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for path, kind, format_, lang in golden_files():
        path.write_bytes(readable(kind, format_, lang).encode())
