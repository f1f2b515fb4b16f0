"""The words beside the cells of a form: what to write, in which unit, and what a blank means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anwei.engine.facts.schema import in_unit
from anwei.engine.facts.vocabulary import CodeList, FieldSpec, SubjectSpec
from anwei.engine.forms.layout import OWNER, unit_text
from anwei.engine.messages import Lang, Text, label
from anwei.engine.messages.form_labels import FORM_LABELS

_MARK: dict[Lang, tuple[str, str]] = {"zh": ("；", "。"), "en": ("; ", ".")}


def both(key: str, **params: object) -> str:
    """A label in both languages, one line each."""
    return "\n".join(t.format(**params) if params else t for t in FORM_LABELS[key])


def help_text(spec: FieldSpec, kind: SubjectSpec, parent: str, lang: Lang) -> str:
    """What to write into a field's cells, in one sentence. ``parent`` is the table an owner column points to."""
    parts = [spec.help.lang(lang)] if spec.help else []
    parts.append(_owner_help(kind, parent, lang) if spec.name == OWNER else _type_help(spec, kind, lang))
    if spec.unit and spec.type != "money":
        parts.append(f"{label('form.head.unit', lang)} {unit_text(spec.unit).lang(lang)}")
    if spec.minimum is not None or spec.maximum is not None:
        parts.append(_range_help(spec, lang))
    if spec.not_yet:
        parts.append(label("form.help.not_yet", lang))
    if spec.personal:
        parts.append(label("form.personal", lang))
    join, end = _MARK[lang]
    return join.join(p.rstrip("。.；; ") for p in parts) + end


def to_choose(codes: CodeList, sectors: Sequence[str]) -> Iterator[str]:
    """What to choose from where a form was made for sectors that are divided further, in both languages."""
    for code in codes.broad(sectors):
        labels = [c.label for c in codes.finer(code)]
        finer = Text("、".join(t.zh for t in labels), ", ".join(t.en for t in labels))
        yield both("form.help.finest", sector=codes.codes[code].label, finer=finer)


def _owner_help(kind: SubjectSpec, parent: str, lang: Lang) -> str:
    table = kind.tables[parent]
    key = table.fields[table.key].label if table.key else Text("编号", "key")
    return label("form.owner.help", lang, table=table.label.lang(lang), column=key.lang(lang))


def _type_help(spec: FieldSpec, kind: SubjectSpec, lang: Lang) -> str:
    table = kind.tables[spec.to].label.lang(lang) if spec.to in kind.tables else spec.to
    return label(f"form.help.{spec.type}", lang, scale=spec.scale, list=spec.codes, table=table)


def _range_help(spec: FieldSpec, lang: Lang) -> str:
    low = "" if spec.minimum is None else f"{in_unit(spec.minimum, spec):f}"
    high = "" if spec.maximum is None else f"{in_unit(spec.maximum, spec):f}"
    key = "form.help.range" if low and high else "form.help.low" if low else "form.help.high"
    return label(key, lang, low=low, high=high)
