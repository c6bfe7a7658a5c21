"""`./run score`: one household in as JSON, its class with every reason out."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chungtay.rulebook import rule_sets
from chungtay.rulebook.classes import classify_by_income
from chungtay.rulebook.errors import AnswersError
from chungtay.rulebook.evaluate import evaluate
from chungtay.rulebook.model import RuleSet
from chungtay.rulebook.result import Result

SUMMARY = ("chấm điểm một hộ từ JSON, kèm mọi lý do", "score one household from JSON, with every reason")
CLASSIFIED, NOT_CLASSIFIED = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", type=Path, help="tệp JSON (mặc định: đầu vào chuẩn) · JSON file (default: standard input)"
    )
    parser.add_argument("--rules", action="append", help="bộ quy tắc, có thể lặp lại · rule set, may be repeated")
    parser.add_argument("--date", help="ngày rà soát, dd/mm/yyyy hoặc yyyy-mm-dd · date of the review")
    parser.add_argument(
        "--missing",
        choices=["refuse", "bound"],
        default="refuse",
        help="khi thiếu câu trả lời · when an answer is missing",
    )
    parser.add_argument(
        "--reading", action="append", default=[], metavar="ID=CHOICE", help="cách đọc khác · another reading"
    )
    parser.add_argument("--json", action="store_true", help="in kết quả JSON · print the result as JSON")


def run(args: argparse.Namespace) -> int:
    raw = read_json(args.file)
    on = parse_date(args.date) if args.date else _date_of(raw)
    choices = dict(_pair(text) for text in args.reading)
    names = args.rules or [rule_sets.in_force(on).id]
    results = [score(rule_sets.load(name, choices), raw, on, args.missing) for name in names]
    if args.json:
        data = [result.as_json() for result in results]
        print(json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2))
    else:
        for result in results:
            _print(result, args.lang or "vi")
    return CLASSIFIED if all(result.class_id for result in results) else NOT_CLASSIFIED


def score(rule_set: RuleSet, raw: Mapping[str, Any], on: datetime.date, missing: str) -> Result:
    """One household by the method it names ("points" when it names none)."""
    if raw.get("method", "points") == "income":
        return classify_by_income(
            rule_set,
            area=raw.get("area", ""),
            income=raw.get("income_per_person", -1),
            deprivations=raw.get("deprivations", -1),
        )
    return evaluate(rule_set, raw, on=on, missing="bound" if missing == "bound" else "refuse")


def read_json(file: Path | None) -> dict[str, Any]:
    """The household as given; anything but a JSON object is refused with the place of the mistake."""
    try:
        raw = json.loads(file.read_text("utf-8-sig") if file else sys.stdin.buffer.read().decode("utf-8-sig"))
    except OSError:
        raise AnswersError(f"Không đọc được tệp {file}.", f"The file {file} cannot be read.") from None
    except UnicodeDecodeError:
        raise AnswersError("Tệp phải là UTF-8.", "The file must be UTF-8.") from None
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise AnswersError(f"JSON viết sai ở dòng {line}.", f"The JSON is not well formed at line {line}.") from None
    if not isinstance(raw, dict):
        raise AnswersError("JSON phải là một hộ ({...}).", "The JSON must be one household ({...}).")
    return raw


def parse_date(text: str) -> datetime.date:
    """A full date, dd/mm/yyyy or ISO."""
    for pattern in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(text.strip(), pattern).replace(tzinfo=datetime.UTC).date()
        except ValueError:
            continue
    raise AnswersError(
        f"Ngày “{text}” không có trong lịch. Viết dd/mm/yyyy.",
        f'"{text}" is no date of the calendar. Write dd/mm/yyyy.',
    )


def _date_of(raw: Mapping[str, Any]) -> datetime.date:
    household = raw.get("household")
    stated = household.get("review_date") if isinstance(household, Mapping) else None
    return parse_date(str(stated)) if stated else datetime.datetime.now().astimezone().date()


def _pair(text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not separator:
        raise AnswersError(f"“{text}” phải có dạng ID=LỰA-CHỌN.", f'"{text}" must look like ID=CHOICE.')
    return key, value


def _print(result: Result, lang: str) -> None:
    def say(text: Any) -> str:
        return str(getattr(text, lang))

    print(f"{result.rule_set} ({result.version})")
    print(say(result.summary))
    for problem in result.problems:
        print("  !", say(problem.message))
    for item in result.items:
        if item.points.high:
            print("  ", say(item.reason), f"({item.source.form}, tr. {item.source.page})")
    for indicator in result.indicators:
        if indicator.deprived is not False:
            print("  ", say(indicator.reason))
    for change in result.changes[:5]:
        print("  ↔", say(change.sentence))
    for note in result.notes:
        print("  *", say(note))
