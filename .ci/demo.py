"""Sets everything up and checks the shipped examples against the shipped rulesets: ``python3 .ci/demo.py``.

Further arguments go to ``anwei check`` (``--lang en``, ``--format html -o report.html``, ``--explain`` ...).
"""

from __future__ import annotations

import subprocess
import sys

from environment import BIN, ROOT, ready

if __name__ == "__main__":
    ready()
    command = [str(BIN / "anwei"), "check", "examples/enterprises", "examples/districts", "--exit-zero", *sys.argv[1:]]
    if not any(a.startswith("--date") for a in sys.argv):
        command += ["--date", "2026-11-21"]
    sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)
