"""A form asks for what its rules can read, no less, and not for what only other sectors need."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from anwei.engine.catalogue.load import Sources, compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.forms.needs import Needs, concerned, everything, needed
from anwei.engine.ir import nodes as ir
from tests.forms.support import HERE

RULES = """
laws: test
instruments: {law: {title: {zh: 法, en: Law}, in_force: 2020-01-01, rank: law}}
---
ruleset: test.plant
title: {zh: 测试, en: Test}
version: "1"
subject: plant
rules:
  - {id: mines.note, title: {zh: 甲, en: A}, severity: minor, cites: [{law: law}], evidence: {zh: 证, en: proof},
     applies: {fact: sectors, includes: mine}, require: {fact: people, at_least: 1}}
  - {id: coal.note, title: {zh: 乙, en: B}, severity: minor, cites: [{law: law}], evidence: {zh: 证, en: proof},
     applies: {all: [{fact: sectors, includes: coal_mine}, {fact: open, is: true}]},
     require: {exists: loose, where: {fact: seen_on, on_or_before: as_of}}}
  - {id: not-trade.note, title: {zh: 丙, en: C}, severity: minor, cites: [{law: law}], evidence: {zh: 证, en: proof},
     applies: {not: {fact: sectors, includes: trade}}, require: {fact: budget, at_least: 1}}
  - {id: any.stops, title: {zh: 丁, en: D}, severity: minor, cites: [{law: law}], evidence: {zh: 证, en: proof},
     require: {every: shops, satisfies: {every: lines, satisfies: {exists: stops, where: {fact: until, blank: false}},
       if_none: pass}, if_none: pass}}
  - {id: any.towns, title: {zh: 戊, en: E}, severity: minor, cites: [{law: law}], evidence: {zh: 证, en: proof},
     require: {exists: {subjects: town}, where: {fact: people, above: 5}}}
  - {id: any.seen, title: {zh: 己, en: F}, severity: minor, cites: [{law: law}], evidence: {zh: 证, en: proof},
     require: {all: [{attested: gate.closed}, {rule: mines.note}]}}
"""


@pytest.fixture(scope="module")
def small() -> Catalogue:
    diagnostics = Diagnostics()
    sources = Sources()
