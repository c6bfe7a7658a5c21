"""The cells of one data row as facts and answers, each fault with its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from chungtay.rulebook.result import Text
from chungtay.workbooks.contents import CellProblem, Raw
from chungtay.workbooks.reading import dates
from chungtay.workbooks.reading.dates import Day, read_date
from chungtay.workbooks.reading.faults import Fault, cell_problem, error_fault
from chungtay.workbooks.reading.grid import CellError, Row, Value
from chungtay.workbooks.reading.identity import read_identity
from chungtay.workbooks.reading.questions import Question
from chungtay.workbooks.reading.tables import Bound, Table
from chungtay.workbooks.reading.text import column_of, letters_of
from chungtay.workbooks.reading.values import (
    is_marked,
    is_nothing,
    own_words,
    read_code,
    read_number,
    read_text,
    read_whole,
)

OWN_WORDS = "own_words"  # a relationship in words that mean no code
_TWO_MARKS = "đánh dấu nhiều ô (cột {}). Chỉ để một ô."
_TWO_MARKS_EN = "has several boxes ticked (columns {}). Leave one."
_DIFFER = Fault("khác với cột cùng nội dung ở dòng này.", "differs from another column of the same content.")
_GROWN_UP = ("training", "education", "employment", "job_type", "contract", "nonfarm", "pension", "serious_illness")
_GROWING = ("height_cm", "weight_kg", "attending", "school_level")


@dataclass(slots=True)
class Part:
    """What a row says of the household or of the member."""

    facts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Raw] = field(default_factory=dict)
    faulty: bool = False

    def __bool__(self) -> bool:
        return bool(self.facts or self.answers or self.faulty)


@dataclass(slots=True)
class ReadRow:
    number: int
    household: Part = field(default_factory=Part)
    member: Part = field(default_factory=Part)
    problems: list[CellProblem] = field(default_factory=list)
    padded: int = 0
    short_years: int = 0

    def part(self, of: str) -> Part:
        return self.household if of == "household" else self.member


class Cells:
    """Reads rows of one table. Codes and numbers repeat, so each distinct cell of a column is understood once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._known: dict[tuple[str, type, Value], int | str | Fault] = {}
        self._words: dict[str, str] = {}
        self._ticks: dict[str, list[Bound]] = {}
        self._plain: list[Bound] = []
        for entry in table.bound:
            if entry.option is None:
                self._plain.append(entry)
            else:
                self._ticks.setdefault(entry.target, []).append(entry)

    def read(self, number: int, row: Row) -> ReadRow:
        done = ReadRow(number)
        birth: dict[str, tuple[Bound, Value]] = {}
        for entry in self._plain:
            value = row[entry.index] if entry.index < len(row) else None
            if is_nothing(value) or entry.target in ("row_no", "household_no"):
                continue
            if entry.target.startswith("birth_") and entry.target != "birth_date":
                birth[entry.target] = (entry, value)
                continue
            self._plain_cell(done, entry, value)
        for target, entries in self._ticks.items():
            self._tick_boxes(done, target, entries, row)
        if birth:
            self._birth_in_parts(done, birth)
        self._check_century(done)
        return done

    def _plain_cell(self, done: ReadRow, entry: Bound, value: Value) -> None:
        part = done.part(entry.of)
        question = entry.question
        if question.kind == "date":
            self._date(done, entry, value, entry.target)
        elif question.kind == "identity":
            self._identity(done, entry, value)
        elif question.entry is not None and entry.of == question.of:
            answer = self._once(question, value)
            if isinstance(answer, Fault):
                self._fault(done, entry, value, answer)
            elif part.answers.setdefault(question.id, answer) != answer:
                self._fault(done, entry, value, _DIFFER)
            elif entry.target == "relationship" and (own := self._own_words(question, value, answer)):
                part.facts.setdefault("relation_words", own)
        else:
            text = self._fact(question, value)
            if isinstance(text, Fault):
                self._fault(done, entry, value, text)
            elif text and part.facts.setdefault(entry.target, text) != text and question.kind != "text":
                self._fault(done, entry, value, _DIFFER)

    def _once(self, question: Question, value: Value) -> int | str | Fault:
        key = (question.id, type(value), value)
        if key not in self._known:
            if question.entry is None or question.kind == "code":
                self._known[key] = read_code(value, question)
            else:
                self._known[key] = read_number(value, question.entry)
        return self._known[key]

    def _own_words(self, question: Question, value: Value, answer: Raw) -> str:
        if not isinstance(value, str):
            return ""
        if value not in self._words:
            self._words[value] = own_words(value, question, int(answer or 0))
        return self._words[value]

    def _fact(self, question: Question, value: Value) -> str | Fault:
        if question.kind == "class" or (question.kind == "code" and question.codes):
            code = self._once(question, value)
            if isinstance(code, Fault):
                # a class in other words is kept as written: no answer hangs on it
                return read_text(value) if question.kind == "class" and not isinstance(value, CellError) else code
            return dict(question.codes)[int(code)].vi if question.kind == "class" else str(code)
        if question.kind == "mark":
            mark = is_marked(value, 1)
            return mark if isinstance(mark, Fault) else "1" if mark else "0"
        if question.kind == "whole":
            whole = read_whole(value)
            return whole if isinstance(whole, Fault) else str(whole)
        if (
            question.id in ("household_code", "index", "parent_index")
            and isinstance(value, float)
            and abs(value) >= 1e15
        ):
            return Fault("đã mất chữ số vì lưu như số. Gõ lại dạng văn bản.", "lost digits. Type it as text.")
        text = read_text(value)
        if question.id == "ward_code" and isinstance(text, str) and text.isdecimal() and len(text) < 5:
            return text.zfill(5)
        return text

    def _date(self, done: ReadRow, entry: Bound, value: Value, target: str) -> None:
        day = (
            error_fault(value)
            if isinstance(value, CellError)
            else read_date(value, days_1904=self.table.grid.day_zero_1904)
        )
        if isinstance(day, Fault):
            self._fault(done, entry, value, day)
            return
        part = done.part(entry.of)
        if part.facts.setdefault(target, day.text) != day.text:
            self._fault(done, entry, value, _DIFFER)
        if day.short_year and target == "birth_date":  # a review or decision is always of this century
            part.facts["_short_year"] = letters_of(entry.index)

    def _identity(self, done: ReadRow, entry: Bound, value: Value) -> None:
        number = (
            error_fault(value) if isinstance(value, CellError) else read_identity(value, typed=self.table.grid.typed)
        )
        if isinstance(number, Fault):
            self._fault(done, entry, value, number)
            return
        if done.part(entry.of).facts.setdefault(entry.target, number.digits) != number.digits:
            self._fault(done, entry, value, _DIFFER)
        done.padded += number.padded

    def _tick_boxes(self, done: ReadRow, target: str, entries: list[Bound], row: Row) -> None:
        ticked: list[Bound] = []
        for entry in entries:
            value = row[entry.index] if entry.index < len(row) else None
            mark = is_marked(value, entry.option or 0)
            if isinstance(mark, Fault):
                self._fault(done, entry, value, mark)
                return
            if mark:
                ticked.append(entry)
        codes = {entry.option for entry in ticked}
        if len(codes) > 1:
            letters = ", ".join(letters_of(entry.index) for entry in ticked)
            fault = Fault(_TWO_MARKS.format(letters), _TWO_MARKS_EN.format(letters))
            self._fault(done, ticked[1], None, fault)
        elif ticked and ticked[0].option is not None:
            entry, code = ticked[0], ticked[0].option
            part = done.part(entry.of)
            if entry.question.entry is not None and entry.of == entry.question.of:
                if part.answers.setdefault(target, code) != code:
                    self._fault(done, entry, row[entry.index], _DIFFER)
            else:
                label = dict(entry.question.codes)[code].vi
                part.facts.setdefault(target, label if entry.question.kind == "class" else str(code))

    def _birth_in_parts(self, done: ReadRow, birth: dict[str, tuple[Bound, Value]]) -> None:
        """Day, month and year in columns of their own; or a column of years for men and one for women."""
        for target, sex in (("birth_year_male", 1), ("birth_year_female", 2)):
            if target in birth:
                entry, value = birth[target]
                part = done.part(entry.of)
                if "birth_date" in part.facts:
                    self._fault(done, entry, value, _DIFFER)
                    continue
                # "x" in the column of men: the sex only
                if isinstance(value, str) and value.strip().lower() == "x":
                    done.part(entry.of).facts.pop("_short_year", None)
                else:
                    self._date(done, entry, value, "birth_date")
                if entry.of == "household":
                    part.facts.setdefault("sex", str(sex))
                elif part.answers.setdefault("sex", sex) != sex:
                    self._fault(done, entry, value, _DIFFER)
        numbers: dict[str, int] = {}
        for target in ("birth_day", "birth_month", "birth_year"):
            if target in birth:
                entry, value = birth[target]
                number = read_whole(value)
                if isinstance(number, Fault):
                    self._fault(done, entry, value, number)
                    return
                if number:
                    numbers[target] = number
        if not numbers:
            return
        entry, value = birth.get("birth_year") or next(
            birth[target] for target in ("birth_month", "birth_day") if target in birth
        )
        if "birth_year" not in numbers:
            self._fault(done, entry, value, dates.NOT_A_DATE)
            return
        text = "/".join(str(numbers[key]) for key in ("birth_day", "birth_month", "birth_year") if key in numbers)
        if "birth_day" in numbers and "birth_month" not in numbers:
            text = str(numbers["birth_year"])
        day = read_date(text)
        if isinstance(day, Day) and not day.short_year:
            done.part(entry.of).facts.setdefault("birth_date", day.text)
        else:
            fault = day if isinstance(day, Fault) else dates.NOT_A_DATE
            problem = cell_problem(
                self.table.name, done.number, entry.index, "birth_date", Text("Ngày sinh", "Date of birth"), text, fault
            )
            done.part(entry.of).faulty = True
            done.problems.append(problem)

    def _check_century(self, done: ReadRow) -> None:
        """ "5/3/20" is read as 2020 only where the row shows a child; it could be somebody born in 1920."""
        for part, child in ((done.member, _is_child(done.member)), (done.household, False)):
            letter = part.facts.pop("_short_year", None)
            if letter is None or "birth_date" not in part.facts:
                continue
            if child:
                done.short_years += 1
                continue
            text = part.facts.pop("birth_date")
            index = column_of(letter)
            label = Text("Ngày sinh", "Date of birth")
            part.faulty = True
            fault = Fault(
                "có năm chỉ hai chữ số, hiểu được hai cách. Ghi đủ bốn chữ số của năm.",
                "has two digits of the year and can be read in two ways. Write all four.",
            )
            written = f"{text[:6]}{text[-2:]}"
            done.problems.append(cell_problem(self.table.name, done.number, index, "birth_date", label, written, fault))

    def _fault(self, done: ReadRow, entry: Bound, value: Value, fault: Fault) -> None:
        done.part(entry.of).faulty = True
        target = "birth_date" if entry.target.startswith("birth_") else entry.target
        words = target == "relationship" and isinstance(value, str) and not any(sign.isdigit() for sign in value)
        kind = OWN_WORDS if words else ""
        done.problems.append(
            cell_problem(self.table.name, done.number, entry.index, target, entry.question.label, value, fault, kind)
        )


def _is_child(member: Part) -> bool:
    """Whether the answers of the row are those of a child and of nobody grown up."""
    answers = member.answers
    if any(answers.get(key) for key in _GROWN_UP) or answers.get("relationship") in (1, 2, 4):
        return False
    return answers.get("relationship") == 3 or any(answers.get(key) is not None for key in _GROWING)
