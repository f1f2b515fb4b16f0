"""What can be known: subjects, fields, tables, codes, units and coverage, and the facts on file for one subject.

``vocabulary`` is the model, ``declare`` reads it from YAML, ``values`` types raw input, ``subject`` holds the facts of
one subject and ``read`` reads them from YAML and JSON. One declaration also yields the JSON Schema (``schema``), the
collection form and the column names.
"""
