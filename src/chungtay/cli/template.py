"""`./run template`: the answer workbook of a rule set, or the same questions as an XLSForm."""

from __future__ import annotations

import argparse
from pathlib import Path

from chungtay.rulebook import rule_sets

SUMMARY = ("sổ Excel để điền câu trả lời, hoặc XLSForm", "the workbook to fill in, or the XLSForm")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rules", default="vn-2022", help="bộ quy tắc · rule set")
    parser.add_argument("-o", "--output", type=Path, help="tệp .xlsx")
    parser.add_argument("--xlsform", action="store_true", help="XLSForm cho ODK, KoboToolbox · XLSForm for ODK, Kobo")


def run(args: argparse.Namespace) -> int:
    from chungtay.workbooks.template import write_template
    from chungtay.workbooks.xlsform import write_xlsform

    rule_set = rule_sets.load(args.rules)
    output = args.output or Path("xlsform.xlsx" if args.xlsform else f"phieu-{args.rules}.xlsx")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.open("ab").close()  # a folder, or a file without the right to write, is told before any work
    if args.xlsform:
        write_xlsform(output, rule_set, method="points" if rule_set.inputs else "income")
    else:
        write_template(output, rule_set)
    print(f"Đã ghi {output} · written {output}")
    return 0
