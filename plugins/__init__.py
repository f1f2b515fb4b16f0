"""Sector plugins: one folder a sector, with its facts, rules, tests and page. They use the public interface alone."""
