"""`./run bench NAME`: runs one of the measurements in `benchmarks/`, or lists them."""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from pathlib import Path

from chungtay.rulebook.errors import ChungTayError

SUMMARY = ("Đo tốc độ và bộ nhớ (các bài đo trong benchmarks/)", "measure speed and memory (benchmarks/)")

PASSES_ON = True  # options of the measurement itself

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="tên bài đo; để trống thì liệt kê · which one; none lists them")


def run(args: argparse.Namespace) -> int:
    scripts = {path.stem: path for path in sorted(FOLDER.glob("*.py")) if not path.stem.startswith("_")}
    if args.name is None:
        for name, path in scripts.items():
            print(f"  {name:<14}{first_line(path)}")
        return 0
    if args.name not in scripts:
        known = ", ".join(scripts)
        raise ChungTayError(
            f"Không có bài đo “{args.name}”. Có: {known}.", f"No measurement “{args.name}”. There are: {known}."
        )
    return subprocess.run([sys.executable, "-P", str(scripts[args.name]), *args.rest]).returncode


def first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]
