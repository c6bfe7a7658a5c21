"""Opening a household's form on a telephone slowed four times, from the cache: ms, and against the same unslowed."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).with_name("phone") / "opening.py"), run_name="__main__")
