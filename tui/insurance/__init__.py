"""Insurance: every policy by its end, beside the least that the rules ask of it, and who has to be called up.

``minimum`` asks the rules for the limit they compare with; ``jobs`` makes the ledger; ``calls`` keeps who was called
up and when, as documents of the workspace.
"""
