"""Many subjects at once: the same typed rules as columns.

``lowering`` turns rules into one graph of exact, null-free expressions over rows (of subjects and of their tables);
``program`` and ``sql`` run that graph, here or in a database. What a rule means is written once, in the record
evaluation; each lowering mirrors its evaluator there, and the two are held equal by tests, bound for bound.
"""
