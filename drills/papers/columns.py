"""The columns of every table on the papers, each once: what it is called, how wide it is, whether it may be empty."""

from __future__ import annotations

from anwei.drills.papers.layout import NONE, Column, Grid
from anwei.engine.api import Text as T

_ALL = (
    Column("no", T("序号", "No."), 1),
    Column("id", T("编号", "Id"), 2),
    # a drill
    Column("title", T("演练名称", "Drill"), 5, needed=True),
    Column("form", T("类型和形式", "Kind and mode"), 3),
    Column("when", T("时间", "Date"), 4, needed=True),
    Column("venue", T("地点", "Venue"), 3),
    Column("lead", T("牵头", "Lead"), 2),
    Column("units", T("参演单位", "Units"), 5, needed=True),
    Column("evaluator_days", T("评估人日", "Evaluator-days"), 1),
    Column("remark", T("备注", "Remark"), 2),
    Column("heads", T("参演人数", "Heads"), 2, needed=True),
    Column("grade", T("评估结论", "Conclusion"), 2, needed=True),
    Column("found", T("问题及整改", "Findings"), 3),
    # a duty
    Column("unit", T("单位", "Unit"), 4, needed=True),
    Column("duty", T("应演事项", "Obligation"), 4),
    Column("cites", T("依据条款", "Articles"), 5),
    Column("window", T("期间", "Window"), 3),
    Column("state", T("状态", "State"), 2),
    Column("drill", T("对应演练", "Drill"), 4),
    Column("drill_on", T("演练时间", "Date of the drill"), 3),
    Column("last", T("最后期限", "Last day"), 3),
    # a change of the plan
    Column("what", T("变动", "Change"), 2),
    Column("old_drill", T("原演练", "Drill before"), 4),
    Column("old_day", T("原日期", "Date before"), 3),
    Column("new_drill", T("新演练", "Drill now"), 4),
    Column("new_day", T("新日期", "Date now"), 3),
    # a unit's part
    Column("role", T("角色", "Role"), 2),
    Column("planned", T("计划人数", "Heads planned"), 2, needed=True),
    Column("actual", T("实到人数", "Heads that came"), 2),
    Column("plans", T("所演练预案", "Plans drilled"), 4),
    # a finding, an action
    Column("finding", T("问题", "Finding"), 6, needed=True),
    Column("severity", T("程度", "Severity"), 2),
    Column("clause", T("预案条款", "Clause of the plan"), 3),
    Column("cause", T("原因类别", "Cause"), 2),
    Column("measure", T("整改措施", "Measure"), 6, needed=True),
    Column("element", T("类别", "Element"), 2),
    Column("owner", T("责任人", "Owner"), 2, needed=True),
    Column("due", T("期限", "Due"), 3, needed=True),
    Column("verified", T("核实人和日期", "Verified by and on"), 3),
    Column("retest", T("复演", "Retest"), 2),
    # an inject
    Column("time", T("时刻或触发条件", "Time or trigger"), 2, needed=True),
    Column("sender", T("发出", "From"), 2),
    Column("receiver", T("接收", "To"), 2),
    Column("channel", T("方式", "Channel"), 2),
    Column("content", T("内容", "Content"), 6, needed=True),
    Column("expected", T("预期行动", "Expected action"), 5),
    Column("evaluator", T("评估员", "Evaluator"), 2),
    # an item of the form
    Column("section", T("环节", "Part"), 3),
    Column("item", T("评估内容", "Item"), 8),
    Column("weight", T("权重", "Weight"), 1),
    Column("points", T("评分", "Points"), 2),
    Column("spread", T("分差", "Spread"), 1),
    Column("evidence", T("依据和记录", "Evidence"), 5),
    # what is in the file, and what was done
    Column("paper", T("材料", "Paper"), 5),
    Column("there", T("是否在档", "There?"), 2),
    Column("date", T("日期", "Date"), 3),
    Column("note", T("说明", "Note"), 5),
    Column("at", T("时间", "Time"), 3),
    Column("by", T("经办人", "By"), 2),
    Column("step", T("步骤", "Step"), 2),
    Column("reason", T("理由", "Reason"), 5),
)
COLUMNS = {c.key: c for c in _ALL}


def grid(rows: str, title: T, keys: str, empty: T = NONE) -> Grid:
    """A table of numbered rows with columns by their keys. Raises KeyError for one that is not declared here."""
    return Grid(rows, title, tuple(COLUMNS[k] for k in ("no", *keys.split())), empty)
