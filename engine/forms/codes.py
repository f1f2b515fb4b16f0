"""Codes by what people call them. Forms look up thousands of labels, so each list is folded once."""

from __future__ import annotations

import unicodedata
from collections import Counter

from anwei.engine.facts.values import UNKNOWN_MARKS
from anwei.engine.facts.vocabulary import Vocabulary, folded
from anwei.engine.messages import Lang


class CodeWords:
    """Finds codes as ``CodeList.find`` does, and names them so that they are found again."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.words: dict[str, dict[str, str]] = {}
        self.items: dict[str, set[str]] = {}  # by kind of subject: labels of one item alone

    def find(self, list_name: str, text: str) -> str | None:
        """The code whose name, label or alias is ``text``."""
        codes = self.vocabulary.codes[list_name].codes
        name = unicodedata.normalize("NFKC", text).strip()
        return name if name in codes else self._words(list_name).get(name.casefold())

    def shown(self, list_name: str, code: str, lang: Lang) -> str:
        """A code's label, or its name where the label would be read as something else."""
        text = self.vocabulary.code_label(list_name, code).lang(lang)
        return text if folded(text) not in UNKNOWN_MARKS and self.find(list_name, text) == code else code

    def item(self, kind: str, name: str, lang: Lang) -> str:
        """What an item to be seen on site is called, or its name where the label would be read as something else."""
        items = self.vocabulary.attested.get(kind, {})
        if kind not in self.items:
            words = Counter(w for label in items.values() for w in {folded(t) for t in label})
            self.items[kind] = {w for w, count in words.items() if count == 1}
        text = items[name].lang(lang) if name in items else name
        clear = folded(text) in self.items[kind] and text not in items and folded(text) not in UNKNOWN_MARKS
        return text if clear else name

    def _words(self, list_name: str) -> dict[str, str]:
        if list_name not in self.words:
            found: dict[str, str] = {}
            for code in self.vocabulary.codes[list_name].codes.values():
                for word in (code.label.zh, code.label.en, *code.aliases):
                    found.setdefault(folded(word), code.name)
            self.words[list_name] = found
        return self.words[list_name]
