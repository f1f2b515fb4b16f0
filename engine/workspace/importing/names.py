"""Names of organisations as they are compared: spelled alike, or so much alike that somebody should look."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from anwei.engine.facts.subject import within

_BRACKETS = str.maketrans("（）【】〔〕[]", "()()()()")
_SPACES = re.compile(r"[\s·•．.,，。'\"“”‘’\-_—]+")
_FORM = re.compile(
    r"(?:股份合作|有限责任|股份有限|集团有限|有限|股份|集团|总|分)*(?:公司|厂|店|行|部|站|社|中心|加工厂|经营部|合作社|co\.?,?ltd\.?)\Z"
)
_REGION = re.compile(r"\A(?:[\u4e00-\u9fff]{2,4}?(?:省|自治区|市|县|区|镇|乡|街道))+")
_DISTINCT = re.compile(r"[0-9一二三四五六七八九十百甲乙丙丁东西南北新老]")
SIMILAR = 85.0  # of 100, on the distinctive part of the name
#: The share of a name's characters that one like it can lack. The score is 2 k / (m + n) for k common characters of m
#: and n, and n >= k, so that k >= m s / (2 - s).
_LOST = 1 - (SIMILAR / 100) / (2 - SIMILAR / 100)
_SHORTEST = 3


@lru_cache(maxsize=200_000)
def plain_name(text: str) -> str:
    """A name as it is compared exactly: width, case, spaces and marks do not matter."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text).translate(_BRACKETS)).casefold()


@lru_cache(maxsize=200_000)
def core(plain: str) -> str:
    """The distinctive part of a plain name: without region, legal form and what stands in brackets."""
    bare = re.sub(r"\([^()]*\)", "", plain)
    bare = _FORM.sub("", bare)
    rest = _REGION.sub("", bare)
    return rest if len(rest) >= 2 else bare


def same_place(one: str, other: str) -> bool:
    """Whether two divisions can be meant for the same subject: one lies in the other, or one is not known."""
    return not one or not other or within(one, other) or within(other, one)


class _Names:
    """Names of one place that agree in their numbers and directions, found by the rarest of their characters."""

    def __init__(self) -> None:
        self.cores: list[str] = []
        self.entries: list[tuple[str, str]] = []
        self.having: dict[str, list[int]] = {}

    def add(self, wanted: str, plain: str, label: str) -> None:
        for character in set(wanted):
            self.having.setdefault(character, []).append(len(self.cores))
        self.cores.append(wanted)
        self.entries.append((plain, label))

    def candidates(self, wanted: str) -> Iterable[int]:
        """Where names like ``wanted`` can stand. A name that is ``SIMILAR`` lacks few of its characters (see _LOST), so
        it has at least one of any that are one more than these: the rarest are asked, few names have them."""
        rare = sorted(set(wanted), key=lambda c: len(self.having.get(c, ())))
        lost = int(len(wanted) * _LOST + 1e-9)
        if len(rare) <= lost:
            return range(len(self.cores))
        return {i for c in rare[: lost + 1] for i in self.having.get(c, ())}


_NOBODY = _Names()


class Similar:
    """Finds names like a given one among those added, place by place."""

    def __init__(self) -> None:
        self.names: dict[str, dict[tuple[str, ...], _Names]] = {}
        self.near: dict[str, list[str]] = {}

    def add(self, name: str, division: str, label: str) -> None:
        """A name that others are compared with; ``label`` is what the comparison returns."""
        plain = plain_name(name)
        if division not in self.names:
            self.near.clear()
        numbers = tuple(_DISTINCT.findall(plain))
        self.names.setdefault(division, {}).setdefault(numbers, _Names()).add(core(plain), plain, label)

    def like(self, name: str, division: str, limit: int = 3) -> list[tuple[str, float]]:
        """The labels of names like ``name`` (but not equal to it) in the same place, most alike first.

        Names such as 一号仓库 and 二号仓库 differ in a number or direction and mean different things.
        """
        from rapidfuzz import fuzz  # compiled, only imports need it

        plain = plain_name(name)
        wanted = core(plain)
        if len(wanted) < _SHORTEST:
            return []
        numbers = tuple(_DISTINCT.findall(plain))
        found: list[tuple[str, float]] = []
        for place in self._places(division):
            names = self.names[place].get(numbers, _NOBODY)
            for index in names.candidates(wanted):
                score = fuzz.ratio(wanted, names.cores[index], score_cutoff=SIMILAR)
                other, label = names.entries[index]
                if score and other != plain:
                    found.append((label, score))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _places(self, division: str) -> Sequence[str]:
        if division not in self.near:
            self.near[division] = [p for p in self.names if same_place(p, division)]
        return self.near[division]


def divisions_of(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Division codes by the folded names of the divisions; a name that two divisions share is left out."""
    from anwei.engine.facts.vocabulary import folded

    found: dict[str, str] = {}
    shared: set[str] = set()
    for name, code in named:
        for word in {folded(name), folded(re.sub(r"(?:人民政府|街道办事处|办事处|政府)\Z", "", name))}:
            if found.setdefault(word, code) != code:
                shared.add(word)
    return {w: c for w, c in found.items() if w not in shared}
