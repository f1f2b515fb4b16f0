"""The life of a drill: its states, injects, roster, evaluation, findings, corrective actions, credit and log.

Drills are documents of the workspace. A step is a pure function from a drill to the next one, refused where the table
of edges has none; ``book`` writes what a step changed, with the facts that it proves, as one journalled command.
"""
