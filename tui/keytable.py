"""The key map as a page of Markdown, made from the registry of actions: the docs cannot go stale."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from anwei.engine.services import Lang
from anwei.tui import words
from anwei.tui.actions import REGISTRY, Action, shown_key
from anwei.tui.words import say

#: Groups of actions in the order of the page; a group is the part of an action's id before the dot.
GROUPS = (
    *("app", "page", "grid", "table", "matrix", "dialog", "form", "palette", "working"),
    *("view", "handling", "offer", "gaps", "gap_list", "facets", "subject", "subject_page"),
    *("drills", "board", "waiting", "drill", "plan", "ledger", "stock", "insurance", "importing", "report"),
    *("shelf", "plugins", "panel", "rules", "settings", "keys"),
)


def every_action() -> list[Action]:
    """Every action there is, also of screens that were never opened, group by group in the order of declaration."""
    import anwei.tui

    for module in pkgutil.walk_packages(anwei.tui.__path__, "anwei.tui."):
        importlib.import_module(module.name)
    return sorted(REGISTRY.values(), key=lambda a: (_place(a), list(REGISTRY).index(a.id)))


def _place(action: Action) -> int:
    group = action.id.partition(".")[0]
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


def key_page(lang: Lang, notice: str = "") -> str:
    """The page in a language; ``notice`` stands below its title."""
    before = words.lang()
    words.use(lang)
    try:
        return "\n".join(_lines(notice)) + "\n"
    finally:
        words.use(before)


def _lines(notice: str) -> Iterator[str]:
    yield f"# {say('keys.page')}"
    yield from (notice, "") if notice else ("",)
    yield say("keys.page.about")
    group = ""
    for action in every_action():
        now = action.id.partition(".")[0]
        if now != group:
            group = now
            yield from ("", f"## {say(f'keys.where.{group}')}", "")
            yield f"| {say('keys.head.keys')} | {say('keys.head.action')} | {say('keys.head.id')} |"
            yield "|---|---|---|"
        caps = " ".join(f"`{shown_key(k)}`" for k in action.keys)
        yield f"| {caps} | {action.label} | `{action.id}` |"
