"""How the app looks: the theme that is worn, the choice of another, and files of one's own that change meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from anwei.engine.services import Diagnostic
from anwei.tui import words
from anwei.tui.colours import NAMES, colours, look_words, names, own, use_own
from anwei.tui.look_files import Signature, look_paths, read_looks, signature
from anwei.tui.theme import themes
from anwei.tui.words import say

if TYPE_CHECKING:
    from anwei.tui.app import AnweiApp

_LOOK_S = 3.0  # seconds between looks at whether a theme file was changed


class Looks:
    """Mixin of the app. A theme of one's own that goes wrong while it is worn stays as it was until the next start."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._files: Signature | None = None
        self._missed = ""  # the theme that was wanted and was not there

    @property
    def _wearing(self) -> AnweiApp:
        from anwei.tui.app import AnweiApp

        assert isinstance(self, AnweiApp)
        return self

    def start_looks(self, wanted: str) -> None:
        """Wear a theme, dark where there is none of that name; from now on see whether a file is changed."""
        self.reread_looks()
        self._missed = "" if wanted in names() else wanted
        self._wearing.theme = wanted if wanted in names() else NAMES[0]
        self._wearing.set_interval(_LOOK_S, self.reread_looks)

    def reread_looks(self) -> None:
        """Know what the files say now; where none was changed this is a look at the folder and no more."""
        app, before, found = self._wearing, self._files, signature()
        if found == before:
            return
        self._files = found
        worn, was = own(app.theme), colours(app.theme)
        looks, problems = read_looks(look_paths())
        known = {look.name: look for look in looks}
        if worn is not None and before is not None:
            known.setdefault(worn.name, worn)
        gone = set(names())
        use_own(known.values())
        for name in gone - set(names()):
            app.unregister_theme(name)
        for theme in themes():
            app.register_theme(theme)
        if self._missed in names():
            self._missed, app.theme = "", self._missed
        elif colours(app.theme) != was:
            app.mutate_reactive(type(app).theme)
        self._tell_looks(problems, again=before is not None)

    def _tell_looks(self, problems: Sequence[Diagnostic], *, again: bool) -> None:
        """Every problem goes to the history; a notice is shown for errors, and while somebody works on the files."""
        app, lang = self._wearing, words.lang()
        at = datetime.now().strftime("%H:%M:%S")  # noqa: DTZ005 - the office's own clock
        told = [say("look.problem", what=p.line(lang), todo=p.help(lang)) for p in problems]
        for problem, line in zip(problems, told, strict=True):
            app.notices.add(at, words.clean(line), serious=problem.severity == "error")
        errors = [line for p, line in zip(problems, told, strict=True) if p.severity == "error"]
        if errors or (again and told):
            count = {"errors": len(errors), "warnings": len(told) - len(errors)}
            app.say(say("look.told", first=(errors or told)[0], **count), serious=True)
        elif again:
            app.say(say("look.reread"))

    async def act_look(self) -> None:
        """Choose a theme: each is worn while the cursor stands on it."""
        from anwei.tui.dialogs.look import LookChooser

        self.reread_looks()
        app, before = self._wearing, self._wearing.theme
        self._missed = ""

        async def chosen(name: str | None) -> None:
            if name in names():
                app.state.put("app", "theme", name)
                app.say(say("look.now", name=look_words(str(name))))
            app.theme = next(n for n in (name, before, NAMES[0]) if n in names())
            await app.renew_pages()

        await app.push_screen(LookChooser(before), chosen)
