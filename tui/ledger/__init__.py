"""A ledger page: one list in several views, narrowed by typing, sorted, exported, with what is behind a line beside it.

``sheet`` is the plain data that a job returns, ``page`` what shows it. Stock and insurance are ledgers.
"""
