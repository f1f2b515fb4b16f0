"""What charts and key figures count agrees with the findings, and every drawing stays on its sheet."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.facts.values import parse_date
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.handouts import tally
from anwei.engine.reports.handouts.charts import draw
from anwei.engine.reports.handouts.cleaning import cleaned
from anwei.engine.reports.handouts.document import Chart, Day, Page, Paragraph, Point, Series
from anwei.engine.reports.handouts.drawing import Box, Stroke, breadth, clipped
from anwei.engine.reports.handouts.material import Scope
from anwei.engine.reports.handouts.pdf_text import MISSING, settable
from tests.handouts.golden import AS_OF, handout, material

TEXTS = st.text(max_size=20)


def total(chart: Chart) -> int:
    return sum(v for p in chart.points for v in p.values)


def test_the_chart_by_pillar_counts_every_finding_that_applies() -> None:
    findings = material().assessment.findings
    applying = [f for f in findings if f.verdict is not Verdict.NOT_APPLICABLE]
    chart = tally.by_pillar(material(), findings)
    assert total(chart) == len(applying)
    assert {p.label for p in chart.points} == {"责任", "管理", "投入", "培训", "其他"}


def test_the_chart_by_township_says_how_many_it_leaves_out() -> None:
    whole, first = tally.by_township(material(), 9), tally.by_township(material(), 1)
    assert [p.label for p in whole.points] == ["示例河东镇", "620522（未列乡镇）", "示例河西乡"]
    assert first.points == whole.points[:1] and "共 3 个" in first.title
    open_ = (Verdict.FAIL, Verdict.UNKNOWN)
    assert total(whole) == sum(f.verdict in open_ for f in material().assessment.findings)


def test_lapses_are_counted_in_the_week_in_which_they_fall() -> None:
    chart = tally.by_week(material())
    lapsing = [f for f in material().assessment.findings if material().lapsing(f)]
    assert total(chart) == len(lapsing) > 0 and len(chart.points) == 13
    for finding in lapsing:
        week = ((finding.lapses_on or 0) - AS_OF - 1) // 7
        assert chart.points[week].values[0] >= 1


def test_the_trend_ends_with_today_and_needs_a_run() -> None:
    chart = tally.trend(material())
    assert chart is not None
    now = tally.counted(material().assessment.findings)
    assert chart.points[-1] == Point("2026-11-21", (now[Verdict.FAIL], now[Verdict.UNKNOWN]))
    assert [p.label for p in chart.points] == ["2026-09-01", "2026-10-01", "2026-11-21"]


def test_scopes_narrow_by_division_sector_and_id() -> None:
    def ids(scope: Scope) -> list[str]:
        return [s.id for s in material("zh", scope).assessment.subjects]

    assert ids(Scope("620522200")) == ["T-2", "E-2"]
    assert ids(Scope(sector="machinery")) == ["E-1"]
    assert ids(Scope(sector="making")) == ["E-1", "=E-3"]
    assert ids(Scope("620522100", ids=("E-1", "E-2"))) == ["E-1"]


def test_call_ups_take_the_latest_paper_and_leave_out_who_left() -> None:
    rows = handout("training").main().rows
    assert [(r[1], r[5]) for r in rows] == [
        ("E-1", Day(parse_date(d))) for d in ("2026-10-31", "2026-12-05", "2027-01-15")
    ]
    policies = handout("insurance").main().rows
    assert [(r[1], r[5]) for r in policies] == [
        ("=E-3", Day(parse_date("2026-11-20"))),
        ("E-1", Day(parse_date("2026-12-31"))),
    ]


charts = st.integers(1, 3).flatmap(
    lambda n: st.builds(
        Chart,
        TEXTS,
        st.sampled_from(["bars", "columns", "lines"]),
        st.tuples(*[st.builds(Series, TEXTS, st.just("fail"))] * n),
        st.lists(st.builds(Point, TEXTS, st.tuples(*[st.integers(0, 10**6)] * n)), max_size=15).map(tuple),
    )
)


@settings(max_examples=60)
@given(charts, st.sampled_from([200.0, 340.0]))
def test_no_mark_leaves_the_sheet(chart: Chart, width: float) -> None:
    drawing = draw(chart, width)
    for mark in drawing.marks:
        if isinstance(mark, Box):
            assert mark.x >= -0.01 and mark.x + mark.width <= width + 0.01
            assert mark.y >= -0.01 and mark.y + mark.height <= drawing.height + 0.01
        elif isinstance(mark, Stroke):
            assert all(-0.01 <= x <= width + 0.01 and -0.01 <= y <= drawing.height for x, y in mark.points)
        else:
            assert 0 <= mark.y <= drawing.height and 0 <= mark.x <= width


@settings(max_examples=60)
@given(charts)
def test_lengths_are_in_proportion_to_the_values(chart: Chart) -> None:
    boxes = [m for m in draw(chart).marks if isinstance(m, Box)][len(chart.series) :]
    values = [v for p in chart.points for v in p.values if v]
    if chart.form == "lines":
        assert len(boxes) == sum(len(p.values) for p in chart.points)
        return
    lengths = [b.width if chart.form == "bars" else b.height for b in boxes]
    assert len(lengths) == len(values)
    for length, value in zip(lengths, values, strict=True):
        assert abs(length * max(values) - max(lengths) * value) <= 1e-6 * max(values) * max(lengths) + 1e-9


@given(TEXTS, st.floats(5, 200))
def test_clipped_text_fits_or_is_one_mark(text: str, room: float) -> None:
    short = clipped(text, 9, room)
    assert breadth(short, 9) <= room or short == "…"
    assert short == text or short.endswith("…")


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=30))
def test_cleaned_text_can_be_written_everywhere(text: str) -> None:
    page = cleaned(Page(text, (Paragraph(text),)))
    page.title.encode()
    assert not any(ord(c) < 0x20 and c != "\n" for c in page.title)
    assert page.blocks == (Paragraph(page.title),) and cleaned(page) == page
    assert len(page.title) == len(text)


@given(TEXTS)
def test_what_a_pdf_cannot_show_is_marked_never_dropped(text: str) -> None:
    assert len(settable(text)) == len(text)
    for before, after in zip(text, settable(text), strict=True):
        assert after in (before, MISSING) or (before in "·•‧" and after == "・")
