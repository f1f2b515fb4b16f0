"""JSON: the whole assessment as one versioned object, byte for byte the same for the same input.

Its JSON Schema is made by ``assessment_schema`` and printed by ``anwei rules schema assessment``.
"""

from __future__ import annotations

import json

from anwei.engine.reports.plain import SCHEMA_VERSION, finding_object, run_object, subject_object
from anwei.engine.reports.view import Report


def write(report: Report) -> str:
    """The report as JSON with sorted keys, ending with a newline."""
    whole = {
        "schema": SCHEMA_VERSION,
        "run": run_object(report),
        "subjects": [subject_object(s, report) for s in report.assessment.subjects],
        "findings": [finding_object(v) for v in report.views()],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
