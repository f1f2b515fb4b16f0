"""Panels of plugins: data that a plugin declares, drawn by us in one of five forms, and the card of one that failed."""
