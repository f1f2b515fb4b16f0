"""Random rules as an author could write them, typed so that nearly all of them load.

A rule is built as plain data and written as JSON, which is YAML. ``Random`` comes from Hypothesis, so examples shrink.
"""

from __future__ import annotations

from random import Random
from typing import Any

Data = dict[str, Any]
#: A place in a rule: the rows around it, each a kind of subject and a table ("" for the subject itself).
Rows = tuple[tuple[str, str], ...]
CODES = ["a", "a1", "a11", "b", "c"]
LENGTHS = ["0 days", "1 days", "30 days", "45 days", "5 working_days", "1 months", "6 months", "12 months", "1 years"]
#: The facts of each table (or subject) by type.
NUMBERS = {
    "firm": ["size", "balance", "revenue", "level", "later"],
    "town": ["size"],
    "people": ["age", "pay"],
    "trainings": ["hours"],
    "plans": [],
    "drills": ["persons"],
    "indicators": ["year", "value"],
    "checks": ["points"],
}
DATES = {
    "firm": ["opened", "closed", "licence"],
    "town": ["opened", "closed"],
    "people": ["cert", "left"],
    "trainings": ["date"],
    "plans": ["date", "due", "revised"],
    "drills": ["date", "evaluated"],
    "indicators": [],
    "checks": ["date"],
}
CODED = {
    "firm": ["class", "future"],
    "town": [],
    "people": ["role"],
    "trainings": ["topic"],
    "plans": ["kind"],
    "drills": ["kind"],
    "indicators": ["indicator"],
    "checks": [],
}
NOT_YET = {"closed", "later", "future", "left", "revised", "evaluated"}
FLAGS = {"firm": ["ok"], "town": ["ok"], "people": ["fit"], "checks": ["passed"]}
SETS = {"firm": ["tags"], "people": ["kinds"]}
TABLES = {"firm": ["people", "plans", "drills", "indicators", "checks", "a_plans", "fit_people"], "town": ["checks"]}
VIEWS = {"a_plans": "plans", "fit_people": "people"}
DUTIES = {"drills": "date", "plans": "date", "a_plans": "due", "checks": "date", "people": "cert"}


class Author:
    """Writes one rule at random."""

    def __init__(self, random: Random, *, rules: bool = True) -> None:
        self.random = random
        self.rules = rules  # whether the rule may rest on other rules and other subjects
        self.named: dict[str, tuple[str, str]] = {}  # measure -> (type, table it is computed for)

    # -- chances ----------------------------------------------------------------------------------------------------

    def one(self, options: list[Any]) -> Any:
        return self.random.choice(options)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def whole(self) -> int:
        return int(self.one([0, 1, 2, 3, 5, 10, 100, -1, -7, 12_345, 10**13]))

    def length(self) -> Any:
        return self.one([*LENGTHS, {"param": "length"}, {"param": "unset_length"}] if self.chance(60) else LENGTHS)

    # -- names ------------------------------------------------------------------------------------------------------

    @staticmethod
    def here(rows: Rows) -> str:
        kind, table = rows[-1]
        return table or kind

    def fact(self, rows: Rows, listed: dict[str, list[str]]) -> str | None:
        """A fact of the row, or of the subject, that the lists hold."""
        names = list(listed.get(self.here(rows), []))
        if rows[0][0] == "firm":
            names += [f"subject.{n}" for n in listed["firm"]] if self.chance(30) else []
        return self.one(names) if names else None

    def measures(self, rows: Rows, kind: str) -> list[str]:
        return [n for n, (k, table) in self.named.items() if k == kind and table in ("", rows[-1][1])]

    def day_text(self) -> str:
        return str(self.one(["2024-02-29", "2025-08-31", "2025-12-31", "2026-01-01", "2026-03-01", "2026-06-30"]))

    # -- operands ---------------------------------------------------------------------------------------------------

    def date(self, rows: Rows, depth: int = 1) -> Any:
        """An operand that is a date."""
        named, fact = self.measures(rows, "date"), self.fact(rows, DATES)
        options: list[Any] = ["as_of", {"as_of": self.one(["+30 days", "-1 days", "+365 days"])}, self.day_text()]
        options += [{"param": "day"}, *named, *named] + ([fact, {"fact": fact}, fact] if fact else [])
        if depth > 0 and self.chance(30):
            options = [{"plus": [self.one([self.day_text(), fact or self.day_text()]), self.length()]}]
            options += [self.extreme(rows, depth - 1, "date"), {"larger_of": [self.moment(rows), self.moment(rows)]}]
            options += [{"smaller_of": [self.moment(rows), self.moment(rows)]}]
        return self.one(options)

    def moment(self, rows: Rows) -> Any:
        """A date that is not written out (a list of operands takes its type from its names)."""
        fact = self.fact(rows, DATES)
        return self.one(["as_of", {"param": "day"}, *self.measures(rows, "date"), *([fact, fact] if fact else [])])

    def number(self, rows: Rows, depth: int = 1) -> Any:
        """An operand that is a number."""
        named, fact = self.measures(rows, "number"), self.fact(rows, NUMBERS)
        options: list[Any] = [self.whole(), self.whole(), {"param": self.one(["num", "rate", "unset_number", "gappy"])}]
        options += [*named, *named] + ([fact, fact] if fact else [])
        if self.chance(20):
            options = [{"param": self.one(["num", "gappy", "strict"]), "at": self.date(rows, 0)}, "12.5 %"]
        if depth > 0 and self.chance(45):
            return self.measure(rows, depth - 1)
        return self.one(options)

    def source(self, rows: Rows) -> tuple[Any, Rows]:
        """Records to aggregate: a table or view, a nested table, or other subjects."""
        kind, table = rows[-1]
        if table == "people" and self.chance(50):
            return "trainings", (*rows, (kind, "trainings"))
        if self.rules and self.chance(12):
            other = self.one(["town", "firm"])
            return {"subjects": other}, (*rows, (other, ""))
        name = self.one(TABLES[kind])
        return name, (*rows, (kind, VIEWS.get(name, name)))

    def extreme(self, rows: Rows, depth: int, kind: str) -> Any:
        """A greatest, least, total or mean."""
        for _ in range(4):
            found = self.source(rows)
            facts = (DATES if kind == "date" else NUMBERS).get(self.here(found[1]), []) if found else []
            if found and facts:
                heads = ["latest", "earliest"] if kind == "date" else ["sum", "min", "max", "mean"]
                return self.filtered({self.one(heads): found[0], "of": self.one(facts)}, found[1], depth)
        return self.day_text() if kind == "date" else 1

    def filtered(self, form: Data, rows: Rows, depth: int) -> Data:
        return {**form, "where": self.condition(rows, depth)} if self.chance(65) else form

    def measure(self, rows: Rows, depth: int = 1) -> Any:
        """An inline measure that is a number."""
        head = self.one(
            ["count"] * 3 + ["extreme"] * 3 + ["value", "indicator", "tier", "tier", "brackets", "lookup", "share"]
            + ["add", "subtract", "multiply", "larger_of", "smaller_of", "divide", "ratio", "relative_change"]
            + ["days_between", "years", "fact", "measure"]
        )  # fmt: skip
        match head:
            case "count" | "value":
                found = self.source(rows)
                facts = NUMBERS.get(self.here(found[1]), [])
                if head == "value" and facts:
                    return self.filtered({"value": found[0], "of": self.one(facts)}, found[1], depth)
                return self.filtered({"count": found[0]}, found[1], depth)
            case "indicator" if rows == (("firm", ""),):
                return {"indicator": self.one(CODES), "year": self.one([2025, 2025, 2026, self.number(rows, 0)])}
            case "tier" | "brackets" | "lookup":
                return self.stepped(head, rows)
            case "share" if self.rules:
                kind = self.one(["town", "firm"])
                form = {"share": kind, "satisfies": self.condition((*rows, (kind, "")), 0)}
                return self.filtered(form, (*rows, (kind, "")), 0)
            case "fact" if fact := self.fact(rows, NUMBERS):
                return {"fact": fact}
            case "measure" if named := self.measures(rows, "number"):
                return {"measure": self.one(named)}
            case "days_between" | "years":
                return {head: [self.date(rows, 0), self.date(rows, 0)]}
            case "divide":
                more = {"scale": self.one([0, 1, 2]), **self.one([{}, {"round": "up"}, {"round": "down"}])}
                return {"divide": [self.number(rows, 0), self.number(rows, 0)], **more}
            case "add" | "subtract" | "multiply" | "larger_of" | "smaller_of" | "ratio" | "relative_change":
                return {head: [self.number(rows, depth), self.number(rows, 0)]}
        return self.extreme(rows, depth, "number")

    def stepped(self, head: str, rows: Rows) -> Data:
        """A tier, progressive slices or a look-up, with or without a date of its own."""
        at = {"at": self.date(rows, 0)} if self.chance(30) else {}
        coded = self.fact(rows, CODED)
        if head == "lookup" and coded:
            return {"lookup": {"param": self.one(["table", "short_table"]), **at}, "by": coded}
        name = self.one(["tiers", "tiers", "money_tiers"]) if head != "brackets" else "brackets"
        return {"brackets" if name == "brackets" else "tier": {"param": name, **at}, "by": self.number(rows, 0)}

    # -- conditions -------------------------------------------------------------------------------------------------

    def condition(self, rows: Rows, depth: int = 2) -> Data:
        """A condition of any form that makes sense at a place."""
        if depth > 0 and self.chance(55):
            return self.whole_condition(rows, depth - 1)
        test = self.one(["number"] * 3 + ["date"] * 3 + ["code", "flag", "set", "blank", "measure", "attested", "text"])
        found: Data | None = getattr(self, f"test_{test}")(rows)
        return found or {"fact": "subject.size", "at_least": self.whole()}

    def test_number(self, rows: Rows) -> Data | None:
        fact = self.fact(rows, NUMBERS)
        word = self.one(["above", "at_least", "below", "at_most", "equals", "differs_from"])
        right = {"param": "strict"} if self.chance(10) else self.number(rows, 1)
        return {"fact": fact, word: right} if fact else None

    def test_date(self, rows: Rows) -> Data | None:
        fact = self.fact(rows, DATES)
        if fact is None:
            return None
        kind = self.one(["compare", "compare", "within", "within_last"])
        if kind == "within_last":
            return {"fact": fact, "within_last": self.length()}
        if kind == "within":
            return {"fact": fact, "within": self.length(), "after": self.date(rows, 1)}
        return {"fact": fact, self.one(["after", "on_or_after", "before", "on_or_before", "on"]): self.date(rows, 1)}

    def test_code(self, rows: Rows) -> Data | None:
        fact = self.fact(rows, CODED)
        word = self.one(["is", "is_not", "one_of", "none_of"])
        value = self.one(CODES) if word.startswith("is") else self.random.sample(CODES, 2)
        return {"fact": fact, word: value} if fact else None

    def test_flag(self, rows: Rows) -> Data | None:
        fact = self.fact(rows, {"firm": [], **FLAGS})
        return {"fact": fact, "is": self.chance(60)} if fact else None

    def test_set(self, rows: Rows) -> Data | None:
        fact = self.fact(rows, {"firm": [], **SETS})
        word = self.one(["includes", "excludes", "includes_any", "includes_all"])
        value = self.one(CODES) if word in ("includes", "excludes") else self.random.sample(CODES, 2)
        return {"fact": fact, word: value} if fact else None

    def test_blank(self, rows: Rows) -> Data | None:
        facts = [f for listed in (NUMBERS, DATES, CODED) for f in listed.get(self.here(rows), []) if f in NOT_YET]
        return {"fact": self.one(facts), "blank": self.chance(50)} if facts else None

    def test_measure(self, rows: Rows) -> Data | None:
        kind = self.one(["number", "date"])
        named = self.measures(rows, kind)
        if not named:
            return None
        if kind == "number":
            word = self.one(["above", "at_least", "below", "at_most", "equals", "differs_from"])
            return {"measure": self.one(named), word: {"param": "strict"} if self.chance(15) else self.number(rows, 0)}
        if self.chance(30):
            return {"measure": self.one(named), "within_last": self.length()}
        return {"measure": self.one(named), self.one(["after", "on_or_before", "on"]): self.date(rows, 0)}

    def test_attested(self, rows: Rows) -> Data:
        return self.one([{"attested": "seen.team"}, {"attested": "seen.other"}])  # type: ignore[no-any-return]

    def test_text(self, rows: Rows) -> Data:
        division = {"fact": "division", "within": self.one(["37", "3701", ["34", "370102"]])}
        texts: list[Data] = [{"fact": "remark", "is": "甲"}, {"fact": "best", "is_not": "K1"}]
        return self.one([*texts, division] if rows == (("firm", ""),) else [division])  # type: ignore[no-any-return]

    def whole_condition(self, rows: Rows, depth: int) -> Data:
        """Logic, records, catalogues, duties and other rules."""
        top = rows == (("firm", ""),)
        head = self.one(
            ["all", "any", "none", "not", "exists", "exists", "every", "every"]
            + (["held"] * 4 + ["for_each", "checklist", "undefined"] if top else [])
            + (["rule", "rule"] if self.rules and not rows[-1][1] else [])
        )
        match head:
            case "all" | "any" | "none":
                return {head: [self.condition(rows, depth) for _ in range(self.random.randrange(1, 4))]}
            case "not":
                return {"not": self.condition(rows, depth)}
            case "exists":
                found = self.source(rows)
                least = {"at_least": self.one([0, 1, 2, self.number(rows, 0)])} if self.chance(50) else {}
                return self.filtered({"exists": found[0], **least}, found[1], depth)
            case "every":
                found = self.source(rows)
                form = {"every": found[0], "satisfies": self.condition(found[1], depth)}
                return self.filtered({**form, "if_none": self.one(["pass", "fail", "unknown"])}, found[1], depth)
            case "held":
                return Duty(self, rows).held()
            case "for_each":
                return self.for_each(rows, depth)
            case "rule":
                kind = rows[-1][0]
                return {"rule": "base.town-ok" if kind == "town" else self.one(["base.firm-ok", "base.firm-drills"])}
            case "checklist":
                return {"checklist": self.one(["list", "list", "nowhere"])}
        return {"undefined": {"zh": "未定", "en": "undefined"}}

    def for_each(self, rows: Rows, depth: int) -> Data:
        """Once for each item of a catalogue, with a measure of its own or without."""
        where = {"fact": "kind", "is": {"item": "code"}}
        name = f"on_hand_{self.random.randrange(10**6)}"
        count = {"count": self.one(["plans", "drills"]), "where": self.one([where, {"not": where}])}
        least = self.one([{"item": "minimum"}, 1])
        param = {"param": self.one(["items", "items", "items", "unset_items"])}
        if self.chance(30):
            exists = {"exists": "drills", "where": {"all": [where, self.condition((*rows, ("firm", "drills")), 0)]}}
            return {"for_each": param, "satisfies": {**exists, "at_least": least}}
        return {"for_each": param, "measures": {name: count}, "satisfies": {"measure": name, "at_least": least}}

    # -- whole rules ------------------------------------------------------------------------------------------------

    def rule(self, id_: str) -> Data:
        """A whole rule over firms."""
        top: Rows = (("firm", ""),)
        measures: Data = {}
        for index in range(self.random.randrange(0, 4)):
            kind = self.one(["number", "number", "date", "each"])
            if kind == "each":
                inner: Rows = (*top, ("firm", "people"))
                form = self.one([{"sum": "trainings", "of": "hours"}, {"count": "trainings"}])
                measures[f"m{index}"] = {"each": "people", **self.filtered(form, (*inner, ("firm", "trainings")), 1)}
                self.named[f"m{index}"] = ("number", "people")
            else:
                made = self.extreme(top, 1, "date") if kind == "date" else self.measure(top, 1)
                if isinstance(made, dict):
                    measures[f"m{index}"] = made
                    self.named[f"m{index}"] = (kind, "")
        require = self.condition(top, 2)
        if "every" in require and require.get("if_none") == "pass" and self.chance(50):
            require["if_none"] = "not_applicable"
        rule = whole(id_, require)
        if measures:
            rule["measures"] = measures
        if self.chance(35):
            rule["applies"] = self.condition(top, 1)
        if self.chance(25):
            rule["effective"] = {"from": self.one(["2025-12-31", "2026-02-28"]), "until": "2026-06-30"}
        return rule


class Duty:
    """Writes one ``held`` condition in any of its recurrences."""

    def __init__(self, author: Author, rows: Rows) -> None:
        self.author = author
        self.rows = rows

    def held(self) -> Data:
        author, one = self.author, self.author.one
        table = one(["drills", "drills", *DUTIES])
        form: Data = {"held": table}
        if DUTIES[table] != "date":
            form["on"] = DUTIES[table]
        rows = self.rows
        if table == "drills" and author.chance(40):
            form["covering"] = one(["plans", "a_plans"])
            rows = (*rows, ("firm", "plans"))
        inner: Rows = (*rows, ("firm", VIEWS.get(table, table)))
        if author.chance(40):
            form["where"] = author.condition(inner, 0)
        if author.chance(25):
            form["also"] = [author.condition(inner, 0)]
        if author.chance(30):
            form["at_least"] = one([1, 2, {"param": "num"}])
        form |= self.recurrence(rows)
        if "after" not in form and author.chance(35):
            form["since"] = one(["opened", "closed", "licence"]) if rows == self.rows else one(["date", "revised"])
        return form

    def recurrence(self, rows: Rows) -> Data:
        author, one = self.author, self.author.one
        first = {"first": one(["10 days", "1 months", "400 days", {"param": "length"}])} if author.chance(25) else {}
        season = {"param": one(["season", "winter", "terms", "unset_season"])}
        event = one(["opened", "closed"]) if rows == self.rows else one(["date", "revised", "due"])
        return one(  # type: ignore[no-any-return]
            [
                {"every": one(["month", "quarter", "half_year", "year"]), **first},
                {
                    "every": "year",
                    "between": one([["09-01", "10-31"], ["12-01", "01-31"], ["02-29", "03-31"]]),
                    **first,
                },
                {"every": {"season": season}, **first},
                {"every": {"rolling": author.length()}},
                {"every": {"param": one(["length", "unset_length"])}},
                {"every": {"years": one([1, 2, 3]), "anchor": event}},
                {"ahead_of": {"season": season, "by": author.length()}},
                {"after": {"fact": event}, "within": author.length()},
                {"after": author.date(rows, 0), "within": author.length()},
            ]
        )


def whole(id_: str, require: Data) -> Data:
    """A rule with a requirement and what every rule must say."""
    return {
        "id": id_,
        "title": {"zh": "随机", "en": "Random"},
        "severity": "minor",
        "cites": [{"law": "act"}],
        "require": require,
        "evidence": {"zh": "证", "en": "paper"},
        "remedy": {"zh": "改 {shortfall}", "en": "mend {shortfall}"},
    }
