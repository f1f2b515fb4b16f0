"""A subject that a run flags is explained by the record evaluation, with the others that its rules ask about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq

from anwei.engine.catalogue.assess import assess
from anwei.engine.facts.subject import Subject
from anwei.engine.fleet.equivalence import plan_for
from anwei.engine.fleet.folder import Folder
from anwei.engine.fleet.others import asked_about
from anwei.engine.fleet.results import VERDICTS
from anwei.engine.fleet.run import run
from anwei.engine.fleet.subjects import population, read_from
from anwei.engine.fleet.tables import to_tables
from tests.fleet.test_cases import jobs, opened


def apart(subjects: list[Subject]) -> list[Subject]:
    """The same subjects, and each once more far away: they must make no difference."""
    far = [replace(s, values={**s.values, "id": f"far-{s.id}", "division": "650100"}) for s in subjects]
    return [*subjects, *far]


def test_the_explanation_says_what_the_run_says(tmp_path: Path) -> None:
    law = opened().catalogue
    asking = [j for j in jobs() if all(asked_about(r, law.rules) for r in j[1]) and all(s.division for s in j[0])]
    assert len(asking) > 20
    seen: set[str] = set()
    for number, (subjects, rules, day) in enumerate(asking[:: len(asking) // 20]):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, table in to_tables(apart(list(subjects)), law.vocabulary).items():
            pq.write_table(table, folder / f"{name}.parquet")
        outcome = run(plan_for(law, rules, day, opened().environment), Folder(folder))[rules[0].subject]
        for id_, code in zip(outcome.ids, outcome.column(rules[0].id).tolist(), strict=True):
            if id_.startswith("far-"):
                continue
            (subject,) = read_from(folder, law.vocabulary, rules[0].subject, [id_])
            others = population(folder, law, rules, subject)
            assert not any(s.id.startswith("far-") for s in others)
            found = assess(law, [subject], day, rules=rules, environment=opened().environment, population=others)
            elsewhere = rules[0] not in law.rules_for(subject.kind, subject.division)
            assert [f.verdict.value for f in found.findings] == ([] if elsewhere else [VERDICTS[code]])
            seen.add(VERDICTS[code])
    assert {"pass", "fail"} <= seen
