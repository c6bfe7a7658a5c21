"""Two hundred telephones come back from a day offline at once: rate, p95, and whether anything is lost or doubled."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).with_name("phone") / "run.py"), run_name="__main__")
