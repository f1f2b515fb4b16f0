"""From the workbooks that people really send to one proposed write: found, mapped, typed, checked, matched, compared.

``books`` opens a file as grids of raw cells, ``headers`` finds the tables in them, ``columns`` says what each column
means, ``cells`` types them, ``rows`` makes statements about subjects and records, ``identity`` finds out whom they
concern, ``differ`` compares them with what is on file, ``pipeline`` runs all of it. Nothing here writes to a store:
the result is a ``Proposal`` with its changes and every problem at its cell.
"""
