"""What is asked of a report, as plain values: remembered between starts, and handed to the jobs."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

DAYS = 30
MOST_DAYS = 1096


@dataclass(frozen=True)
class Asked:
    """A report: kind, format, whom it is about (all where nothing is said), days ahead, personal data, folder."""

    kind: str
    format: str = "docx"
    division: str = ""
    sector: str = ""
    ids: tuple[str, ...] = ()
    within: int = DAYS
    unmasked: bool = False
    folder: str = ""

    def plain(self) -> dict[str, object]:
        """As plain values for the state file. That personal data was shown is not remembered."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "unmasked"}
        return {**named, "ids": list(self.ids)}

    @classmethod
    def of(cls, kind: str, plain: object) -> Asked:
        """From plain values; what is not understood is left out."""
        made = cls(kind)
        if not isinstance(plain, dict):
            return made
        ids = plain.get("ids")
        if isinstance(ids, (list, tuple)):
            made = replace(made, ids=tuple(str(i) for i in ids))
        texts = {n: plain[n] for n in ("format", "division", "sector", "folder") if isinstance(plain.get(n), str)}
        days = plain.get("within")
        within = days if isinstance(days, int) and 0 <= days <= MOST_DAYS else DAYS
        return replace(made, **texts, within=within)
