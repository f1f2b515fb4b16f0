"""Writes docs/*/legal-coverage.md: what carries each row of the fact sheet, and why nothing carries the others.

``python .ci/legal_coverage.py`` writes both pages; ``--check`` only says which are out of date.
The topics and reasons stand in docs/legal-coverage.yaml. Run it with the project's own Python.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from anwei.engine.catalogue.files import yaml_files  # noqa: E402
from anwei.engine.messages import Lang, Text  # noqa: E402

LANGS: tuple[Lang, ...] = ("en", "zh")
TOPICS = ROOT / "docs" / "legal-coverage.yaml"
PLACES = (ROOT / "rulesets", ROOT / "plugins")
STATUS: dict[str, Text] = {
    "definition": Text("定义或日期", "definition or date only"),
    "consequence": Text("违法后果", "a consequence, not a duty"),
    "guard": Text("由加载器保证", "held by the loader"),
    "not_checkable": Text("无可核查的义务", "no duty to check"),
    "open": Text("内容未见", "open: not seen"),
    "pending": Text("待编写", "pending"),
}
GROUPS: dict[str, Text] = {
    "GEN": Text("版本和总则", "Versions and general"),
    "STAFF": Text("机构和人员", "Offices and staff"),
    "RESP": Text("责任", "Responsibility"),
    "FEE": Text("安全投入", "Safety investment"),
    "TRN": Text("培训", "Training"),
    "EMG": Text("应急预案和救援", "Plans and rescue"),
    "HAZ": Text("危险化学品", "Hazardous chemicals"),
    "DRL": Text("演练", "Drills"),
    "FIRE": Text("消防", "Fire safety"),
    "SE": Text("特种设备", "Special equipment"),
    "INS": Text("保险", "Insurance"),
    "WHS": Text("物资仓储", "Supplies and depots"),
    "FIV": Text("五落实五到位", "Five implementations, five in place"),
    "HZD": Text("隐患", "Hazards"),
    "REP": Text("报告和检查", "Reports and inspections"),
}
NOTICE = Text(
    "<!-- 本页由 .ci/legal_coverage.py 生成，请勿手改。 -->", "<!-- Made by .ci/legal_coverage.py; do not edit. -->"
)
TITLE = Text("法律依据对照表", "Coverage of the legal sources")
INTRO = Text(
    "规则依据一份 {total} 行的事实表编写，每行是一项法律要求或一个数值。其中 {carried} 行由规则或参数承载，"
    "{pending} 行待编写，{open} 行内容未见，其余不是可核查的义务。“承载”不等于已与正式文本核对："
    "哪些还须核对，见输出中的“待核对”标注。",
    "The rules rest on a fact sheet of {total} rows, each a requirement or a number of law. Rules or parameters carry\n"
    "{carried} of them, {pending} are pending, {open} were not seen, and the rest hold no duty to check. Carried does\n"
    "not mean compared with the official text: what still needs that is marked *needs review* in the output.",
)
HEAD = Text("| 编号 | 内容 | 状态 | 规则、参数或说明 |", "| row | subject | status | rules, parameters or remark |")
CARRIED = Text("已承载", "carried")
UNSET = Text("（未设值）", " (unset)")


def rows() -> dict[str, dict[str, Any]]:
    """The rows of docs/legal-coverage.yaml."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(TOPICS.read_text(encoding="utf-8"))["rows"]
    return loaded


def carriers() -> dict[str, dict[str, bool]]:
    """For each row of the fact sheet, the rules, checklists and parameters that name it.

    False stands for a parameter whose every value for the row is unset.
    """
    found: dict[str, dict[str, bool]] = {}
    for path in yaml_files(PLACES):
        if path.name.endswith(".tests.yaml"):
            continue
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            for name, holder in _holders(document or {}):
                for row in holder.get("facts", []):
                    names = found.setdefault(row, {})
                    names[name] = names.get(name, False) or "unset" not in holder
    return found


def _holders(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for rule in (r for key in ("rules", "add", "tighten") for r in document.get(key, [])):
        yield rule.get("id") or rule["rule"], rule
    yield from document.get("definitions", {}).items()
    parameters = {n: p["values"] for n, p in document.items() if isinstance(p, dict) and "values" in p}
    for name, entries in (*parameters.items(), *document.get("set", {}).items()):
        yield from ((name, value) for value in entries)


def pages() -> Iterator[tuple[Path, str]]:
    """Both pages and their text."""
    known, carried = rows(), carriers()
    states = [r.get("status") for r in known.values()]
    counts = {
        "total": len(known),
        "carried": sum(i in carried for i in known),
        "pending": states.count("pending"),
        "open": states.count("open"),
    }
    for lang in LANGS:
        lines = [NOTICE.lang(lang), f"# {TITLE.lang(lang)}", "", INTRO.lang(lang).format(**counts), ""]
        for group, title in GROUPS.items():
            lines += [f"## {title.lang(lang)}", "", HEAD.lang(lang), "|---|---|---|---|"]
            lines += [_row(i, r, carried, lang) for i, r in known.items() if i.rsplit("-", 1)[0] == group]
            lines.append("")
        yield ROOT / "docs" / lang / "legal-coverage.md", "\n".join(lines)


def _row(id_: str, row: dict[str, Any], carried: dict[str, dict[str, bool]], lang: Lang) -> str:
    stop = Text("。", ". ").lang(lang)
    names = ", ".join(f"`{n}`" + ("" if held else UNSET.lang(lang)) for n, held in sorted(carried.get(id_, {}).items()))
    remark = (row.get("reason") or row.get("note") or {}).get(lang, "")
    state = STATUS[row["status"]] if "status" in row else CARRIED
    return f"| {id_} | {row['topic'][lang]} | {state.lang(lang)} | {stop.join(t for t in (names, remark) if t)} |"


def main() -> int:
    stale = [(p, text) for p, text in pages() if not p.exists() or p.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        print("\n".join(str(p.relative_to(ROOT)) for p, _ in stale))
        return 1 if stale else 0
    for path, text in stale:
        path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(stale)} pages written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
