"""Jobs: functions that run in the desk or in a task process, never in the process that draws.

A job takes an ``Office`` first and returns plain data (dataclasses of strings, numbers, tuples), in words of the
language that is switched on. Here and nowhere else do the screens touch the catalogue, the workspace and the drills.
"""
