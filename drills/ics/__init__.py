"""Drills as calendar files: out, so that phones and calendar servers show and remind; in, as proposals and no more."""
