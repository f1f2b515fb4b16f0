"""One subject: bounds, verdicts, explanations and the dates on which they change.

``bounds`` is the arithmetic, ``periods`` and ``recurrences`` the legal periods, ``context`` what an evaluation may
see, ``dispatch`` the evaluators of all nodes (``numbers``, ``records``, ``lookups``, ``conditions``), ``judge`` a
rule's verdict and when it lapses, ``missing`` what would decide an unknown one, ``gaps`` what a failed one lacks, and
``finding`` the result.
"""
