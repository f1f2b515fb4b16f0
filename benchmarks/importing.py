"""CPU time from a workbook of 20,000 rows x 30 columns to a proposal, and where it goes.

    .venv/bin/python benchmarks/importing.py [ROWS] [COLUMNS] [--on-file]

``--on-file`` imports into a workspace that already holds every row (nothing changes), otherwise into an empty one.
Prints CPU seconds of the whole and of its steps; the least of three runs. Nothing is asserted.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from anwei.engine.catalogue.open import open_catalogue
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import BLANK
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.workspace.changes import SetRecord
from anwei.engine.workspace.importing.identity import Known
from anwei.engine.workspace.importing.pipeline import Options, propose
from anwei.engine.workspace.importing.problems import Kind
from anwei.engine.workspace.importing.proposal import Nothing, Present, Proposal
from tests.importing.messy import clean

RUNS = 3


class OnFile(Nothing):
    """A workspace in memory that holds what a proposal would write."""

    def __init__(self, proposal: Proposal, vocabulary: Vocabulary) -> None:
        self.held: dict[str, Subject] = {}
        for change in proposal.changes:
            if isinstance(change, SetRecord):
                fields = vocabulary.subjects[change.kind].fields
                values = {n: BLANK for n, s in fields.items() if s.not_yet} | dict(change.values)
                self.held[change.subject] = Subject("", change.subject, values, kind=change.kind)

    def known(self) -> list[Known]:
        return [
            Known(s.kind, s.id, s.name, s.division, str(s.values.get("credit_code") or "")) for s in self.held.values()
        ]

    def subjects(self, _kind: str, ids: Sequence[str]) -> Mapping[str, Subject]:
        return {i: self.held[i] for i in ids if i in self.held}


def main() -> None:
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    rows, columns = (numbers + [20_000, 30][len(numbers) :])[:2]
    vocabulary = open_catalogue().catalogue.vocabulary
    options = Options(accepted=frozenset(Kind))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "企业台账.xlsx"
        path.write_bytes(clean(rows, columns))
        print(f"{rows} rows x {columns} columns, {path.stat().st_size / 1e6:.1f} MB")
        present: Present = Nothing()
        if "--on-file" in sys.argv:
            present = OnFile(propose([path], vocabulary, options=options), vocabulary)
        best = float("inf")
        for _ in range(RUNS):
            start = time.process_time()
            proposal = propose([path], vocabulary, present, options)
            best = min(best, time.process_time() - start)
        counts = ", ".join(f"{o} {n}" for o, n in proposal.counts().items())
        print(f"file to proposal: {best:.2f} s CPU (least of {RUNS}); {counts}; {len(proposal.problems)} problems")
        profile = cProfile.Profile()
        profile.runcall(propose, [path], vocabulary, present, options)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(r"importing|calamine|extract", 30)


if __name__ == "__main__":
    main()
