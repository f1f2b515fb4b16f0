"""Moments of the journal as the office's clock shows them, and the locale as the environment names it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from anwei.engine import services
from anwei.tui.doctor import doctor
from anwei.tui.jobs import facts, subject
from anwei.tui.jobs.office import Office
from anwei.tui.probe import spoken
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.words import moment, moments, use
from anwei.tui.work import Setup
from tests.tui.driving import press, running, screen_text, settled


@pytest.fixture
def china(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer in China: eight hours before UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CST-8")
        time.tzset()
        yield
    time.tzset()


def written(place: str, *at: str) -> tuple[Office, str]:
    """An office in which an enterprise moved at some moments, and the enterprise."""
    office = Office(Setup(place))
    id_ = next(c.id for c in services.cards(office.workspace) if c.kind == "enterprise")
    for number, when in enumerate(at):
        source = services.Source("entry", "tester", when)
        changes = (services.SetRecord("enterprise", id_, {"address": f"青云路{number}号"}),)
        office.workspace.apply(services.Write(source, changes), office.law.vocabulary)
    return office, id_


def test_a_moment_is_shown_by_the_clock_of_the_office(china: None) -> None:
    assert moment("2026-11-21T00:30:00.000000Z") == "2026-11-21 08:30"
    assert moment("2026-11-21T20:30:59Z", seconds=True) == "2026-11-22 04:30:59"
    assert moment("[b]gone") == "[b]gone" and moment("") == ""


def test_seconds_stand_where_they_tell_moments_apart() -> None:
    at = ("2026-11-21T08:30:01.5Z", "2026-11-21T08:30:01.9Z", "2026-11-21T08:31:07Z", "2026-11-21T08:31:08Z")
    assert moments(at[:3]) == ["2026-11-21 08:30", "2026-11-21 08:30", "2026-11-21 08:31"]
    assert moments(at) == ["2026-11-21 08:30", "2026-11-21 08:30", "2026-11-21 08:31:07", "2026-11-21 08:31:08"]


@given(st.lists(st.datetimes(datetime(1970, 1, 2), datetime(1970, 1, 2, 0, 5)), max_size=8))  # noqa: DTZ001
def test_moments_of_different_seconds_never_look_alike(found: list[datetime]) -> None:
    at = [f"{x:%Y-%m-%dT%H:%M:%S}Z" for x in found]
    told = dict(zip(at, moments(at), strict=True))
    assert len(set(told.values())) == len(set(told))


@pytest.mark.asyncio
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_history_and_journal_are_told_in_local_time(place: str, lang: str, china: None) -> None:
    office, id_ = written(
        place, "2026-11-22T22:08:01.000000Z", "2026-11-22T22:08:05.000000Z", "2026-11-22T23:10:00.000000Z"
    )
    use(lang)  # type: ignore[arg-type]
    whens = [row[0] for row in subject.history(office, "enterprise", id_)]
    assert whens[:4] == ["2026-11-23 07:10", "2026-11-23 06:08:05", "2026-11-23 06:08:01", "2026-11-21 08:30"]
    assert "2026-11-23 07:10" in dict(facts.facts(office).rows)["head"]
    async with running(place, size=(140, 40), lang=lang) as (app, pilot):
        await app.open_page("subject_page:SubjectPage", "enterprise", id_)
        await settled(pilot)
        await press(pilot, "f6", "f6")
        assert isinstance(app.page, SubjectPage) and app.page.side == "history"
        told = screen_text(app)
        assert "2026-11-23 06:08:05 " in told and "2026-11-23 07:10 " in told and "T22:0" not in told


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ({"LANG": "C.UTF-8"}, "C.UTF-8"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C.UTF-8"}, "C.UTF-8"),
        ({"LANG": "de_DE", "LC_CTYPE": "zh_CN.GB18030", "LC_ALL": ""}, "zh_CN.GB18030"),
    ],
)
def test_the_locale_is_shown_as_the_environment_names_it(
    named: dict[str, str], shown: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert spoken()  # what the system has
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert spoken() == shown
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(doctor, []).output
    assert f"语言 {shown} " in told
