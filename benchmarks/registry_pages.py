"""Pages and search of the register with 1,000,000 persons and 8 users at once, on SQLite and PostgreSQL."""

import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).with_name("registry_pages")
sys.path.insert(0, str(FOLDER))
runpy.run_path(str(FOLDER / "run.py"), run_name="__main__")
