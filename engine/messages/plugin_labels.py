"""Words of ``anwei plugin``."""

from __future__ import annotations

from anwei.engine.messages import Text

_PAIRS: dict[str, tuple[str, str]] = {
    "cli.plugin": (
        "列出并诊断插件。\n\n安全模式（--safe 或环境变量 ANWEI_SAFE_MODE=1）只加载随 anwei 安装的插件；"
        "ANWEI_DISABLE_PLUGINS=名称,名称 停用指定的插件。\n\n退出码：0 全部正常；5 有插件出错。",
        "List plugins and diagnose them.\n\nSafe mode (--safe, or ANWEI_SAFE_MODE=1 in the environment) loads only the plugins "
        "that come with anwei; ANWEI_DISABLE_PLUGINS=NAME,NAME switches some off.\n\nExit codes: 0 all well; 5 a plugin failed.",
    ),
    "cli.plugin.list": ("列出插件及其来源、版本、状态和所贡献的内容", "list plugins with origin, version, state and what they contribute"),
    "cli.plugin.doctor": (
        "逐个检查插件：能否加载、规则测试、校核、指标是否可靠、命令和输出能否使用",
        "check each plugin: loading, rule tests, lint, soundness of measures, commands and outputs",
    ),
    "cli.plugin.opt.format": ("输出格式", "output format"),
    "cli.plugin.opt.names": ("没有叫 {names} 的插件；现有：{known}", "no plugin is called {names}; there are: {known}"),
    "plugin.name": ("插件", "Plugin"), "plugin.state": ("状态", "State"), "plugin.origin": ("安装包", "Distribution"),
    "plugin.version": ("版本", "Version"), "plugin.rules": ("规则", "Rules"), "plugin.facts": ("事实", "Facts"),
    "plugin.hooks": ("钩子", "Hooks"),
    "plugin.state.loaded": ("已加载", "loaded"), "plugin.state.failed": ("出错", "failed"), "plugin.state.disabled": ("已停用", "disabled"),
    "plugin.none": ("没有安装插件。", "No plugin is installed."),
    "plugin.safe": ("安全模式：外部插件未加载。", "Safe mode: outside plugins are not loaded."),
    "plugin.error": ("{name}：{error}", "{name}: {error}"),
    "plugin.more": ("；另有 {count} 处，见 anwei plugin list", "; {count} more, see anwei plugin list"),
    "cli.equivalent.none": (
        "没有可对比的：这些规则没有用例，或数据中没有它们所管的对象。",
        "There is nothing to compare: these rules have no cases, or the data holds no subject that they concern.",
    ),
    "plugin.further": ("    {problem}", "    {problem}"),
    "plugin.advice": ("处理：{advice}", "What to do: {advice}"),
    "plugin.sound": ("{name}：未发现问题", "{name}: no problem found"),
    "plugin.problems": ("{name}：{count} 个问题", "{name}: {count} problems"),
    "plugin.summary": ("{loaded} 个已加载，{failed} 个出错，{disabled} 个停用", "{loaded} loaded, {failed} failed, {disabled} disabled"),
    "plugin.rules_broken": ("规则目录本身不能加载，下面只列出插件。", "The catalogue itself does not load; the plugins alone are listed."),
    "plugin.advice.name_taken": (
        "两个插件同名，只有先找到的一个有效。请卸载其中一个，或请作者改名。",
        "Two plugins have one name and only the first counts. Uninstall one of them, or ask its author for another name.",
    ),
    "plugin.advice.hook": (
        "插件是为另一个版本的 anwei 写的。请更新插件或 anwei。",
        "The plugin was written for another version of anwei. Update the plugin or anwei.",
    ),
    "plugin.advice.import": (
        "插件或它依赖的包没有装好。请重新安装：pip install --force-reinstall {distribution}",
        "The plugin, or something it needs, is not installed. Reinstall it: pip install --force-reinstall {distribution}",
    ),
    "plugin.advice.files": (
        "插件的规则文件不能加载，其规则的结论一律为「错」。请更新插件，或把这一行告诉作者。",
        "The plugin's rule files do not load, and each of its rules comes out as 'error'. Update it, or send this line to its author.",
    ),
    "plugin.advice.lowering": (
        "指标只有逐个的写法，整个插件未加载。请更新插件，或请作者按插件编写指南第 4 节补上 lowering。",
        "A measure can only be computed one by one, so the plugin is left out. Update it, or ask its author for the lowering that section 4 of the guide shows.",
    ),
    "plugin.advice.bug": (
        "插件自身有错。请更新；或先停用：ANWEI_DISABLE_PLUGINS={name}，并把这一行告诉作者。",
        "The plugin has a fault of its own. Update it, or switch it off with ANWEI_DISABLE_PLUGINS={name} and tell its author.",
    ),
    "plugin.advice.safe": (
        "安全模式下不加载。去掉 --safe 或 ANWEI_SAFE_MODE 即可启用。",
        "Not loaded in safe mode. Leave out --safe or ANWEI_SAFE_MODE to use it.",
    ),
    "plugin.advice.disabled": (
        "由 ANWEI_DISABLE_PLUGINS 停用。从该变量中去掉其名称即可启用。",
        "Switched off by ANWEI_DISABLE_PLUGINS. Take its name out of that variable to use it.",
    ),
}
PLUGIN_LABELS: dict[str, Text] = {key: Text(zh, en) for key, (zh, en) in _PAIRS.items()}
