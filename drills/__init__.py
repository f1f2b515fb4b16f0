"""Drills. Now: the calendar that counts working days, official where it is published and estimated where it is not."""
