"""Drill templates for mines and tailings ponds."""

from __future__ import annotations

from anwei.engine.api import DrillTemplate, Text

TEMPLATES = (
    DrillTemplate(
        "mines.dam-failure",
        Text("尾矿库溃坝专项演练", "Tailings dam failure drill"),
        "tailings_pond_operator",
        "special",
        (
            Text(
                "连续降雨，库水位接近防洪限制，干滩缩短",
                "Rain for days; the water nears the flood limit and the beach shortens",
            ),
            Text("浸润线监测报警，坝坡出现渗流", "The seepage line alarms and water appears on the slope"),
            Text("排洪涵洞进口堵塞", "The inlet of the spillway culvert is blocked"),
            Text("下游群众转移，一户拒绝撤离", "People below are moved; one household refuses"),
            Text("手机信号中断，改用应急广播和敲锣", "The mobile network fails; broadcast and gongs are used"),
            Text("尾砂进入河道，通报下游取水口", "Tailings reach the river; water intakes below are told"),
        ),
    ),
    DrillTemplate(
        "mines.water-inrush",
        Text("井下透水专项演练", "Underground water inrush drill"),
        "non_coal_mine",
        "special",
        (
            Text("掘进面发现挂汗、水叫等透水征兆", "Signs of an inrush appear at the face"),
            Text("调度室下达撤人命令，清点井下人数", "The control room orders people out and counts those below"),
            Text("主排水泵一台故障", "One of the main pumps fails"),
            Text("两名矿工被困上山，需建立通信和供风", "Two miners are trapped in a rise and need contact and air"),
        ),
    ),
    DrillTemplate(
        "mines.roof-fall",
        Text("冒顶片帮现场处置演练", "On-site drill: roof fall"),
        "non_coal_mine",
        "on_site",
        (
            Text("采场顶板掉块，一人被压", "The roof of a stope falls and pins one person"),
            Text("先检查顶板、敲帮问顶，再施救", "Test the roof before going in"),
            Text(
                "伤员骨折出血，止血固定后搬运",
                "The casualty has a bleeding fracture: stop the bleeding, splint, carry",
            ),
        ),
    ),
)
