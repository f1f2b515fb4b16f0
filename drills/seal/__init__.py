"""Drills kept secret until they were held: who sees what of them, a seal that proves they were planned before, and the
one table of everything that leaves the workspace, each exporter with its declaration of redaction."""
