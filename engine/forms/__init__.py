"""Getting facts in and out by file: Excel collection forms, CSV folders, and which reader a path needs.

``needs`` says what a form must ask for, ``write`` makes it, ``read`` reads it back with every problem at its cell,
``csv_tables`` reads folders of CSV, ``paths`` chooses by suffix. Nothing here runs a formula, a macro or any code.
"""

from anwei.engine.forms.paths import read_path, read_paths

__all__ = ["read_path", "read_paths"]
