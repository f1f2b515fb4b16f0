"""From typed rules to the graph of expressions: one lowering for each node, beside its record evaluator in meaning.

``scope`` says what a lowering may see, ``dispatch`` finds the lowering of a node, the other modules register them.
"""
