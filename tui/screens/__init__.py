"""One file a screen. How to add to one: see ``page.Page``; in short:

* ``body`` yields widgets without words; ``fill`` shows data and words (it runs again after each write and on a change
  of language or theme); ``memory`` and ``recall`` keep filters between starts.
* Keys are ``ACTIONS`` with ids ``<screen>.<name>``, a method ``act_<name>``, a first key that is no letter, and a label
  ``tui.act.<id>`` in ``engine/messages/tui_labels.py``.
* Data comes from ``self.office.index`` (the last run, at once) or ``await self.office.desk.ask("anwei.tui.jobs.X:f")``;
  writes go through ``await self.office.write(job, ...)``, long work through ``await self.office.long(title, job,
  ...)``.
* Deeper screens: ``await self.office.open_page("module:Class", ...)`` with plain arguments and ``PLACE`` set to the
  same.
* Text from data goes through ``words.text``, ``words.fit`` or a table; never through markup.
"""
