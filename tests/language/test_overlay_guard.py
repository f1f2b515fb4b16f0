"""A lower level may only tighten: for every shipped parameter a looser value is refused and a tighter one loads."""

from __future__ import annotations

import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.ir.parameters import FOREVER, Parameter, Value
from anwei.engine.language.guard import guard_parameters
from tests.conftest import opened_catalogue

NOWHERE = "99"  # a division that no source speaks of


def judged() -> list[str]:
    """The names of parameters with a national number or length and a strict side."""
    catalogue = opened_catalogue().catalogue
    return sorted(p.name for p in catalogue.parameters.values() if p.stricter and not p.may_relax and national(p))


def national(parameter: Parameter) -> Value | None:
    found = [v for v in parameter.values if not v.division and v.kind in ("number", "length") and v.end == FOREVER]
    return max(found, key=lambda v: v.start, default=None)


def codes(parameter: Parameter, step: int) -> list[str]:
    """The diagnostics after a division sets the national value moved by ``step`` towards strictness."""
    import msgspec

    value = national(parameter)
    assert value is not None
    sign = 1 if parameter.stricter == "higher" else -1
    changed = msgspec.structs.replace(value, division=NOWHERE)
    if value.kind == "number":
        changed = msgspec.structs.replace(changed, amount=value.amount + sign * step)
    else:
        assert value.length is not None
        count = max(0, value.length.count + sign * step)
        changed = msgspec.structs.replace(changed, length=msgspec.structs.replace(value.length, count=count))
    diagnostics = Diagnostics()
    moved = msgspec.structs.replace(parameter, values=(*parameter.values, changed))
    guard_parameters({moved.name: moved}, diagnostics)
    return [d.code for d in diagnostics.errors if d.params.get("division") == NOWHERE]


@pytest.mark.parametrize("name", judged())
def test_looser_is_refused_and_tighter_loads(name: str, catalogue: Catalogue) -> None:
    parameter = catalogue.parameters[name]
    assert codes(parameter, -1) == ["OVL-001"]
    assert codes(parameter, 0) == []
    assert codes(parameter, 1) == []


def test_there_is_something_to_guard() -> None:
    assert len(judged()) >= 20
