"""One subject: bounds, verdicts, explanations and the dates on which they change.

``bounds`` is the arithmetic, ``periods`` the legal periods, ``context`` what an evaluation may see, ``numbers`` and
``conditions`` one evaluator for each node, ``judge`` a rule's verdict, ``lapses`` the date it changes, ``explain`` the
missing facts, the nearest miss and the shortfall, ``finding`` the result.
"""
