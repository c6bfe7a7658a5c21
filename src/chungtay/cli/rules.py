"""`./run rules`: the law as data: which rule sets there are, every number of one, an official table to fill in."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

from chungtay.rulebook import rule_sets
from chungtay.rulebook.document import law_page
from chungtay.rulebook.flat import flat_rows
from chungtay.rulebook.program import program

SUMMARY = ("xem mọi con số của luật; nhập bảng còn thiếu", "see every number of the law; enter a missing table")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="list|show|program|page|template|load")
    parts.add_parser("list", help="các bộ quy tắc · the rule sets")
    show = parts.add_parser("show", help="mọi bảng thành dòng phẳng · every table as flat rows")
    show.add_argument("rules")
    show.add_argument("--json", action="store_true", help="JSON thay vì CSV · JSON instead of CSV")
    neutral = parts.add_parser("program", help="chương trình trung lập (JSON) · the neutral program (JSON)")
    neutral.add_argument("rules")
    page = parts.add_parser("page", help="trang tài liệu (Markdown) của bộ quy tắc · its page of documentation")
    page.add_argument("rules")
    template = parts.add_parser(
        "template", help="sổ Excel để nhập bảng điểm chính thức · workbook for an official table"
    )
    template.add_argument("rules")
    template.add_argument("-o", "--output", type=Path, help="tệp .xlsx")
    load = parts.add_parser("load", help="kiểm tra và lưu bảng đã nhập · check and keep a filled table")
    load.add_argument("file", type=Path)
    load.add_argument("--by", required=True, help="người chịu trách nhiệm ký · who signs it off")
    load.add_argument("--document", required=True, help="số, ký hiệu văn bản · number of the official document")


def run(args: argparse.Namespace) -> int:
    if args.part == "list":
        return _list(args.lang or "vi")
    if args.part == "show":
        return _show(args.rules, args.json)
    if args.part == "program":
        print(json.dumps(program(rule_sets.load(args.rules)), ensure_ascii=False))
        return 0
    if args.part == "page":
        print(law_page(rule_sets.load(args.rules)), end="")
        return 0
    from chungtay.workbooks import local_table

    if args.part == "template":
        output = args.output or Path(f"bang-diem-{args.rules}.xlsx")
        local_table.write_template(output, rule_sets.load(args.rules))
        print(f"Đã ghi {output} · written {output}")
        return 0
    stored = local_table.load(args.file, by=args.by, document=args.document)
    print(f"{stored.vi}\n{stored.en}")
    return 0


def _list(lang: str) -> int:
    for name in rule_sets.names():
        rule_set = rule_sets.load(name)
        until = f"{rule_set.valid_to:%d/%m/%Y}" if rule_set.valid_to else "…"
        label = rule_set.label.vi if lang == "vi" else rule_set.label.en
        print(f"{name:<16}{rule_set.valid_from:%d/%m/%Y}–{until}  {label}  [{rule_set.version}]")
        for gap in rule_set.gaps:
            print(f"{'':<16}! {gap.label.vi if lang == 'vi' else gap.label.en}")
    return 0


def _show(name: str, as_json: bool) -> int:
    rows = flat_rows(rule_sets.load(name))
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    columns = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(sys.stdout, columns)
    writer.writeheader()
    writer.writerows(rows)
    return 0
