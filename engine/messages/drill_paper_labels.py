"""Sentences of the papers of drills; ``{{ name }}`` is a placeholder of the paper."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "drill.paper.plan.intro": ("为落实应急演练法定义务，检验应急预案，锻炼应急队伍，结合本地实际，制定{{ year }}年度应急演练计划如下，请认真组织实施。", "To fulfil the legal duties of drilling, to test the emergency plans and to train the teams, the plan for {{ year }} is as follows. Please carry it out with care."),
    "drill.paper.plan.overview": ("全年安排演练{{ drill_count }}场，参演{{ part_count }}个单位次，对应应演事项{{ duty_count }}件，其中尚未安排{{ open_count }}件（见附件2）。", "{{ drill_count }} drills with {{ part_count }} participations are planned for {{ duty_count }} obligations, of which {{ open_count }} have no drill yet (annex 2)."),
    "drill.paper.plan.ask": ("各单位应按计划做好方案编制、组织实施、评估总结和问题整改。已批准的日期不得自行变更；确需变更的，写明理由报{{ office }}。", "Each unit prepares, holds and evaluates its drills and puts right what they show. Approved dates stand; whoever has to change one reports it to {{ office }} with the reason."),
    "drill.paper.plan.annex.1": ("附件：1.　{{ year }}年度应急演练计划表", "Annex 1: drills of {{ year }}"),
    "drill.paper.plan.annex.2": ("　　　2.　{{ year }}年度演练义务覆盖表", "Annex 2: which drill fulfils which duty in {{ year }}"),
    "drill.paper.annex": ("附件{number}", "Annex {number}"), "drill.paper.imprint": ("{{{{ {day} }}}}印发", "issued {{{{ {day} }}}}"),
    "drill.paper.replan.intro": ("因{{ reason }}，对{{ year }}年度应急演练计划作如下调整（第{{ version }}版）。未列入的安排不变。", "For the following reason the plan for {{ year }} is changed (version {{ version }}): {{ reason }}. What is not listed stays."),
    "drill.paper.notice.intro": ("根据{{ year }}年度应急演练计划，定于{{ when }}开展{{ title }}。现将有关事项通知如下。", "By the drill plan of {{ year }}, {{ title }} will be held: {{ when }}. The particulars are as follows."),
    "drill.paper.notice.ask": ("请各参演单位按计划人数落实参演人员、装备和预案，确保演练安全，演练后及时总结。依据：{{ cites }}。", "Please bring the people, equipment and plans as listed, keep the drill safe, and draw your conclusions afterwards. Articles: {{ cites }}."),
    "drill.paper.work.evaluators": ("评估人员：{{ evaluators }}（{{ evaluator_days }}人日）。", "Evaluators: {{ evaluators }} ({{ evaluator_days }} days)."),
    "drill.paper.report.result": ("采用{{ form_title }}，评估员：{{ evaluators }}。总分{{ total }}，结论为“{{ grade }}”；可观察权重{{ observed }}，评估员总分最大相差{{ spread }}。", "By {{ form_title }}; evaluators: {{ evaluators }}. Total {{ total }}, conclusion: {{ grade }}; weight observed {{ observed }}; the evaluators differ by up to {{ spread }}."),
}

DRILL_PAPER_LABELS: dict[str, Text] = {key: Text(*pair) for key, pair in _PAIRS.items()}
