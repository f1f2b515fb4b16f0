"""Evaluating a whole workspace and comparing evaluations: full and incremental runs, what changed between two of them
and why, whom a change of law will hit, what lapses soon, and what a change of facts would do."""
