"""The import wizard: files, sheets, columns, problems, differences, and then one command.

``draft`` is what the user has said so far (kept at every key), ``seen`` what a check found, ``jobs`` the checks and the
commit in worker processes, ``shelf`` the rows of each step, ``browse`` the folders of the first step. The screen only
moves between steps.
"""
