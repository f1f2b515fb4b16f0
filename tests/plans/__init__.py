"""The local plans: controls, coverage and published figures."""
