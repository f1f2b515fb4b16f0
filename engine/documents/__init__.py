"""Reading files safely: YAML and JSON nodes that know their place, and the diagnostics that point there.

Nothing in this package knows what a rule or a fact is. It refuses what could hurt (size, depth, alias bombs, wrong
encodings) and keeps every error with its file, line and column, so that the floors above can report all at once.
"""
