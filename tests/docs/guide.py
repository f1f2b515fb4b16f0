"""The example catalogue of the rule author's guide: every YAML block that is a document, loaded together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from anwei.engine.catalogue.assess import Environment
from anwei.engine.catalogue.files import KINDS, read_sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.testing import Outcome, run_tests
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import Node, parse_documents
from anwei.engine.facts.read import read_subject
from anwei.engine.record.bounds import Bounds

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Double:
    """The plugin measure that the guide's ``call`` example names."""

    name: str = "guide.double"
    argument_scales: tuple[int, ...] = (0,)
    scale: int = 0
    unit: str = "person"


@dataclass
class Guide:
    """What one language's guide says, as documents."""

    blocks: list[str]
    catalogue: Catalogue
    outcomes: list[Outcome]
    problems: list[str] = field(default_factory=list)


def blocks(path: Path) -> list[str]:
    """The YAML blocks of a Markdown file."""
    return [m[1] for m in BLOCK.finditer(path.read_text(encoding="utf-8"))]


def documents(found: list[str]) -> dict[str, list[str]]:
    """The blocks by the key that says what document they are; other blocks under an empty key."""
    sorted_: dict[str, list[str]] = {}
    for block in found:
        head = block.partition(":")[0]
        sorted_.setdefault(head if head in KINDS or head in ("subject", "subjects") else "", []).append(block)
    return sorted_


def load(path: Path, folder: Path) -> Guide:
    """Load the documents of a guide as one catalogue and run their tests."""
    found = blocks(path)
    for number, block in enumerate(b for kind in KINDS for b in documents(found).get(kind, [])):
        (folder / f"{number:02}.yaml").write_text(block, encoding="utf-8")
    diagnostics = Diagnostics()
    sources = read_sources(sorted(folder.glob("*.yaml")), diagnostics)
    catalogue = compile_catalogue(sources, diagnostics, {"guide.double": Double()})
    guide = Guide(found, catalogue, [], [d.line("en") for d in diagnostics.items])
    if diagnostics.errors:
        return guide
    environment = Environment(functions={"guide.double": lambda a: Bounds(a.low * 2, a.high * 2)})
    guide.outcomes = list(run_tests(catalogue, sources.documents["tests"], environment=environment))
    for kind in ("subject", "subjects"):
        for block in documents(found).get(kind, []):
            guide.problems += _subjects(block, catalogue)
    return guide


def _subjects(block: str, catalogue: Catalogue) -> list[str]:
    diagnostics = Diagnostics()
    for document in parse_documents(block.encode(), "subjects.yaml"):
        read_subject(document, catalogue.vocabulary, diagnostics)
    return [d.line("en") for d in diagnostics.items]


def keys(node: Node) -> set[str]:
    """Every key of a document, at any depth."""
    if node.is_map:
        return {k for k, _ in node.items()}.union(*(keys(v) for _, v in node.items()))
    return set().union(*(keys(v) for v in node.elements())) if node.is_list else set()
