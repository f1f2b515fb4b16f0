"""Widgets that draw only what is visible: virtual table, matrix, key bar, and the form that keeps drafts."""
