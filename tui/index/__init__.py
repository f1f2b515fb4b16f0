"""The index: a small SQLite file made from the last run, from which the screens read pages, counts and cells at once.

The workspace is the system of record; the index only holds what the screens sort, filter and draw, in the form in which
they need it (verdicts as bytes, initials, summaries). It is made in a task, replaced as a whole, and may be deleted at
any time.
"""
