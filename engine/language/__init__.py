"""From YAML to the ir: forms, names, types and units checked against the facts, every problem reported with its place.

``forms`` is the registry that loader, JSON Schemas and guide share; ``scope`` resolves names; ``operands``,
``conditions`` and ``held`` build nodes; ``parameters``, ``rules``, ``checklists``, ``overlays`` and ``papers`` read
whole documents; ``lint`` finds what loads but is wrong; ``sentences`` turns a rule back into words.
"""
