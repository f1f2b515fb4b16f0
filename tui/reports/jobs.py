"""Jobs of the reports: choices to offer, a preview, and a report written to a file. Judging takes a while: tasks."""

from __future__ import annotations

from pathlib import Path

from anwei.engine import services
from anwei.tui.jobs.office import Office
from anwei.tui.reports.asked import Asked
from anwei.tui.words import clean, day, lang, say
from anwei.tui.work import Trouble

_PLACES = ("county", "township")
_STEPS = 3
_LIBRARIES = frozenset({"docx", "reportlab", "segno"})  # of the extra ``office``
PREVIEWED = 2000  # lines
Choice = tuple[str, str, str]  # key, name, note


def choices(office: Office) -> tuple[list[Choice], list[Choice]]:
    """The places and the sectors that a report can be narrowed to."""
    places = [
        (s.division, clean(s.name), s.division) for kind in _PLACES for s in office.evidence.of_kind(kind) if s.division
    ]
    listed = office.law.vocabulary.codes.get("sector")
    names = listed.codes if listed is not None else ()
    sectors = [(c, clean(office.law.vocabulary.code_label("sector", c).lang(lang())), c) for c in names]
    return places, sectors


def preview(office: Office, asked: Asked) -> list[str]:
    """The report as lines of text. Raises Trouble where nobody is in its scope."""
    shown = Asked(asked.kind, "md", asked.division, asked.sector, asked.ids, asked.within, asked.unmasked)
    lines = _made(office, shown).decode("utf-8").splitlines()
    more = [say("reports.more", count=len(lines) - PREVIEWED)] if len(lines) > PREVIEWED else []
    return [clean(x) for x in lines[:PREVIEWED]] + more


def put(office: Office, asked: Asked) -> str:
    """Write the report into its folder under a name that no file has yet; its path. Raises AnweiError and Trouble."""
    data = _made(office, asked)
    office.tell(_STEPS, _STEPS, say("reports.writing"))
    path = _free(Path(asked.folder or ".") / _name(office, asked))
    services.put_report(data, path, secret=asked.unmasked)
    return str(path.resolve())


def _made(office: Office, asked: Asked) -> bytes:
    if asked.kind == "sector" and not asked.sector:
        raise Trouble((say("reports.needs_sector"),), "sector")
    office.tell(0, _STEPS, say("reports.reading"))
    opened = office.opened
    scope = services.ReportScope(asked.division, asked.sector, asked.ids)
    wanted = services.ReportWanted(asked.kind, asked.format, scope, asked.within, asked.unmasked)
    office.tell(1, _STEPS, say("reports.judging"))
    material = services.report_material(office.workspace, opened, office.day, lang(), wanted)
    if not services.report_concerns(material, asked.kind):
        raise Trouble((say("reports.nobody"), say("reports.nobody.help")), "nobody")
    office.tell(2, _STEPS, say("reports.laying"))
    try:
        return services.report_made(material, asked.kind, asked.format)
    except ModuleNotFoundError as error:
        if error.name not in _LIBRARIES:
            raise
        raise Trouble((say("reports.missing", format=asked.format, name=error.name),), "missing") from error


def _name(office: Office, asked: Asked) -> str:
    suffix = "oscal.json" if asked.format == services.OSCAL else asked.format
    about = "-".join(x for x in (asked.division, asked.sector, asked.ids[0] if len(asked.ids) == 1 else "") if x)
    parts = (say(f"reports.kind.{asked.kind}"), about, day(office.day))
    stem = "-".join(p for p in parts if p)
    return "".join(c if c.isalnum() or c in "-_." else "_" for c in stem) + f".{suffix}"


def _free(path: Path) -> Path:
    """The path, or with a number behind it where a file is there already: nothing is written over."""
    stem, dot, suffix = path.name.partition(".") if path.name.endswith(".oscal.json") else path.name.rpartition(".")
    number = 2
    while path.exists():
        path = path.with_name(f"{stem}-{number}{dot}{suffix}")
        number += 1
    return path
