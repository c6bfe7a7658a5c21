"""`./run classify FILE`: classify every household of a ward's workbook and write the papers."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from chungtay.cli.score import parse_date
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import AnswersError
from chungtay.workbooks.outcome import Outcome

SUMMARY = ("xếp loại mọi hộ trong một tệp Excel/CSV", "classify every household of an Excel or CSV file")
ALL_CLASSIFIED, SOME_REFUSED = 0, 1
_STAGES = {"read": "Đọc tệp", "score": "Chấm điểm", "write": "Viết kết quả"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="tệp .xlsx, .xls, .csv, .parquet, hoặc .zip của một cặp bảng")
    parser.add_argument(
        "--members", type=Path, help="bảng thành viên đi kèm (CSV của Kobo/ODK, Parquet) · member table"
    )
    parser.add_argument(
        "--rules", action="append", help="bộ quy tắc (mặc định vn-2022), có thể lặp lại · rule set, may be repeated"
    )
    parser.add_argument("--area", required=True, help="địa bàn, ví dụ “Hà Nội, thành thị” · province and area type")
    parser.add_argument("--date", help="ngày rà soát dd/mm/yyyy (mặc định hôm nay) · date of the review")
    parser.add_argument("-o", "--output", type=Path, default=Path("ket-qua"), help="thư mục kết quả · output folder")
    parser.add_argument("--mapping", type=Path, help="JSON: tiêu đề cột → mã câu hỏi; được ghi nhớ · corrected mapping")
    parser.add_argument(
        "--reading", action="append", default=[], metavar="ID=CHOICE", help="cách đọc khác · another reading"
    )
    parser.add_argument("--json", action="store_true", help="in tổng hợp JSON cho máy · print the summary as JSON")


def run(args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        args.file, args.members = _tables(args, Path(folder))
        return _classified(args)


def _tables(args: argparse.Namespace, folder: Path) -> tuple[Path, Path | None]:
    """What stands in a zip is taken out; of a pair, what is in the files says which holds the households."""
    from chungtay.workbooks.reading.archive import is_archive, unpack
    from chungtay.workbooks.reading.opening import open_bytes
    from chungtay.workbooks.reading.pairs import sort_files

    given = [path for path in (args.file, args.members) if path is not None]
    if args.file.suffix.lower() == ".zip" and is_archive(data := open_bytes(args.file)):
        if args.members is not None:
            raise AnswersError(
                "Tệp .zip đã chứa cả hai bảng; bỏ --members.", "The zip holds both tables; leave --members out."
            )
        given = unpack(data, folder)
    elif len(given) == 1 or all(path.suffix.lower() == ".parquet" for path in given):
        return args.file, args.members  # big data are not looked through twice
    pair = sort_files(given, rule_sets.load((args.rules or ["vn-2022"])[0]))
    return pair.households, pair.members


def _classified(args: argparse.Namespace) -> int:
    on = parse_date(args.date) if args.date else datetime.datetime.now().astimezone().date()
    if args.file.suffix.lower() == ".parquet":
        return _columns(args, on)
    from chungtay.workbooks.classify import classify_file

    outcomes = []
    names = args.rules or ["vn-2022"]
    with _Progress(quiet=args.json) as tell:
        for name in names:
            outcomes.append(
                classify_file(
                    args.file,
                    rule_set_id=name,
                    area=args.area,
                    on=on,
                    # one folder a standard: results under several rule sets stand side by side
                    out_dir=args.output if len(names) == 1 else args.output / name,
                    members=args.members,
                    mapping=_mapping(args.mapping),
                    memory=Path(os.environ.get("CHUNGTAY_DATA_DIR", "var")) / "mappings",
                    choices=dict(_choice(text) for text in args.reading),
                    progress=tell,
                )
            )
    if args.json:
        data = [_summary(outcome) for outcome in outcomes]
        print(json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_report(outcome) for outcome in outcomes))
    refused = any(outcome.refused or outcome.file_problems for outcome in outcomes)
    return SOME_REFUSED if refused else ALL_CLASSIFIED


def _columns(args: argparse.Namespace, on: datetime.date) -> int:
    """Big data: tables in Parquet go straight to the population engine."""
    from polars.exceptions import PolarsError

    from chungtay.population.classify import classify, damaged, is_damaged
    from chungtay.rulebook.area import parse_area

    rule_set = rule_sets.load((args.rules or ["vn-2022"])[0], dict(_choice(text) for text in args.reading))
    args.output.mkdir(parents=True, exist_ok=True)
    try:
        summary = classify(
            args.file,
            rule_set,
            members=args.members,
            area=parse_area(rule_set, args.area),
            out=args.output / "ket-qua.parquet",
            on=on,
        )
    except PolarsError as error:
        broken = [path for path in (args.file, args.members) if path is not None and is_damaged(path)]
        if not broken:
            raise
        raise damaged(broken[0]) from error
    print(json.dumps(summary.as_json(), ensure_ascii=False, indent=2) if args.json else summary)
    return SOME_REFUSED if summary.refused else ALL_CLASSIFIED


def _mapping(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        data = None
    if not isinstance(data, dict):
        raise AnswersError(
            f"{path} phải là JSON {{tiêu đề: mã câu hỏi}}.", f"{path} must be JSON {{heading: question id}}."
        )
    return {str(key): str(value) for key, value in data.items()}


def _choice(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    return key, value


def _summary(outcome: Outcome) -> dict[str, Any]:
    return {
        "rule_set": outcome.meta.rule_set,
        "version": outcome.meta.version,
        "area": outcome.meta.area,
        "date": outcome.meta.on.isoformat(),
        "file": outcome.meta.file_name,
        "sha256": outcome.meta.sha256,
        "counts": outcome.count(),
        "rows_set_aside": len(outcome.set_aside),
        "problems": [
            {
                "sheet": problem.sheet,
                "cell": f"{problem.column}{problem.row}",
                "question": problem.input,
                "message_vi": problem.message_vi,
                "message_en": problem.message_en,
            }
            for problem in outcome.problems()
        ],
        "notes": [{"vi": vi, "en": en} for vi, en in outcome.notes],
        "written": outcome.written,
    }


def _report(outcome: Outcome) -> str:
    counts = outcome.count()
    lines = [
        f"{outcome.meta.file_name}: {counts['in']} hộ = {counts['classified']} xếp loại được"
        f" + {counts['refused']} chưa xếp loại  ({outcome.meta.version})",
        f"  Hộ nghèo {counts.get('poor', 0)} · hộ cận nghèo {counts.get('near_poor', 0)}"
        f" · hộ không nghèo {counts.get('not_poor', 0)}",
        f"  Dòng không phải hộ (tiêu đề, tổng, trống): {len(outcome.set_aside)}",
    ]
    lines += [f"  * {vi}" for vi, _ in outcome.notes]
    problems = outcome.problems()
    lines += [f"  ! {problem.sheet} dòng {problem.row}: {problem.message_vi}" for problem in problems[:20]]
    if len(problems) > 20:
        lines.append(f"  … và {len(problems) - 20} lỗi nữa, xem “Chưa xếp loại” trong sổ kết quả.")
    lines += [f"  → {path}" for path in outcome.written.values()]
    return "\n".join(lines)


class _Progress:
    """A progress bar on a terminal, nothing when output goes to a script."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet or not sys.stderr.isatty()
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}

    def __enter__(self) -> Any:
        if not self.quiet:
            from rich.console import Console
            from rich.progress import Progress

            self.bar = Progress(console=Console(stderr=True))
            self.bar.start()
        return self.tell

    def __exit__(self, *error: object) -> None:
        if self.bar is not None:
            self.bar.stop()

    def tell(self, stage: str, done: int, total: int) -> None:
        if self.bar is None:
            return
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(_STAGES[stage], total=total)
        self.bar.update(self.tasks[stage], completed=done, total=total)
