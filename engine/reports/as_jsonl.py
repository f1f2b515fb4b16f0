"""JSON lines: the run with its subjects first, then one finding a line; every line says what it is.

The objects are those of the JSON format, so that the same code reads both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from anwei.engine.reports.plain import SCHEMA_VERSION, Plain, finding_object, run_object, subject_object
from anwei.engine.reports.view import Report


def write(report: Report) -> str:
    """The report as lines of JSON with sorted keys."""
    return "".join(json.dumps(o, ensure_ascii=False, sort_keys=True) + "\n" for o in _lines(report))


def _lines(report: Report) -> Iterator[Plain]:
    subjects = [subject_object(s, report) for s in report.assessment.subjects]
    yield {"schema": SCHEMA_VERSION, "record": "run", "run": run_object(report), "subjects": subjects}
    for view in report.views():
        yield {"schema": SCHEMA_VERSION, "record": "finding", **finding_object(view)}
