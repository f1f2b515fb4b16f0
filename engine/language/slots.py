"""The slots of a rule's texts: ``{shortfall}`` in a remedy stands for a number that a finding fills in."""

from __future__ import annotations

from collections.abc import Collection
from string import Formatter

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import Node
from anwei.engine.messages import Text

GAP_SLOTS = ("shortfall", "observed", "required")


def check_slots(texts: Node, key: str, allowed: Collection[str], diagnostics: Diagnostics, rule: str) -> None:
    """Report braces that cannot be filled in (RUL-028) and slots that nothing fills (RUL-029), each at its text."""
    for lang in ("zh", "en"):
        node = texts.get(lang)
        if node is None or ("{" not in node.text and "}" not in node.text):
            continue
        slots = slots_of(node.text)
        if slots is None:
            diagnostics.error("RUL-028", node.place, rule=rule, key=key, text=node.text)
            continue
        for name in slots:
            if name not in allowed:
                listed = ", ".join(f"{{{a}}}" for a in allowed)
                words = Text(listed or "（无）", listed or "(none)")
                diagnostics.error("RUL-029", node.place, rule=rule, key=key, name=f"{{{name}}}", allowed=words)


def slots_of(text: str) -> list[str] | None:
    """The names in braces, in order; None where a brace has no partner or holds more or less than a name.

    >>> slots_of("Fit {shortfall} more; now {in_post}")
    ['shortfall', 'in_post']
    >>> slots_of("a brace itself: {{}}")
    []
    >>> [slots_of(t) for t in ("Fit {", "Fit }", "Fit {}", "Fit {0}", "Fit {a.b}", "Fit {a:>9}", "Fit {a!r}")]
    [None, None, None, None, None, None, None]
    """
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    names = [name for _, name, _, _ in parts if name is not None]
    plain = all(_is_name(n) for n in names) and not any(spec or conversion for _, _, spec, conversion in parts)
    return names if plain else None


def _is_name(text: str) -> bool:
    return bool(text) and not text[0].isdigit() and not set(text) & set(".[] ")
