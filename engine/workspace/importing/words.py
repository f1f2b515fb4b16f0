"""What column headers mean: normalised words, their common synonyms, and the units written beside them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache

from anwei.engine.facts.units import UNITS

_BRACKETS = re.compile(r"[（(【\[〔]([^（()）【】\[\]〔〕]*)[）)】\]〕]")
_NUMBERING = re.compile(r"\A(?:[0-9]{1,2}[.、．]|[一二三四五六七八九十]{1,3}、)\s*")
_NOISE = re.compile(r"[\s*:;,.、。·\-_/\\'\"“”‘’?!#&]+")
_UNIT_TAIL = re.compile(r"[/:,、\s]\s*(?:单位[:：]?)?\s*([^\s/:,、]{1,6})\Z")
_UNIT_HEAD = re.compile(r"\A(?:计量)?单位\s*[:：]\s*|\A(?:unit|in)\s*[:：]?\s+", re.IGNORECASE)

#: Units that people write and the table of units does not have: (its name there, how many of these).
EXTRA_UNITS: dict[str, tuple[str, Decimal]] = {
    "万": ("CNY", Decimal(10_000)),
    "千元": ("CNY", Decimal(1_000)),
    "百万元": ("CNY", Decimal(1_000_000)),
    "亿": ("CNY", Decimal(100_000_000)),
    "rmb": ("CNY", Decimal(1)),
    "人民币": ("CNY", Decimal(1)),
    "公斤": ("kg", Decimal(1)),
    "千吨": ("t", Decimal(1_000)),
    "千米": ("km", Decimal(1)),
    "㎡": ("m2", Decimal(1)),
    "m²": ("m2", Decimal(1)),
    "平米": ("m2", Decimal(1)),
    "千平方米": ("m2", Decimal(1_000)),
    "公顷": ("ha", Decimal(1)),
    "㎞²": ("km2", Decimal(1)),
    "m³": ("m3", Decimal(1)),
    "方": ("m3", Decimal(1)),
    "名": ("person", Decimal(1)),
    "人次": ("person", Decimal(1)),
    "学时": ("class_hour", Decimal(1)),
    "课时": ("class_hour", Decimal(1)),
    "persons": ("person", Decimal(1)),
    "people": ("person", Decimal(1)),
    "hours": ("h", Decimal(1)),
    "pieces": ("piece", Decimal(1)),
}

#: Words that mean the same in headers, whatever the vocabulary calls it. The first of a group is tried first.
SYNONYMS: tuple[tuple[str, ...], ...] = tuple(
    tuple(w.strip() for w in group.split("/"))
    for group in """
名称/企业名称/单位名称/公司名称/企业全称/单位全称/企业/单位/名/company/company name/enterprise name/organisation/
    organization
编号/企业编号/单位编号/对象编号/企业id/代号/enterprise id/company id/subject id/no
统一社会信用代码/社会信用代码/信用代码/统一信用代码/营业执照号/营业执照编号/统一代码/组织机构代码/uscc/
    credit code/unified social credit code
行政区划代码/区划代码/区划/行政区划/所属区划/所属乡镇/乡镇/所在乡镇/镇街/乡镇街道/属地/所属镇街/division/
    township
从业人员/从业人数/从业人员数/职工人数/职工总数/员工人数/员工数/在册人数/人数/employees/staff/number of employees/
    headcount
联系人/联系人姓名/企业联系人
联系电话/电话/手机/手机号/手机号码/联系方式/电话号码/phone/mobile/telephone
地址/企业地址/单位地址/详细地址/经营地址/生产经营地址/住所/通讯地址/address
所属行业/行业/行业类别/行业类型/行业领域/sector/industry
上年度营业收入/年度营业收入/营业收入/年营业收入/年产值/上年营业收入/销售收入/主营业务收入/revenue/annual revenue
上年度工资总额/工资总额/年度工资总额
企业规模/规模
姓名/人员姓名/名字/员工姓名/name
主要岗位/岗位/职务/工种/岗位职务/position/post
有效期至/有效期/有效期截止/有效期截止日期/到期日期/到期日/截止日期/失效日期/valid to/expiry
安全生产许可证有效期至/许可证有效期/许可证有效期至/许可证到期日
成立日期/成立时间/注册日期/注册时间/established
是否正常生产经营/是否在产/生产状态/经营状态/operating
发现日期/发现时间/检查发现日期/排查时间
整改完成日期/整改完成时间/完成时间/完成日期/销号时间/整改时间
整改期限/整改时限/完成时限/限期
整改责任人/责任人/负责人
整改措施/措施
整改资金/资金/投入资金
演练日期/演练时间/时间/日期
演练名称/演练主题
参演人数/参加人数/参与人数
保单号/保单编号/保险单号
承保机构/保险公司/保险机构/承保公司
起保日期/保险起期/起始日期/保险开始日期
终止日期/终止日期含当日/保险止期/保险到期日/保险终止日期
被保险人数/投保人数/参保人数
""".replace("/\n", "/")
    .strip()
    .splitlines()
)

PREFIXES = ("是否", "有无", "企业", "单位", "本", "其中")
_TIME_WORDS = (("时间", "日期"), ("日", "日期"), ("数量", "数"), ("人员数", "人数"))


@cache
def plain_word(text: str) -> str:
    """A header as it is compared: no brackets, numbering, spaces, marks, width or case."""
    text = unicodedata.normalize("NFKC", text)
    text = _NUMBERING.sub("", text.strip())
    return _NOISE.sub("", _BRACKETS.sub("", text)).casefold()


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in SYNONYMS:
        plain = tuple(dict.fromkeys(map(plain_word, group)))
        for word in plain:
            found[word] = (*found.get(word, ()), *(w for w in plain if w != word))
    return found


def similar_words(word: str) -> tuple[str, ...]:
    """Further words that a plain header may mean, nearest first: synonyms, then the word without a common prefix."""
    found = list(_synonyms().get(word, ()))
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) > len(prefix) + 1:
            found += [word[len(prefix) :], *_synonyms().get(word[len(prefix) :], ())]
    for old, new in _TIME_WORDS:
        if word.endswith(old) and not word.endswith(new):
            found.append(word[: -len(old)] + new)
    return tuple(dict.fromkeys(found))


def unit_in(text: str) -> str:
    """The unit that a header or a cell of a row of units states; empty if it states none."""
    text = unicodedata.normalize("NFKC", text).strip() if not set(text) & {"㎡", "²", "³"} else text.strip()
    candidates = [m.strip() for m in _BRACKETS.findall(text)]
    tail = _UNIT_TAIL.search(text)
    candidates += [tail[1]] if tail else []
    return next((u for c in candidates if (u := known_unit(c))), "")


def known_unit(text: str) -> str:
    """``text`` if it is a unit, without what may stand before it (单位：万元); otherwise empty."""
    for word in (text.strip(), _UNIT_HEAD.sub("", text.strip())):
        for form in (word, word.casefold()):
            if form in UNITS or form in EXTRA_UNITS:
                return form
    return ""


def in_known_unit(amount: Decimal, unit: str) -> tuple[Decimal, str]:
    """An amount with a unit of the table of units: ``in_known_unit(Decimal(3), "千元") == (Decimal(3000), "CNY")``."""
    if unit in UNITS or unit not in EXTRA_UNITS:
        return amount, unit
    name, factor = EXTRA_UNITS[unit]
    return amount * factor, name
