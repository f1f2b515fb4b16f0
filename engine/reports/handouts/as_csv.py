"""CSV after RFC 4180: the records of the handout, one a row. Formulas are neutralised; UTF-8 with a mark for Excel."""

from __future__ import annotations

import csv
import io

from anwei.engine.reports.as_csv import neutral
from anwei.engine.reports.handouts.document import Handout, shown

BOM = "\ufeff"  # without it Excel reads Chinese text in the code page of the system


def write(handout: Handout) -> bytes:
    """The main table of the handout; its head alone where it has no rows."""
    table = handout.main()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(neutral, table.head))
    writer.writerows([neutral(shown(c)) for c in row] for row in table.rows)
    return (BOM + out.getvalue()).encode()
