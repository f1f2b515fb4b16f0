"""Writes the pages that are made from the code: error codes, glossary, command line, exit codes.

``python .ci/generate_docs.py`` writes them; ``--check`` only says which are out of date.
Run it with the project's own Python.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from anwei.engine.cli.exits import Exit  # noqa: E402
from anwei.engine.messages import ErrorText, Lang, Text, label  # noqa: E402
from anwei.engine.messages.errors import ERRORS  # noqa: E402
from anwei.engine.messages.glossary import GLOSSARY  # noqa: E402
from anwei.tui.keytable import key_page  # noqa: E402
from tests.docs.error_examples import Example, examples, prelude, run  # noqa: E402

LANGS: tuple[Lang, ...] = ("en", "zh")
FAMILIES: dict[str, Text] = {
    "DOC": Text("文件本身", "the file itself"),
    "INP": Text("填报的事实", "facts given as input"),
    "SHP": Text("文档的结构", "the shape of a document"),
    "FCT": Text("事实词表", "the vocabulary"),
    "RUL": Text("规则", "rules"),
    "PRM": Text("参数", "parameters"),
    "OVL": Text("地方加严", "overlays"),
    "WVR": Text("豁免", "waivers"),
    "CTL": Text("条款对照", "controls"),
    "TST": Text("规则的测试", "tests of rules"),
    "PLG": Text("插件", "plugins"),
    "XLS": Text("Excel 采集表", "Excel forms"),
    "CSV": Text("CSV 文件", "CSV files"),
    "WSP": Text("工作库", "the workspace"),
    "IMP": Text("导入", "importing"),
    "FLT": Text("成批检查", "fleet runs"),
    "DRL": Text("应急演练", "drills"),
    "THM": Text("自定配色", "themes of one's own"),
    "LNT": Text("校核：能加载但有毛病", "lint: what loads but is wrong"),
}
NOTICE = Text(
    "<!-- 本页由 .ci/generate_docs.py 生成，请勿手改。 -->", "<!-- Made by .ci/generate_docs.py; do not edit. -->"
)
HELP_SCRIPT = """
import json, sys
import click
from anwei.engine.cli.main import COMMANDS, root

def walk(command, name, parent):
    settings = {**command.context_settings, "terminal_width": 100, "max_content_width": 100}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for child in (COMMANDS if parent is None else command.list_commands(context)):
            try:
                found = command.get_command(context, child)
            except ModuleNotFoundError:  # announced, not built yet
                continue
            yield from walk(found, child, context)

json.dump(dict(walk(root, "anwei", None)), sys.stdout)
"""


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated page: its path and its text."""
    found = examples()
    for lang in LANGS:
        folder = ROOT / "docs" / lang
        yield folder / "glossary.md", glossary(lang)
        yield folder / "cli.md", command_line(lang)
        yield folder / "tui-keys.md", key_page(lang, NOTICE.lang(lang))
        yield folder / "errors" / "README.md", error_index(lang)
        for code, texts in ERRORS.items():
            yield folder / "errors" / f"{code}.md", error_page(code, texts, lang, found.get(code))


def glossary(lang: Lang) -> str:
    """All terms with both names and the meaning."""
    title = Text("术语表", "Glossary").lang(lang)
    head = Text("| 术语 | 英文 | 含义 | 键 |", "| term | Chinese | meaning | key |").lang(lang)
    other: Lang = "en" if lang == "zh" else "zh"
    lead = Text("`anwei explain <术语>` 显示同样的内容。", "`anwei explain TERM` shows the same.").lang(lang)
    rows = [f"| {e.name(lang)} | {e.name(other)} | {e.meaning.lang(lang)} | `{key}` |" for key, e in GLOSSARY.items()]
    return "\n".join([f"# {title}", NOTICE.lang(lang), "", lead, "", head, "|---|---|---|---|", *rows]) + "\n"


def command_line(lang: Lang) -> str:
    """The help of every command, and the exit codes."""
    title = Text("命令行", "Command line").lang(lang)
    lead = Text(
        "标准输出是数据，标准错误是说明。界面语言默认中文，`--lang en` 改为英文，可写在任何位置；"
        "环境变量 `ANWEI_LANG=en` 亦可。",
        "Standard output is data, standard error is narration. The language is Chinese unless `--lang en` is given, "
        "anywhere on the line, or `ANWEI_LANG=en` in the environment.",
    ).lang(lang)
    parts = [f"# {title}", NOTICE.lang(lang), "", lead, ""]
    for name, text in help_texts(lang).items():
        parts += [f"## {name}", "", "```text", *(line.rstrip() for line in text.strip().splitlines()), "```", ""]
    parts += [f"## {Text('退出码', 'Exit codes').lang(lang)}", "", *exit_codes(lang)]
    return "\n".join(parts) + "\n"


def help_texts(lang: Lang) -> dict[str, str]:
    """The help text of every command by its full name, in a process of its own: the language is read at start."""
    environment = {**os.environ, "ANWEI_LANG": lang, "COLUMNS": "100", "ANWEI_SAFE_MODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", HELP_SCRIPT], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    texts: dict[str, str] = json.loads(done.stdout)
    return texts


def exit_codes(lang: Lang) -> list[str]:
    """A table of the published codes, from the enum and the sentence that ``--help`` ends with."""
    sentence = re.split("[：:]", label("cli.exits", lang), maxsplit=1)[1].strip(" 。.")
    meanings = dict(part.strip().split(" ", 1) for part in re.split("[；;]", sentence))
    head = Text("| 码 | 名称 | 含义 |", "| code | name | meaning |").lang(lang)
    return [head, "|---|---|---|", *(f"| {int(e)} | `{e.name}` | {meanings[str(int(e))]} |" for e in Exit)]


def error_index(lang: Lang) -> str:
    """All codes by family."""
    title = Text("错误代码", "Error codes").lang(lang)
    lead = Text(
        "每条错误都有位置、代码、内容、原因和处理办法；一次报告全部问题。`anwei explain <代码>` 显示同样的说明。",
        "Every problem has a place, a code, what is wrong, why, and what to do; all are reported at once. "
        "`anwei explain CODE` shows the same.",
    ).lang(lang)
    parts = [f"# {title}", NOTICE.lang(lang), "", lead]
    for family, text in FAMILIES.items():
        own = sorted((c, t.what.lang(lang)) for c, t in ERRORS.items() if c.startswith(family))
        rows = [f"| [{c}]({c}.md) | {plain(what)} |" for c, what in own]
        head = Text("| 代码 | 内容 |", "| code | what |").lang(lang)
        parts += ["", f"## {family}: {text.lang(lang)}", "", head, "|---|---|", *rows]
    base = Text(
        "各页的例子以下面的小词表为基础（文件 `_prelude.yaml`）。",
        "The examples build on this small vocabulary (file `_prelude.yaml`).",
    ).lang(lang)
    parts += [
        "",
        f"## {Text('例子的基础', 'What the examples build on').lang(lang)}",
        "",
        base,
        "",
        "```yaml",
        prelude().rstrip(),
        "```",
    ]
    return "\n".join(parts) + "\n"


def error_page(code: str, texts: ErrorText, lang: Lang, example: Example | None) -> str:
    """What is wrong, why and what to do, and the smallest input that brings it about."""
    what, help_ = plain(texts.what.lang(lang)), plain(texts.help.lang(lang))
    parts = [f"# {code}", NOTICE.lang(lang), "", f"**{what}**", "", help_]
    if example is not None:
        parts += ["", f"## {Text('例', 'Example').lang(lang)}", "", *shown(example, lang)]
    parts += ["", f"[{Text('全部代码', 'All codes').lang(lang)}](README.md)"]
    return "\n".join(parts) + "\n"


def shown(example: Example, lang: Lang) -> list[str]:
    """The input and the message it gets."""
    lines = [d.line(lang) for d in run(example) if d.code == example.within]
    file = example.facts or "example.yaml"
    suffix = Path(file).suffix.lstrip(".")
    name = f"`{file}`" + (f" ({example.encoding})" if example.encoding else "")
    if example.done is not None:
        lead = Text(f"填好的采集表 {name}，改动如下：", f"A filled form {name}, after this change:").lang(lang)
        return [lead, "", example.done.lang(lang), "", "```text", *lines, "```"]
    body = [name, "", f"```{suffix}", example.shown.rstrip("\n"), "```", ""] if example.shown else [name, ""]
    return [*body, "```text", *lines, "```"]


def plain(text: str) -> str:
    """A template with its slots as words in capitals, safe in Markdown."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda m: f"`{m[1].upper()}`", text)


def main() -> int:
    wanted = dict(pages())
    stale = [p for p, text in wanted.items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    for lang in LANGS:
        folder = ROOT / "docs" / lang / "errors"
        stale += [p for p in sorted(folder.glob("*.md")) if p not in wanted]
    if "--check" in sys.argv:
        print("\n".join(str(p.relative_to(ROOT)) for p in stale))
        return 1 if stale else 0
    for path in stale:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8", newline="\n")
        else:
            path.unlink()
    print(f"{len(stale)} pages written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
