"""Drill templates for hazardous chemicals."""

from __future__ import annotations

from anwei.engine.api import DrillTemplate, Text

TEMPLATES = (
    DrillTemplate(
        "hazchem.leak",
        Text("危险化学品泄漏专项演练", "Chemical leak drill"),
        "hazardous_chemicals",
        "special",
        (
            Text(
                "储罐区可燃气体报警器报警，中控室核对液位下降",
                "A gas detector in the tank farm alarms; the control room sees a level fall",
            ),
            Text("巡检人员到场确认法兰泄漏并报告", "The patrol confirms a leaking flange and reports"),
            Text(
                "启动紧急切断，现场划定警戒区、禁绝火源",
                "The emergency shut-off is closed, a cordon is set and ignition sources are removed",
            ),
            Text("风向改变，下风向单位需要疏散", "The wind turns and a neighbour downwind must be evacuated"),
            Text("一名处置人员防护服破损，需撤出洗消", "A responder's suit tears; withdrawal and decontamination"),
            Text("消防水进入雨水管网，需要封堵收集", "Fire water enters the storm drains and must be held back"),
        ),
    ),
    DrillTemplate(
        "hazchem.fire",
        Text("装置火灾爆炸专项演练", "Process fire and explosion drill"),
        "hazardous_chemicals",
        "special",
        (
            Text(
                "反应釜温度压力超限，联锁未动作",
                "A reactor exceeds temperature and pressure; the interlock does not act",
            ),
            Text("泄放口着火，相邻装置受热辐射", "The relief outlet burns and heats the unit beside it"),
            Text(
                "班组长下令紧急停车并清点人数，缺一人",
                "The team leader orders a shutdown and a roll call; one person is missing",
            ),
            Text("外部消防力量到场，交接危险化学品信息", "The fire service arrives and is briefed on the chemicals"),
        ),
    ),
    DrillTemplate(
        "hazchem.confined-space",
        Text("受限空间中毒窒息现场处置演练", "On-site drill: poisoning in a confined space"),
        "hazardous_chemicals",
        "on_site",
        (
            Text("监护人发现作业人员失去应答", "The watch gets no answer from the worker inside"),
            Text(
                "同伴试图未佩戴呼吸器进入，应予制止",
                "A colleague wants to enter without breathing apparatus and must be stopped",
            ),
            Text("通风、检测后携带空气呼吸器施救", "Ventilate, test, then rescue with breathing apparatus"),
            Text("伤员救出后无呼吸，实施心肺复苏", "The casualty does not breathe; resuscitation"),
        ),
    ),
)
