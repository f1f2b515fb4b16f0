"""The rules engine: from recorded facts and written law to verdicts. It knows no sector, no drill and no screen.

Read it from the ground up: ``messages`` (bilingual texts), ``documents`` (YAML with positions, diagnostics),
``facts`` (what can be known), ``ir`` (what a rule means), ``language`` (from YAML to ir), ``record`` (one subject's
verdicts), ``catalogue`` (what is in force for whom), ``plugins``, ``forms``, ``reports`` and ``cli``.
"""

__version__ = "0.1.0"
