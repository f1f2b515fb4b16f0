"""Tailings ponds from a GeoJSON file, as map software exports a layer of points.

Each feature is a pond: its ``id`` (or the property ``id`` or 编号), ``name`` and ``division``, and further properties
named as the facts are, by machine name or by label in either language. A property that no fact bears is an error with
its line, as in every other input; geometry is not read.
"""

from __future__ import annotations

from pathlib import Path

from anwei.engine.api import Diagnostics, Node, Subject, Vocabulary, read_documents, read_subject

KIND = "tailings_pond"
HEAD = ("id", "name", "division")


def read_ponds(path: Path, vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
    """The ponds of a GeoJSON FeatureCollection. Raises AnweiError where the file itself cannot be read."""
    names = _names(vocabulary)
    ponds: list[Subject] = []
    for document in read_documents(path):
        features = document.get("features")
        if features is None or not features.is_list:
            diagnostics.error("SHP-004", document.place, key="features", expected="FeatureCollection")
            continue
        for feature in features.elements():
            node = _subject_node(feature, names, diagnostics)
            pond = read_subject(node, vocabulary, diagnostics) if node is not None else None
            if pond is not None:
                ponds.append(pond)
    return ponds


def _names(vocabulary: Vocabulary) -> dict[str, str]:
    """Machine name and both labels of every fact of a pond -> its machine name."""
    found: dict[str, str] = {}
    for field in vocabulary.subjects[KIND].fields.values():
        for word in (field.label.zh, field.label.en, field.name):
            found[word] = field.name
    return found


def _subject_node(feature: Node, names: dict[str, str], diagnostics: Diagnostics) -> Node | None:
    """A feature rewritten as a subject of the input format, every value at its own place."""
    properties = feature.get("properties")
    if properties is None or not properties.is_map:
        diagnostics.error("SHP-004", feature.place, key="properties", expected="mapping")
        return None
    head = {"subject": Node(KIND, feature.place, KIND)}
    given = feature.get("id")
    if given is not None:
        head["id"] = _as_text(given)
    facts: dict[str, Node] = {}
    places = {}
    for key, value in properties.items():
        name = names.get(key, key)
        if name in HEAD:
            head[name] = _as_text(value)
        elif value.value is not None:
            facts[name] = value
            places[name] = properties.key_place(key)
    head["facts"] = Node(facts, properties.place, key_places=places)
    return Node(head, feature.place)


def _as_text(node: Node) -> Node:
    """Ids and codes are text even where the export wrote a number."""
    text = node.text or str(node.value)
    return Node(text, node.place, text)
