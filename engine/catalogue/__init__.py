"""What is in force for whom on a day: all documents compiled together, cached by digest, with their tests.

``load`` turns files into a ``Catalogue``, ``cache`` keeps the compiled form as plain data, ``testing`` runs the tests
that live beside the rules, ``linting`` finds what loads but is wrong, ``assess`` judges subjects by every rule that
concerns them.
"""
