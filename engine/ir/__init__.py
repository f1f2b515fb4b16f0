"""What a rule means: small, frozen, typed nodes. The one definition that every execution and every text is made from.

``nodes`` are numbers (bounds at a declared scale) and conditions (true, false or unknown), ``rules`` hold them with
their citations, ``parameters`` are the dated numbers of the law, ``calendar`` counts legal periods. Nodes are msgspec
structs, so a compiled catalogue is cached as plain data and never as code.
"""
