"""Dialogs: palette, help, choices, forms, the history of notices. Each is modal; Esc leaves it, and nothing is lost."""
