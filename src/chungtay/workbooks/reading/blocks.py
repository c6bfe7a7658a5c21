"""Blocks: one sheet of people, where a row opens a household and the rows after it are its members."""

from __future__ import annotations

from dataclasses import dataclass

from chungtay.rulebook.result import Text
from chungtay.workbooks.contents import ReadFile, ReadHousehold, SetAside
from chungtay.workbooks.reading.cells import Cells, ReadRow
from chungtay.workbooks.reading.faults import Fault, cell_problem, shown
from chungtay.workbooks.reading.grid import Value
from chungtay.workbooks.reading.households import (
    CODE,
    REPEATED,
    Tally,
    Tick,
    count_notes,
    is_head,
    join_key,
    make_household,
    make_member,
    name_head,
    set_row_aside,
)
from chungtay.workbooks.reading.tables import Sorted, Table, sorted_rows
from chungtay.workbooks.reading.text import fold
from chungtay.workbooks.reading.values import read_code

_CONFLICTING_FACTS = ("b1", "b2", "class", "previous_class")


@dataclass(slots=True)
class _Signals:
    """Which columns say where a household begins, found by a first pass over the data rows."""

    code: bool = False
    relationship: bool = False
    number: str = ""
    head_name: bool = False
    answers_at_head: bool = True  # answers about the household never stand in the row of another member


@dataclass(slots=True)
class _Block:
    """The household being read. `from_head_row`: its first member came from the household's own row. `number`: the
    household's own number in the list, "" where the list has none."""

    household: ReadHousehold
    key: str
    from_head_row: bool = False
    number: str = ""


def read_blocks(table: Table, read: ReadFile, tally: Tally, tick: Tick) -> None:
    """One sheet of people: a row that opens a household, then the rows of its members."""
    signals = _signals(table)
    if signals is None:
        _unsplittable(table, read, tick)
        return
    cells = Cells(table)
    block: _Block | None = None
    blocks: dict[str, _Block] = {}
    for entry in sorted_rows(table):
        tick(entry.number)
        if entry.aside is not None:
            set_row_aside(read, table, entry)
            continue
        row = cells.read(entry.number, entry.row)
        count_notes(tally, row)
        key = join_key(shown(table.value(entry.row, "household_code"))) if signals.code else ""
        if block is None or _opens(table, entry, row, signals, key, block):
            known = blocks.get(key) if key else None
            if known is not None and not _starts_household(table, entry):
                block = known
            else:
                block = _open_block(table, entry, row, key, known, read)
                if key:
                    blocks[key] = block
                continue
        _add_to_block(table, entry, row, block, read)
        if signals.relationship and not signals.code and not signals.answers_at_head:
            _doubtful_member(table, entry, block)
    for household in read.households:
        if household.sheet == table.name:
            _settle_head(table, household)
            name_head(household)


def _signals(table: Table) -> _Signals | None:
    """Look through the data once; None when nothing says where a household begins."""
    signals = _Signals()
    rows = 0
    numbered = {"household_no": 0, "row_no": 0}
    for entry in sorted_rows(table):
        if entry.aside is not None:
            continue
        rows += 1
        signals.code = signals.code or table.value(entry.row, "household_code") is not None
        signals.relationship = signals.relationship or is_head(shown(table.value(entry.row, "relationship")))
        signals.head_name = signals.head_name or table.value(entry.row, "head_name") is not None
        relation = table.value(entry.row, "relationship")
        if relation is not None and _is_other_member(table, relation) and _has_household_answers(table, entry):
            signals.answers_at_head = False
        for target in numbered:
            numbered[target] += table.value(entry.row, target) is not None
    if numbered["household_no"]:
        signals.number = "household_no"
    elif 0 < numbered["row_no"] < rows:
        signals.number = "row_no"
    if rows and not (signals.code or signals.relationship or signals.number or signals.head_name):
        return None
    return signals


def _is_other_member(table: Table, relation: Value) -> bool:
    """A relationship that can be read and is not the head's."""
    question = next(one.question for one in table.bound if one.target == "relationship")
    code = read_code(relation, question) if question.codes else 1
    return not isinstance(code, Fault) and not is_head(shown(relation))


def _has_household_answers(table: Table, entry: Sorted) -> bool:
    return any(
        one.of == "household" and one.question.entry is not None and table.value(entry.row, one.target) is not None
        for one in table.bound
    )


def _opens(table: Table, entry: Sorted, row: ReadRow, signals: _Signals, key: str, block: _Block) -> bool:
    head = is_head(shown(table.value(entry.row, "relationship")))
    if signals.code:
        if key:
            number = shown(table.value(entry.row, "household_no"))
            return key != block.key or bool(number and block.number and number != block.number)
        return head and any(is_head(str(one.answers.get("relationship", ""))) for one in block.household.members)
    if signals.relationship:
        if (head and not _head_again(table, entry, block)) or _other_head(table, entry, block):
            return True
        # a relationship that is empty or cannot be read: the household's own answers show the row of a head
        unknown = row.member.answers.get("relationship") is None and not _is_fact_relation(row)
        return unknown and not head and signals.answers_at_head and _has_household_answers(table, entry)
    if signals.number:
        return table.value(entry.row, signals.number) is not None
    return _other_head(table, entry, block)


def _is_fact_relation(row: ReadRow) -> bool:
    """In a period without member questions the relationship is only a remark."""
    return bool(row.member.facts.get("relationship"))


def _head_again(table: Table, entry: Sorted, block: _Block) -> bool:
    """Whether this row is the head of the household just opened, after a row that only named the household."""
    name = fold(shown(table.value(entry.row, "name")))
    heads = [member for member in block.household.members if is_head(str(member.answers.get("relationship", "")))]
    seen = len(heads) - block.from_head_row
    return bool(name) and seen == 0 and name == fold(block.household.facts.get("head_name", ""))


def _other_head(table: Table, entry: Sorted, block: _Block) -> bool:
    name = shown(table.value(entry.row, "head_name"))
    return bool(name) and fold(name) != fold(block.household.facts.get("head_name", ""))


def _starts_household(table: Table, entry: Sorted) -> bool:
    """Whether a row with a code seen before is a household of its own, not a late member."""
    if is_head(shown(table.value(entry.row, "relationship"))):
        return True
    return not table.has("relationship") and table.value(entry.row, "head_name") is not None


def _open_block(table: Table, entry: Sorted, row: ReadRow, key: str, known: _Block | None, read: ReadFile) -> _Block:
    household = make_household(table, entry, row)
    block = _Block(household, key, number=shown(table.value(entry.row, "household_no")))
    column = table.places.get("household_code", [None])[0]
    code = household.facts.get("household_code")
    if known is not None:
        fault = Fault(f"trùng với hộ ở dòng {known.household.row}.", f"is also that of row {known.household.row}.")
        household.problems.append(
            cell_problem(table.name, row.number, column, "household_code", CODE, code, fault, REPEATED)
        )
        again = Fault(f"trùng với hộ ở dòng {row.number}.", f"is also that of row {row.number}.")
        first = known.household
        first.problems.append(
            cell_problem(table.name, first.row, column, "household_code", CODE, code, again, REPEATED)
        )
    if row.member:
        member = make_member(table, row)
        head_name = household.facts.get("head_name", "")
        if not member.facts.get("name") and head_name:
            member.facts["name"] = head_name
            member.answers.setdefault("relationship", 1)
            block.from_head_row = True
        household.members.append(member)
    read.households.append(household)
    return block


def _add_to_block(table: Table, entry: Sorted, row: ReadRow, block: _Block, read: ReadFile) -> None:
    household = block.household
    household.problems.extend(row.problems)
    for target, value in row.household.answers.items():
        if household.answers.setdefault(target, value) != value:
            _conflict(table, entry, target, household)
    for target, text in row.household.facts.items():
        if household.facts.setdefault(target, text) != text and target in _CONFLICTING_FACTS:
            _conflict(table, entry, target, household)
    if row.member:
        household.members.append(make_member(table, row))
    else:
        read.set_aside.append(
            SetAside(
                table.name,
                row.number,
                f"dòng ghi thêm cho hộ ở dòng {household.row} (đã gộp vào hộ đó)",
                f"more cells of the household in row {household.row} (joined to it)",
            )
        )


def _doubtful_member(table: Table, entry: Sorted, block: _Block) -> None:
    """Where every row repeats the household's answers, only the relationship tells a head from a member."""
    if table.value(entry.row, "relationship") is None and _has_household_answers(table, entry):
        fault = Fault(
            "còn trống, không biết là thành viên hay chủ một hộ khác.",
            "is empty: a member, or the head of another household, is unknown.",
        )
        column = table.places["relationship"][0]
        label = Text("Quan hệ với chủ hộ", "Relationship to the head")
        block.household.problems.append(
            cell_problem(table.name, entry.number, column, "relationship", label, None, fault)
        )


def _conflict(table: Table, entry: Sorted, target: str, household: ReadHousehold) -> None:
    bound = next(one for one in table.bound if one.target == target)
    fault = Fault(
        f"khác với dòng {household.row} của cùng hộ. Giữ một câu trả lời.",
        f"differs from row {household.row} of the same household. Keep one answer.",
    )
    value = table.value(entry.row, target)
    label = bound.question.label
    household.problems.append(cell_problem(table.name, entry.number, bound.index, target, label, value, fault))


def _settle_head(table: Table, household: ReadHousehold) -> None:
    """A head row that also carried personal cells, followed by the head's own member row, is one person."""
    heads = [member for member in household.members if is_head(str(member.answers.get("relationship", "")))]
    if len(heads) < 2:
        return
    first, second = heads[0], heads[1]
    same_name = fold(first.facts.get("name", "")) == fold(second.facts.get("name", ""))
    agrees = all(second.answers.get(key, value) == value for key, value in first.answers.items())
    if first.row == household.row and same_name and agrees and len(heads) == 2:
        for key, value in first.answers.items():
            second.answers.setdefault(key, value)
        for key, text in first.facts.items():
            second.facts.setdefault(key, text)
        household.members.remove(first)
        return
    fault = Fault(
        f"là chủ hộ, nhưng dòng {first.row} cũng ghi chủ hộ. Một hộ chỉ có một chủ hộ.",
        f"is a head, and so is row {first.row}. A household has one head.",
    )
    column = table.places.get("relationship", [None])[0]
    name = second.facts.get("name", "")
    label = Text("Quan hệ với chủ hộ:", "Relationship to the head:")
    household.problems.append(cell_problem(table.name, second.row, column, "relationship", label, name, fault))


def _unsplittable(table: Table, read: ReadFile, tick: Tick) -> None:
    """People without any sign of whose household they are."""
    fault = Fault(
        f"thiếu ở trang “{table.name}”, nên không biết ai thuộc hộ nào. Thêm cột Mã hộ hoặc Quan hệ với chủ hộ.",
        f'is missing in sheet "{table.name}": who belongs to which household is unknown. Add a column with the '
        "household code or the relationship to the head.",
    )
    read.problems.append(cell_problem(table.name, table.header.last, None, "household_code", CODE, None, fault))
    for entry in sorted_rows(table):
        tick(entry.number)
        reason = entry.aside or ("không biết thuộc hộ nào", "household unknown")
        read.set_aside.append(SetAside(table.name, entry.number, *reason))
