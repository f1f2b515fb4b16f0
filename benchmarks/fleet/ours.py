"""anwei's side of the benchmark: the one file that knows the engine's interface.

Over tables (as ``peers/columnar.py``): ``ours.py check DATA --out M.npy`` and ``ours.py recheck DATA``; ``--rules
FILE`` takes another rule file. Over records (as ``peers/recordwise.py``): ``ours.py explain LINES`` on subjects already
read, ``ours.py verdicts LINES`` on the facts that the function takes of them (as plain Python has them in whole units),
``--text`` from their JSON text. ``ours.py compile --rules FILE`` prints the CPU seconds of opening the rules and of
planning them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from workload import AS_OF, LAW, SUBJECT, VERDICTS

DAY = AS_OF.toordinal()


class Ours:
    """Rules ready to judge: many subjects (``check``, ``load``, ``recheck``) or one (``verdicts``, ``explain``)."""

    def __init__(self, rules: Path) -> None:
        from anwei.engine.catalogue.open import open_catalogue
        from anwei.engine.plugins.manager import Plugins

        self.catalogue = open_catalogue([*LAW[:2], rules], Plugins(found=()), base=False).catalogue
        self.rules = list(self.catalogue.rules.values())
        self.loaded: Any = None
        self.count = 0
        self._plan: Any = None

    # -- many subjects ----------------------------------------------------------------------------------------------

    def plan(self) -> Any:
        """The fleet plan of all rules on the day, made once."""
        from anwei.engine.fleet.plan import Plan
        from anwei.engine.record.context import Law

        if self._plan is None:
            law = Law(self.catalogue.parameters, self.catalogue.rules)
            self._plan = Plan(self.rules, law, self.catalogue.vocabulary, DAY)
        return self._plan

    def check(self, folder: Path) -> np.ndarray:
        """From Parquet to the verdict matrix (uint8, a row an enterprise, a column a rule)."""
        from anwei.engine.fleet.folder import Folder

        source = Folder(folder)
        return self._matrix(source, source.count(SUBJECT))

    def load(self, folder: Path) -> None:
        """Bring the columns that the plan asks for into memory."""
        from anwei.engine.fleet.folder import Folder
        from anwei.engine.fleet.loaded import Loaded

        source = Folder(folder)
        self.loaded, self.count = Loaded(source), source.count(SUBJECT)
        self.loaded.load(self.plan())

    def recheck(self) -> np.ndarray:
        """From memory to the verdict matrix."""
        return self._matrix(self.loaded, self.count)

    def _matrix(self, source: Any, count: int) -> np.ndarray:
        """The verdicts of all ``count`` subjects, filled in as they come."""
        from anwei.engine.fleet.compiled import Compiled
        from anwei.engine.fleet.run import batches

        matrix, row = np.empty((count, len(self.rules)), np.uint8), 0
        for batch in batches(self.plan(), source, Compiled()):
            size = len(batch.divisions)
            for column, rule in enumerate(self.rules):
                matrix[row : row + size, column] = batch.columns[rule.id, "verdict"]
            row += size
        return matrix

    # -- one subject ------------------------------------------------------------------------------------------------

    def read(self, line: str) -> Any:
        """A subject from its JSON text."""
        from anwei.engine.documents.diagnostics import Diagnostics
        from anwei.engine.documents.nodes import parse_documents
        from anwei.engine.facts.read import read_subject

        diagnostics = Diagnostics()
        (node,) = parse_documents(line.encode(), "record.json")
        subject = read_subject(node, self.catalogue.vocabulary, diagnostics)
        diagnostics.raise_errors()
        return subject

    @cached_property
    def function(self) -> Any:
        """The function generated for the rule set; it gives the engine's own verdict codes."""
        from anwei.engine.fleet.scalar import Verdicts

        return Verdicts(self.plan(), SUBJECT)

    def explain(self, subject: Any) -> Sequence[int]:
        """The same with everything that a report shows: steps, gaps, missing facts, dates."""
        from anwei.engine.catalogue.assess import assess

        found = assess(self.catalogue, [subject], DAY)
        return [VERDICTS.index(finding.verdict) for finding in found.findings]


def timed(judge: Callable[[Any], Sequence[int]], items: list[Any], rounds: int, **said: float) -> np.ndarray:
    """Judges every item ``rounds`` times and prints CPU seconds a record of each round, as the peers do."""
    times, found = [], []
    for _ in range(rounds):
        start = time.process_time()
        found = [judge(item) for item in items]
        times.append((time.process_time() - start) / len(items))
    print(json.dumps({"rounds": times, **said}))
    return np.array(found, dtype=np.uint8)


def over_records(ours: Ours, given: argparse.Namespace) -> np.ndarray:
    lines = given.data.read_text(encoding="utf-8").splitlines()
    judge = {"verdicts": ours.function, "explain": ours.explain}[given.what]
    if given.text:
        found = timed(lambda line: judge(ours.read(line)), lines, given.rounds)
    elif given.what == "verdicts":
        found = _by_facts(ours, lines, given.rounds)
    else:
        found = timed(judge, [ours.read(line) for line in lines], given.rounds)
    return common_codes(found) if given.what == "verdicts" else found


def _by_facts(ours: Ours, lines: list[str], rounds: int) -> np.ndarray:
    """On facts taken beforehand; says what taking them cost."""
    subjects, function = [ours.read(line) for line in lines], ours.function
    start = time.process_time()
    facts = [function.facts_of(s) for s in subjects]
    taken = (time.process_time() - start) / len(facts)
    return timed(function.judge, facts, rounds, taken=taken)


def common_codes(found: np.ndarray) -> np.ndarray:
    """The engine's codes as those that all peers use."""
    from anwei.engine.fleet.results import VERDICTS as CODES

    return np.array([VERDICTS.index(n) if n in VERDICTS else 255 for n in CODES], np.uint8)[found]


def over_tables(ours: Ours, given: argparse.Namespace) -> np.ndarray:
    if given.what == "check":
        return ours.check(given.data)
    start = time.process_time()
    ours.load(given.data)
    times = [time.process_time() - start]
    for _ in range(given.rounds):
        start = time.process_time()
        matrix = ours.recheck()
        times.append(time.process_time() - start)
    print(json.dumps({"load": times[0], "rounds": times[1:]}))
    return matrix


def compiled(given: argparse.Namespace) -> None:
    start = time.process_time()
    ours = Ours(given.rules)
    opened = time.process_time()
    ours.plan()
    print(json.dumps({"open": opened - start, "plan": time.process_time() - opened, "rules": len(ours.rules)}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("check", "recheck", "verdicts", "explain", "compile"))
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--rules", type=Path, default=LAW[2])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--text", action="store_true", help="count the reading of the JSON text")
    given = parser.parse_args()
    if given.what == "compile":
        compiled(given)
        return
    if given.data is None:
        sys.exit("give the folder of tables, or the file of lines")
    over = over_tables if given.what in ("check", "recheck") else over_records
    matrix = over(Ours(given.rules), given)
    if given.out is not None:
        np.save(given.out, matrix)


if __name__ == "__main__":
    main()
