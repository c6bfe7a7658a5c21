"""Bringing 100,000 persons into the register, against reading the workbook and a bare bulk insert; also memory."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).with_name("registry_import") / "run.py"), run_name="__main__")
