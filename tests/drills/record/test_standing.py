"""Where an obligation stands, day by day: only along the edges of its table, whatever happens to it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.model import Status
from anwei.drills.record import credit, decisions
from anwei.drills.record.book import Change
from anwei.drills.record.credit import Credit
from anwei.drills.record.model import Settled
from anwei.drills.record.states import OBLIGATION_EDGES, DrillState, Standing
from anwei.engine.api import AnweiError
from anwei.engine.catalogue.model import Catalogue
from tests.drills.record.support import LATER, book, confirmed, day, keep, lived, obligation, office, source

ONE = obligation("O-1", "E-1", "2026-01-01", "2026-06-30")
FIRST, LAST = ONE.first, ONE.last
#: What happens on a day: a drill is scheduled, called off, or held and confirmed; a waiver is given.
HAPPENINGS = st.lists(
    st.tuples(st.integers(FIRST - 5, LAST + 60), st.sampled_from(["schedule", "call off", "hold", "waive"])), max_size=6
)


@given(HAPPENINGS)
def test_days_go_by_along_the_edges(happenings: list[tuple[int, str]]) -> None:
    planned, settled = False, None
    earned: list[Credit] = []
    seen = [credit.standing(ONE, FIRST - 10, settled, planned)]
    for today in range(FIRST - 9, LAST + 70):
        seen.append(credit.standing(ONE, today, settled, planned))  # in the morning
        for _, what in sorted(h for h in happenings if h[0] == today):
            if what == "hold" and today >= FIRST:
                earned.append(Credit("O-1", f"D-{today}", today))
                settled = credit.settled([ONE], earned, {"O-1": settled} if settled else {}).get("O-1", settled)
            elif what == "waive" and settled is None:
                settled = Settled("O-1", "waived", reason="停产", authority="区安委会", until=today + 20)
            planned = {"schedule": True, "call off": False}.get(what, planned)
            seen.append(credit.standing(ONE, today, settled, planned))
    for before, now in pairwise(seen):
        assert now is before or now in OBLIGATION_EDGES[before], (before, now)


def test_a_drill_held_after_a_waiver_ended_counts() -> None:
    waiver = {"O-1": Settled("O-1", "waived", reason="停产", authority="区安委会", until=LAST + 10)}
    during = credit.settled([ONE], [Credit("O-1", "D-1", LAST + 10)], waiver)
    after = credit.settled([ONE], [Credit("O-1", "D-1", LAST + 11)], waiver)
    assert (during["O-1"].standing, after["O-1"].standing) == ("waived", "met_late")


@pytest.mark.parametrize("status", ["unknown", "not_set"])
@pytest.mark.parametrize("on", [FIRST, LAST - 5, LAST + 400])
def test_what_is_not_decided_is_never_late_nor_due(status: Status, on: int) -> None:
    undecided = replace(ONE, status=status)
    assert credit.standing(undecided, on, None, False) is Standing(status)
    met = Settled("O-1", "met", ("D-1",), FIRST)
    assert credit.standing(undecided, on, met, False) is Standing.MET


def test_the_days_themselves() -> None:
    assert credit.standing(ONE, LAST - 31, None, False) is Standing.OPEN
    assert credit.standing(ONE, LAST - 29, None, False) is Standing.DUE_SOON
    assert credit.standing(ONE, LAST, None, True) is Standing.SCHEDULED
    assert credit.standing(ONE, LAST + 1, None, True) is Standing.OVERDUE
    waiver = Settled("O-1", "waived", until=LAST + 10)
    assert credit.standing(ONE, LAST + 10, waiver, False) is Standing.WAIVED
    assert credit.standing(ONE, LAST + 11, waiver, False) is Standing.OVERDUE


@pytest.mark.parametrize(
    ("on", "standing"),
    [(FIRST - 1, None), (FIRST, Standing.MET), (LAST, Standing.MET), (LAST + 1, Standing.MET_LATE)],
)
def test_credit_at_the_edges_of_the_window(on: int, standing: Standing | None) -> None:
    from msgspec.structs import replace

    done = confirmed(lived(DrillState.EVALUATED)).drill
    found = credit.settled([ONE], credit.credits([replace(done, held_on=on)], {"O-1": ONE}), {})
    assert (found["O-1"].standing if found else None) == standing


def test_a_drill_of_another_sort_or_record_does_not_count() -> None:
    from msgspec.structs import replace

    done = confirmed(lived(DrillState.EVALUATED)).drill
    covering = replace(ONE, plans_field="plans", duty=replace(ONE.duty, record="P-1"))
    assert credit.credits([replace(done, kinds=("on_site",))], {"O-1": ONE}) == []
    assert credit.credits([done], {"O-1": covering}) == []
    named = replace(done, seats=(replace(done.seats[0], refs={"plans": ("P-1",)}),))
    assert [c.obligation for c in credit.credits([named], {"O-1": covering})] == ["O-1"]


def test_what_the_rules_have_counted_already_is_not_counted_twice() -> None:
    """An obligation worked out after the drill was recorded names it in ``satisfied_by``."""
    from msgspec.structs import replace

    done = confirmed(lived(DrillState.EVALUATED)).drill
    two = replace(ONE, count=2, held=1, satisfied_by=(done.id,))
    assert credit.settled([two], credit.credits([done], {"O-1": two}), {}) == {}
    other = replace(done, id="D2026-0002")
    found = credit.settled([two], credit.credits([done, other], {"O-1": two}), {})
    assert found["O-1"].drills == (done.id, other.id)


def test_a_waiver_is_kept_and_needs_reason_and_authority(tmp_path: Path, catalogue: Catalogue) -> None:
    waiver = Settled("O-1", "waived", reason="停产", authority="区安委会", until=day("2026-12-31"))
    for wrong in (Settled("O-1", "waived", reason="停产"), Settled("O-1", "waived", authority="区安委会")):
        with pytest.raises(AnweiError) as caught:
            decisions.let_off(None, wrong, ONE, LATER)
        assert caught.value.diagnostics[0].code == "DRL-109"
    with office(tmp_path / "office.anwei", catalogue) as workspace:
        found = book(workspace, catalogue)
        found.apply(Change(settled=(decisions.let_off(None, waiver, ONE, LATER),)), source())
        assert found.settlements["O-1"] == waiver
        keep(found, confirmed(lived(DrillState.EVALUATED)))
        assert found.settlements["O-1"] == waiver and found.settlements["O-2"].standing == Standing.MET
