"""Every official report of a district of 60,000 households as the background job makes it, against reading the rows."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).with_name("all_reports") / "run.py"), run_name="__main__")
