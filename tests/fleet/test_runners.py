"""Few subjects are not worth the start of the compiled machine."""

from __future__ import annotations

import pytest

from anwei.engine.fleet import runners
from anwei.engine.fleet.compiled import Compiled
from anwei.engine.fleet.interpret import run_pass
from anwei.engine.fleet.runners import COMPILED_FROM, runner_for


def test_many_are_compiled_and_few_are_not() -> None:
    assert runner_for(COMPILED_FROM - 1) is run_pass
    assert isinstance(runner_for(COMPILED_FROM), Compiled)


def test_without_the_compiler_none_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, "find_spec", lambda _name: None)
    assert runner_for(COMPILED_FROM) is run_pass
