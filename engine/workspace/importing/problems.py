"""What can be wrong in an import: kinds of problems, whether a fix is known, and the cells where each stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from anwei.engine.documents.diagnostics import Diagnostic, Place
from anwei.engine.messages import Lang, Text


class Level(StrEnum):
    """How much a problem matters."""

    NOTE = "note"  #: read without doubt, or left out without loss; said so that it can be looked at
    FIX = "fix"  #: a fix is proposed and is used only if the user accepts its kind
    BAD = "bad"  #: nothing can be proposed: the cell, row, sheet or file has to be corrected


class Kind(StrEnum):
    """The kinds that problems are grouped by and accepted by."""

    # cells
    DATE_FORM = "date_form"  #: a date written another way: 2026.3.5
    DATE_YEAR = "date_year"  #: a date without its year, or with two digits of it
    NUMBER_FORM = "number_form"  #: a number with a unit, full-width digits or thousands marks
    NUMBER_WORDS = "number_words"  #: a number among words: 约120人
    PERCENT = "percent"  #: a ratio that may be a percentage
    SPACES = "spaces"  #: white space or line breaks in a name or number
    PLACEHOLDER = "placeholder"  #: a stroke or word that stands for nothing
    CODE_WORD = "code_word"  #: a word that no list has
    YES_NO = "yes_no"  #: a word that is neither yes nor no
    CREDIT_CODE = "credit_code"  #: a unified social credit code that is wrong
    DIVISION = "division"  #: a division by its name
    FORMULA = "formula"  #: a value made by a formula
    MASKED = "masked"  #: the mask of a file without personal data
    MERGED = "merged"  #: a value that stands for several rows
    VALUE = "value"  #: any other value that does not fit its field
    # columns, sheets, files
    COLUMN_GUESS = "column_guess"  #: a header that is only like a field
    COLUMN_UNKNOWN = "column_unknown"  #: a column that means nothing known
    COLUMN_UNIT = "column_unit"  #: a header's unit that the field does not have
    SHEET = "sheet"  #: a sheet that is not read
    ROW_LEFT_OUT = "row_left_out"  #: a total, a note, a heading
    KIND_GUESS = "kind_guess"  #: a sheet that fits several kinds of subjects
    FORM = "form"  #: a problem of a collection form or data file
    FILE = "file"  #: a file that cannot be read
    # rows
    NO_ID = "no_id"  #: a new subject without an id
    NO_SUBJECT = "no_subject"  #: a record whose subject is not known
    NO_OWNER = "no_owner"  #: a record whose owner is not known
    IDENTITY = "identity"  #: id, credit code and name point to different subjects
    SIMILAR_NAME = "similar_name"  #: a new subject whose name is nearly that of another
    NO_KEY = "no_key"  #: a record without its key
    ROWS_DISAGREE = "rows_disagree"  #: two rows say different things of the same
    CHANGED_SINCE = "changed_since"  #: changed in the office since the file was handed out
    BLANK_KEPT = "blank_kept"  #: blank in the file where something is on file: kept


@dataclass(frozen=True, slots=True)
class Problem:
    """One offending text and every cell of a column that holds it.

    ``code`` and ``params`` give the message; ``fix`` is what is proposed instead (empty: leave blank). ``rows`` are
    row numbers of ``sheet`` in ``file``; ``column`` is empty where the row, sheet or file itself is meant.
    """

    kind: Kind
    level: Level
    code: str
    file: str
    sheet: str = ""
    column: str = ""
    rows: tuple[int, ...] = ()
    header: str = ""
    text: str = ""
    fix: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    lines: bool = False  # CSV: line and column

    @property
    def count(self) -> int:
        """How many cells (or rows, or sheets) are concerned."""
        return max(1, len(self.rows))

    def cells(self) -> Iterator[str]:
        """The names of the cells: ``D18``; of CSV ``18:4``; whole rows by their first column."""
        for row in self.rows:
            yield f"{row}:{self.column or 1}" if self.lines else f"{self.column or 'A'}{row}"

    def fix_words(self, lang: Lang) -> str:
        """What is proposed, in words: of a code or a field its label in the language."""
        named = self.params.get("hint", self.params.get("field"))
        return named.lang(lang) if self.fix and isinstance(named, Text) else self.fix

    def text_words(self, lang: Lang) -> str:
        """What stands there, in words: of a code its label in the language."""
        named = self.params.get("text")
        return named.lang(lang) if isinstance(named, Text) else self.text

    def place(self) -> Place:
        """Where it stands first."""
        first = self.rows[0] if self.rows else 0
        if self.lines:
            return Place(self.file, first, int(self.column) if self.column else int(first > 0))
        return Place(self.file, sheet=self.sheet, cell=next(self.cells(), "") if self.rows else "")

    def diagnostic(self) -> Diagnostic:
        """The same as a diagnostic, for texts in both languages."""
        return Diagnostic(self.code, self.place(), self.params, "warning" if self.level is Level.NOTE else "error")


def open_problems(problems: Iterable[Problem], accepted: frozenset[Kind]) -> list[Problem]:
    """Problems that stand in the way: bad ones, and proposals that nobody has accepted."""
    return [p for p in problems if p.level is Level.BAD or (p.level is Level.FIX and p.kind not in accepted)]
