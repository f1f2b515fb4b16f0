"""Stock: what each warehouse should hold, holds and lacks, item by item, and where the nearest surplus lies.

``quotas`` asks the rules of warehouses for both sides of their comparisons; ``jobs`` makes the ledgers of the screens;
``transfer`` records goods that go from one warehouse to another as one command.
"""
