"""Random documents: rules with what a province adds to them, and rules that are a single duty."""

from __future__ import annotations

import json
import re
from random import Random

from tests.semantics.random_rules import Author, Data, Duty, Rows, whole


def overlay(random: Random, id_: str) -> Data:
    """What a province adds to a random rule: a further requirement with a measure of its own, and a wider scope."""
    author = Author(random, rules=False)
    top: Rows = (("firm", ""),)
    tighten: Data = {"rule": id_, "cites": [{"law": "act"}]}
    own = author.measure(top, 1)
    if isinstance(own, dict) and author.chance(60):
        author.named["extra"] = ("number", "")
        tighten["measures"] = {"extra": own}
        tighten["require"] = {"measure": "extra", "at_least": author.number(top, 0)}
    else:
        tighten["require"] = author.condition(top, 1)
    if author.chance(40):
        tighten["applies"] = author.condition(top, 0)
    return {
        "overlay": "fuzz.province",
        "extends": ["random"],
        "division": "37",
        "cites": [{"law": "act"}],
        "tighten": [tighten],
    }


def duty(random: Random, id_: str) -> Data:
    """A rule that is one duty and nothing else: no filter, and no parameter that may change later."""
    while True:
        form = Duty(Author(random), (("firm", ""),)).held()
        form = {k: v for k, v in form.items() if k not in ("where", "also")}
        if not {"param", "as_of"} & set(re.findall(r"\w+", json.dumps(form))):
            return whole(id_, form)


def written(rules: list[Data], *more: Data) -> str:
    """Documents with rules, as YAML."""
    head = {"ruleset": "random", "title": {"zh": "随机", "en": "Random"}, "version": "1", "subject": "firm"}
    documents: list[Data] = [{**head, "rules": rules}, *more]
    return "\n---\n".join(json.dumps(d, ensure_ascii=False) for d in documents) + "\n"


def ruleset(random: Random, count: int = 1) -> str:
    """Documents of random rules, as YAML; sometimes a province tightens the first."""
    rules = [Author(random).rule(f"random.r{i}") for i in range(count)]
    return written(rules, *([overlay(random, "random.r0")] if random.random() < 0.3 else []))
