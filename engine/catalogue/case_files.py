"""Where written cases go: into the file that holds the case they start from, or into a further one beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from anwei.engine.catalogue.boundaries import Proposal
from anwei.engine.catalogue.case_text import (
    Plain,
    TestsFile,
    add_case,
    block,
    full_case,
    insert,
    next_file,
    stands_alone,
    variation,
)
from anwei.engine.catalogue.open import ENGINE
from anwei.engine.catalogue.testing import Case
from anwei.engine.documents.nodes import Node
from anwei.engine.facts.vocabulary import Vocabulary

ROOM = 390  # lines of a further file
Group = tuple[Case, list[dict[str, Plain]]]  # a case, and the variations to be added to it


def shown(proposals: Sequence[Proposal], vocabulary: Vocabulary) -> str:
    """The cases as they would be written, each under the place of the case it starts from."""
    lines: list[str] = []
    for case, entries in _grouped(proposals, vocabulary):
        lines.append(f"# {case.place.file}:{case.place.line} {case.rule} · {case.name}")
        lines += [line for e in entries for line in block(e, 0, "- ")]
    return "\n".join(lines)


def files_with(
    proposals: Sequence[Proposal], documents: Iterable[Node], vocabulary: Vocabulary
) -> Iterator[tuple[Path, str, int]]:
    """Each file that changes or is new: its path, what it then holds, and how many cases were added."""
    by_file: dict[str, list[Group]] = {}
    for group in _grouped(proposals, vocabulary):
        by_file.setdefault(group[0].whole.place.file, []).append(group)
    names = {id(c): _title(d) for d in documents for c in _cases(d)}
    for file, groups in by_file.items():
        yield from _file(_path(file), groups, names)


def _grouped(proposals: Sequence[Proposal], vocabulary: Vocabulary) -> list[Group]:
    """Each case with its new variations; a variation that stands alone counts as a case."""
    found: dict[int, Group] = {}
    for proposal in proposals:
        case = proposal.base.case
        key = id(case.variation if stands_alone(case) else case.whole)
        found.setdefault(key, (case, []))[1].append(variation(proposal, vocabulary))
    return list(found.values())


def _path(shown_: str) -> Path:
    inside = ENGINE.parent / shown_
    return inside if inside.exists() else Path(shown_)


def _cases(document: Node) -> list[Node]:
    cases = document.get("cases")
    return cases.elements() if cases is not None and cases.is_list else []


def _title(document: Node) -> str:
    name = document.get("tests")
    return name.text if name is not None else ""


def _file(path: Path, groups: list[Group], names: dict[int, str]) -> Iterator[tuple[Path, str, int]]:
    """As much as the file has room for; the rest as cases of their own in further files."""
    file = TestsFile(path, path.read_text("utf-8").splitlines())
    count = 0
    over: list[Group] = []
    for case, entries in groups:
        alone = stands_alone(case)
        needed = len(full_case(case, entries)) if alone else sum(len(block(e, 6, "      - ")) for e in entries) + 1
        if file.room < needed:
            over.append((case, entries))
            continue
        if alone:
            add_case(file, case, entries)
        else:
            insert(file, case.whole, entries)
        count += len(entries)
    if count:
        yield path, file.text(), count
    yield from _further(path, over, names)


def _further(path: Path, over: list[Group], names: dict[int, str]) -> Iterator[tuple[Path, str, int]]:
    lines: list[str] = []
    last, count = "", 0
    for case, entries in over:
        title = names[id(case.whole)]
        added = full_case(case, entries)
        if lines and len(lines) + len(added) + 3 > ROOM:
            path = next_file(path)
            yield path, "\n".join(lines) + "\n", count
            lines, last, count = [], "", 0
        if title != last:
            lines += [*(["---"] if lines else []), f"tests: {title}", "cases:"]
        lines += added
        last, count = title, count + len(entries)
    if lines:
        yield next_file(path), "\n".join(lines) + "\n", count
