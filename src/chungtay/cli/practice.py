"""`./run practice`: the same program with invented households, in a data folder and on a port of its own."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from chungtay.cli import serve
from chungtay.cli.manage import SETTINGS
from chungtay.rulebook.errors import ChungTayError

SUMMARY = (
    "Tập dượt với hộ hư cấu, tách hẳn dữ liệu thật",
    "practise with invented households, apart from the real data",
)

ROOT = Path(__file__).resolve().parents[3]
MARK = "practice"  # stands in every folder that this command made, and allows it to begin anew there


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe · address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8100, help="cổng · port (8100)")
    parser.add_argument("--anew", action="store_true", help="xóa phần đã tập, làm lại từ đầu · begin anew")


def run(args: argparse.Namespace) -> int:
    serve.refuse_taken_port(args.host, args.port, "practice")
    folder = data_folder(os.environ.get("CHUNGTAY_DATA_DIR"))
    prepare_folder(folder, anew=args.anew)
    os.environ.update(environment(folder))
    os.environ.pop("CHUNGTAY_DATABASE_URL", None)  # never the database of the real installation
    return serve.run(args)


def data_folder(real: str | None) -> Path:
    """Beside the folder of the real data, never in it: a backup of the one is not a backup of the other."""
    beside = Path(real).resolve() if real else ROOT / "var"
    return beside.with_name(f"{beside.name}-practice")


def prepare_folder(folder: Path, *, anew: bool) -> None:
    """Raises ChungTayError where something lies that this command did not make."""
    made_here = (folder / MARK).is_file()
    if folder.exists() and any(folder.iterdir()) and not made_here:
        raise ChungTayError(
            f"{folder} có dữ liệu không phải để tập dượt; không đụng đến.",
            f"{folder} holds data that is not for practising; it is left alone.",
        )
    if anew and made_here:
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / MARK).touch()


def environment(folder: Path) -> dict[str, str]:
    return {
        "CHUNGTAY_DATA_DIR": str(folder),
        "CHUNGTAY_PRACTICE": "1",
        "CHUNGTAY_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }
