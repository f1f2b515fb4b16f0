"""The page of keys: every action, each in its group, in both languages."""

from __future__ import annotations

import pytest

from anwei.engine.services import Lang
from anwei.tui import words
from anwei.tui.keytable import GROUPS, every_action, key_page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_action_is_on_the_page_once(lang: Lang) -> None:
    words.use("zh")
    page = key_page(lang, "<!-- made -->")
    for action in every_action():
        assert page.count(f"| `{action.id}` |") == 1, action.id
    assert page.count("\n## ") == len({a.id.partition(".")[0] for a in every_action()})
    assert words.lang() == "zh"


def test_every_group_has_its_place() -> None:
    groups = [a.id.partition(".")[0] for a in every_action()]
    assert set(groups) == set(GROUPS)
    assert groups == sorted(groups, key=GROUPS.index)
