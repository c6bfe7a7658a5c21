"""The files of the repository, for the promises that this folder checks."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "chungtay"
DOCS = ROOT / "docs"

BINARY = {
    ".heic",
    ".png",
    ".jpg",
    ".webp",
    ".ico",
    ".ttf",
    ".woff2",
    ".mo",
    ".xls",
    ".xlsx",
    ".parquet",
    ".pdf",
    ".zip",
    ".gz",
}


@cache
def files() -> list[Path]:
    """Every file that is tracked, or new and not ignored; deleted ones left out."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    return [path for name in sorted(set(names)) if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Name and content of every text file."""
    return [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in files() if path.suffix not in BINARY]
