"""The fleet plan as SQL, for the engine that a data centre already has.

A plan becomes terms (whole numbers and truths without nulls, in operations that every engine does alike), the terms a
schedule of selects, and the selects trees of typed sqlglot nodes for DuckDB, PostgreSQL, ClickHouse or Spark. Nulls are
spelled out where a recorded column is first read, and nowhere else.
"""
