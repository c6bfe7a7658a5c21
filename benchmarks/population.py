"""Whole populations: CPU against reading the file, memory for the country, side by side with other engines."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).with_name("population") / "run.py"), run_name="__main__")
