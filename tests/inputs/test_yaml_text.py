"""Our reader of YAML and the library's own composition agree: same values, same places, same refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.documents.nodes import Node, parse_documents

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "rulesets" / "cn").rglob("*.yaml"))[::9]
PIECES = [
    "a: 1",
    "- x",
    "? ",
    "&k ",
    "*k",
    "{",
    "}",
    "[",
    "]",
    ", ",
    ": ",
    "\n",
    "  ",
    "'",
    '"',
    "|\n",
    "---\n",
    "~",
    "1.50",
    "007",
]


def composed(node: yaml.Node) -> object:
    """A node of the library with its place; the places of keys beside those of the values."""
    at = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        return at, {k.value: ((k.start_mark.line + 1, k.start_mark.column + 1), composed(v)) for k, v in node.value}
    if isinstance(node, yaml.SequenceNode):
        return at, [composed(v) for v in node.value]
    return at, node.value


def ours(node: Node) -> object:
    at = (node.place.line, node.place.col)
    if isinstance(node.value, dict):
        keys = {k: node.key_place(k) for k in node.value}
        return at, {k: ((keys[k].line, keys[k].col), ours(v)) for k, v in node.value.items()}
    return (at, [ours(v) for v in node.value]) if isinstance(node.value, list) else (at, node.text)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_shipped_files_are_read_as_the_library_composes_them(path: Path) -> None:
    text = path.read_text("utf-8")
    wanted = [composed(n) for n in yaml.compose_all(text, Loader=yaml.CBaseLoader)]
    assert [ours(n) for n in parse_documents(text.encode(), "f")] == wanted


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_any_text_is_read_or_refused_as_the_library_does(text: str) -> None:
    try:
        nodes = list(yaml.compose_all(text, Loader=yaml.CBaseLoader))
    except yaml.YAMLError:
        with pytest.raises(AnweiError):
            parse_documents(text.encode(), "f")
        return
    try:
        read = parse_documents(text.encode(), "f")
    except AnweiError as error:  # what we refuse and the library takes: keys twice, keys that are lists, a circle
        assert {d.code for d in error.diagnostics} <= {"DOC-006", "DOC-007", "DOC-008"}
        return
    empty = ("", "~")
    wanted = [composed(n) for n in nodes if not (isinstance(n, yaml.ScalarNode) and not n.style and n.value in empty)]
    assert [ours(n) for n in read] == wanted


def test_an_alias_stands_under_its_own_key() -> None:
    (node,) = parse_documents(b"one: &k {x: 1}\ntwo: *k\n", "f")
    assert str(node.key_place("two")) == "f:2:1"
    repeated = node.get("two")
    assert repeated is not None and str(repeated.place) == "f:1:6"


def test_what_aliases_repeat_is_counted_through_other_aliases() -> None:
    text = "a: &a [" + ", ".join("x" * 99) + "]\nb: &b [" + ", ".join(["*a"] * 99) + "]\nc: [*b, *b, *b]\n"
    with pytest.raises(AnweiError) as raised:
        parse_documents(text.encode(), "f")
    assert [d.code for d in raised.value.diagnostics] == ["DOC-006"]


def test_aliases_do_not_nest_beyond_the_depth() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 60)]
    with pytest.raises(AnweiError) as raised:
        parse_documents("\n".join(lines).encode(), "f")
    assert [d.code for d in raised.value.diagnostics] == ["DOC-006"]
