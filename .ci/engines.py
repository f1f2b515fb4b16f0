"""The fleet's SQL on every engine, whole: ``python3 .ci/engines.py``. Further arguments go to pytest.

What the lock leaves out for its size (ClickHouse as chdb, and Spark: 640 MB to fetch) is installed into ``.venv`` as
``engines.lock`` pins it; then every dialect runs over every rule. Spark needs Java 17, which is not installed here:
``apt-get install openjdk-17-jre-headless``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from environment import PYTHON, ready, run

LOCK = Path(__file__).resolve().parent / "engines.lock"

if __name__ == "__main__":
    ready()
    run([str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)])
    if shutil.which("java") is None:
        sys.exit("Java 17 or later is needed for Spark / Spark 需要 Java 17 或更高版本")
    run([str(PYTHON), "-m", "pytest", "-n0", "-rs", "tests/fleet/sql", *sys.argv[1:]], ANWEI_SQL_WHOLE="1")
