"""The plan of a year: which drill, which units, which week and day.

``policy`` reads what the office wants; ``problem`` makes classes of like units, drill themes and windows of weeks;
``greedy`` plans in pure Python; ``search`` improves township by township with HiGHS where it is installed; ``days``
picks the days; ``check`` tests every plan unit by unit; ``explain`` finds bottlenecks; ``replan`` moves little;
``process`` runs the whole in a child process; ``keep`` keeps plans in the workspace. Only ``process`` reads a clock.
"""
