"""Duties and dated obligations, expanded from the very rules by which units are judged.

``find`` finds the ``held`` requirements of rules, ``sorts`` reads from their conditions which drills count, ``expand``
dates them for a unit and a year with the engine's record evaluation, and ``gather`` does so for a workspace or files.
There is no second list of frequencies here.
"""
