"""The command line. The root command imports nothing heavy; every subcommand is imported when it is run.

stdout is data, stderr is narration. Exit codes are one published enum (``exits``).
"""
