"""The terms of the project, one meaning each: shown by ``anwei explain TERM`` and printed in docs/*/glossary.md."""

from __future__ import annotations

from typing import NamedTuple

from anwei.engine.messages import Lang, Text


class Entry(NamedTuple):
    """A term in both languages and what it means, in one line each."""

    zh: str
    en: str
    meaning: Text

    def name(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


GLOSSARY: dict[str, Entry] = {}


def _add(key: str, zh: str, en: str, meaning_zh: str, meaning_en: str) -> None:
    GLOSSARY[key] = Entry(zh, en, Text(meaning_zh, meaning_en))


# what is on file
_add("subject", "对象", "subject",
     "被检查的一方：企业、乡镇、县、仓库等，有编号、名称和区划代码。",
     "Who or what is checked: an enterprise, a township, a county, a warehouse; it has an id, a name and a division.")
_add("fact", "事实", "fact", "关于对象的一项记录，在事实词表中声明类型、单位和范围。",
     "One thing on record about a subject; its type, unit and range are declared in the vocabulary.")
_add("vocabulary", "事实词表", "vocabulary", "全部对象、字段、台账、代码和单位的声明。",
     "The declaration of all subjects, fields, tables, codes and units.")
_add("table", "台账", "table", "对象名下的一组记录，如人员、保险单、演练。",
     "Records that belong to a subject, such as people, policies or drills.")
_add("view", "视图", "view", "按条件筛选过的台账，有自己的名称。", "A filtered table with a name of its own.")
_add("code", "代码", "code", "代码表中的一个取值；可以有上级代码和别名。", "One value of a code list; it may have a broader code and aliases.")
_add("coverage", "填报完整性", "coverage", "一个台账是否全部在册：完整、部分或未报。",
     "Whether a table is on file in full: complete, partial or not reported.")
_add("blank", "空白", "blank", "没有填写。一般表示不知道；声明为 not_yet 的字段表示尚未发生。",
     "Nothing given. Usually it means not known; for a field declared not_yet it means it has not happened.")
_add("evidence", "佐证", "evidence", "证明事实的材料。", "The papers that prove a fact.")
_add("attestation", "现场核实", "attestation", "某人在某日现场看到某事属实或不属实，并说明有效至何日。",
     "Somebody saw on site, on a day, that something is so or not so, valid until a stated day.")
_add("division", "行政区划", "division", "对象所在地的代码，决定适用哪些地方规定。",
     "The code of the place; it decides which local rules and values apply.")
_add("collection-form", "采集表", "collection form", "由事实词表和规则生成的 Excel 表，填好后可直接检查。",
     "An Excel workbook made from the vocabulary and the rules; filled in, it can be checked as it is.")
# what the law says
_add("law-register", "法规登记", "law register", "全部所引法规的名称、文号和施行日期。",
     "Every instrument that is cited, with its title, number and dates.")
_add("citation", "出处", "citation", "法规及其条款。每条规则和每个数值都要有。",
     "Instrument and article. Every rule and every number has one.")
_add("parameter", "参数", "parameter", "法规里的一个数字，带日期、出处，必要时带区划。",
     "A number of the law, dated, cited and, where needed, by division.")
_add("unset", "未定", "unset", "来源有此要求但没给数字；用到它的规则为疑。",
     "The source asks for it without giving a number; rules that need it stay unknown.")
_add("tier", "分档", "tier", "按数值大小查一个固定值。", "A fixed value looked up by size.")
_add("bracket", "级距", "bracket", "数值分段，各段用各自的比率，再相加。", "Slices of a number, each at its own rate, added up.")
_add("rule", "规则", "rule", "一条要求：适用谁、看哪些事实、怎样算合、依据哪条法规。",
     "One requirement: whom it concerns, which facts it reads, what satisfies it, and by which article.")
_add("ruleset", "规则集", "ruleset", "同一对象种类的一组规则，有名称和版本。", "Rules for one kind of subject, with a name and a version.")
_add("measure", "指标", "measure", "规则中命名的一步计算，结果会出现在解释里。",
     "One named step of a rule's calculation; it shows up in the explanation.")
_add("requirement", "要求", "requirement", "规则最后判断的那个条件。", "The condition that a rule finally asks for.")
_add("scope", "适用范围", "scope", "规则适用于哪些对象；范围以外为不适用。", "Whom a rule concerns; outside it the rule is not applicable.")
_add("strength", "效力", "strength", "强制、要求或鼓励。", "Mandatory, expected or encouraged.")
_add("severity", "等级", "severity", "缺口的轻重：一般、较大、重大。", "How serious a gap is: minor, major, critical.")
_add("pillar", "要素", "pillar", "五到位之一。", "One of the five in place.")
_add("checklist", "清单", "checklist", "文件列出的一组事项，整体作为一个要求。", "A list of items from a source, required as a whole.")
_add("control", "条款对照", "control", "把一份文件逐条对应到规则，并如实写明状态。",
     "A source document mapped to rules clause by clause, each with an honest status.")
_add("overlay", "地方加严", "overlay", "区划在上级规则之上设定、加严、增加或排除的内容。",
     "What a division sets, tightens, adds or excludes on top of the rules above it.")
_add("waiver", "豁免", "waiver", "经批准，某对象在一段时间内不追究某条规则；原结论保留。",
     "An approved, dated exception of one subject from one rule; the raw verdict is kept.")
_add("needs-review", "待核对", "needs review", "所用条款或数值尚未与正式文本核对，或来源互相矛盾。",
     "A clause or number that has not been compared with the official text, or on which sources conflict.")
# what comes out
_add("verdict", "结论", "verdict", "一条规则对一个对象在某日的判断。", "What a rule says of a subject on a day.")
_add("pass", "合", "pass", "符合；任何缺失的佐证都不能改变。", "Satisfied, whatever missing evidence may show.")
_add("fail", "缺", "fail", "不符合；任何缺失的佐证都不能改变。", "Not satisfied, whatever missing evidence may show.")
_add("unknown", "疑", "unknown", "尚不能判断；列出能够定案的事实。", "Not decided yet; the facts that would decide it are listed.")
_add("not-applicable", "免", "not applicable", "规则不适用于该对象或该日。", "The rule does not concern this subject or day.")
_add("waived", "豁", "waived", "有效豁免之内。", "Under a waiver that is in force.")
_add("error", "错", "error", "插件出错而没有判断；按疑处理，绝不算合。", "A plugin failed, so nothing was judged; counts as unknown, never as pass.")
_add("finding", "检查结果", "finding", "结论及其依据、缺口、佐证、日期和整改建议。",
     "A verdict with its article, gap, evidence, dates and remedy.")
_add("gap", "缺口", "gap", "要求与事实之间的差距。", "What lies between the requirement and the facts.")
_add("shortfall", "差额", "shortfall", "还差多少，带单位。", "How much is missing, with its unit.")
_add("nearest-miss", "最接近项", "nearest miss", "满足条件最多的那条记录，以及它不满足的条件。",
     "The record that meets most of the conditions, and those it does not meet.")
_add("missing", "待补事实", "missing", "补上就能定案的事实。", "Facts that would decide the verdict.")
_add("remedy", "整改建议", "remedy", "做什么、做多少、何时之前。", "What to do, how much, and by when.")
_add("as-of", "检查日", "as of", "按哪一天判断。", "The day by which everything is judged.")
_add("lapses-on", "失效日", "lapses on", "没有新的佐证时，结论改变的第一天。",
     "The first day on which the verdict changes without new evidence.")
_add("due-by", "应完成日", "due by", "进行中的周期最迟完成的日子（含当日）。", "The last day to meet the open period.")
_add("lapsing", "近", "lapsing", "不久将失效的合。", "A pass that will lapse soon.")
_add("bounds", "上下限", "bounds", "事实不全时，一个数的最小和最大可能值。", "The least and greatest a number can be while facts are missing.")
# duties and drills
_add("duty", "演练义务", "duty", "应定期或在事件之后做的事，规则中写作 held。", "Something owed at intervals or after an event; `held` in a rule.")
_add("obligation", "应演事项", "obligation", "一项义务落到某个对象、某个周期。", "A duty as it falls on one subject in one period.")
_add("drill", "演练", "drill", "按预案进行的应急演练。", "An exercise of an emergency plan.")
_add("inject", "情景注入", "inject", "演练中给出的情景信息。", "A piece of the scenario given out during a drill.")
_add("drill-finding", "问题", "drill finding", "演练或检查中发现的不足。", "A shortcoming found in a drill or visit.")
_add("corrective-action", "整改项", "corrective action", "针对问题的一项整改，有责任人和期限。", "What is done about a finding, by whom and until when.")
_add("on-site-card", "现场处置方案", "on-site card", "针对具体岗位或装置的简明处置步骤。", "Short steps for one post or installation.")
_add("working-day", "工作日", "working day", "按官方放假安排计算的工作日。", "A day of work by the official calendar of holidays.")
# terms of art
_add("safety-committee", "安委会", "safety committee", "安全生产委员会。", "The work-safety committee of a government or an enterprise.")
_add("five-in-place", "五到位", "five in place", "责任、管理、投入、培训、应急救援五项到位。",
     "Responsibility, management, investment, training and rescue, all in place.")
_add("liability-insurance", "安责险", "liability insurance", "安全生产责任保险。", "Work-safety liability insurance.")
_add("dual-report", "双报告", "dual report", "重大隐患同时向监管部门和职工大会（职代会）报告。",
     "A major hazard is reported both to the regulator and to the workers' congress.")
_add("hazard", "隐患", "hazard", "可能导致事故的不安全状态、行为或管理缺陷。",
     "An unsafe state, act or flaw of management that may lead to an accident.")
_add("major-hazard-source", "重大危险源", "major hazard source", "危险物质数量达到或超过临界量的单元。",
     "A unit that holds dangerous substances at or above the threshold quantity.")
_add("special-operation", "特种作业", "special operation", "须持证上岗的高风险作业。", "High-risk work for which the worker needs a certificate.")
_add("safety-cost", "安全生产费用", "safety cost", "按规定提取、专门用于安全生产的费用。", "Money set aside by rule and spent on safety alone.")
_add("plugin", "插件", "plugin", "行业团队提供的事实、规则、测试和命令，只使用公开接口。",
     "Facts, rules, tests and commands from a sector team, made with the public interface alone.")
_add("safe-mode", "安全模式", "safe mode", "不加载外部插件的运行方式。", "A run that loads no outside plugin.")
_add("digest", "摘要", "digest", "规则库内容的指纹；相同则结果可重现。", "A fingerprint of the rules; with the same one a result can be reproduced.")
