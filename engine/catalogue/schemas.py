"""The JSON Schemas of everything that the catalogue reads: the documents of the language, and the tests beside them."""

from __future__ import annotations

from collections.abc import Mapping

from anwei.engine.catalogue.testing import CASE_SHAPE, EXPECT_SHAPE, TESTS_SHAPE, UNREACHABLE_SHAPE, VARY_SHAPE
from anwei.engine.documents.shape import Shape
from anwei.engine.facts.subject import Coverage
from anwei.engine.language.schema import (
    ANY,
    DATE,
    DOCUMENTS,
    INSIDE,
    SCALAR,
    SHAPES,
    Grammar,
    Schema,
    each,
    one_of_words,
    ref,
    several,
)

_DAY_OR_NONE: Schema = {"anyOf": [DATE, {"type": "null"}]}
_NAMES_OR_NONE: Schema = {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}, {"type": "null"}]}
_SUBJECTS: Schema = {"type": "array", "items": {"type": "object"}}
_GIVEN: Schema = {"type": "object"}
_COVERAGE = each(one_of_words(Coverage))
TEST_SHAPES: Mapping[str, Shape] = {
    "tests": TESTS_SHAPE,
    "case": CASE_SHAPE,
    "variation": VARY_SHAPE,
    "expect": EXPECT_SHAPE,
    "unreachable": UNREACHABLE_SHAPE,
}
TEST_INSIDE: Mapping[str, Mapping[str, Schema]] = {
    "tests": {"cases": several(ref("case")), "unreachable": several(ref("unreachable"))},
    "case": {
        "given": _GIVEN,
        "coverage": _COVERAGE,
        "expect": ref("expected"),
        "vary": several(ref("variation")),
        "others": _SUBJECTS,
        "waivers": several(ref("waiver")),
        "note": ANY,
    },
    "variation": {"set": _GIVEN, "coverage": _COVERAGE, "expect": ref("expected"), "others": _SUBJECTS, "note": ANY},
    "expect": {
        "lapses_on": _DAY_OR_NONE,
        "due_by": _DAY_OR_NONE,
        "shortfall": ANY,
        "observed": ANY,
        "required": ANY,
        "measures": _GIVEN,
        "missing": _NAMES_OR_NONE,
    },
}
#: A case expects a verdict, or a mapping that says more.
_EXPECTED: Schema = {"anyOf": [one_of_words(map(str, EXPECT_SHAPE["verdict"].choices)), ref("expect")]}

GRAMMAR = Grammar((*DOCUMENTS, "tests"), {**SHAPES, **TEST_SHAPES}, {**INSIDE, **TEST_INSIDE}, {"expected": _EXPECTED})
