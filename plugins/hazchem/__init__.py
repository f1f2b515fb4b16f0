"""Hazardous chemicals: the law of 2026-05-01, the regulation before it, and major hazard sources one by one."""
