"""Comparing a file with the register: each of its households is kept, sealed, with what taking it over would do. The
register itself is only read."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections import Counter
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from chungtay.foundation.core.files import laid_open
from chungtay.foundation.core.keyring import SealError
from chungtay.foundation.core.operations import record_event
from chungtay.records.registry.models import ImportFile, ImportState, Outcome, StagedHousehold
from chungtay.records.registry.operations.intake.marking import write_marked_copy
from chungtay.records.registry.operations.intake.receiving import memory_of
from chungtay.records.registry.operations.intake.telling import Telling
from chungtay.records.registry.operations.rows import insert_rows
from chungtay.records.registry.queries.intake.cells import escaped_of
from chungtay.records.registry.queries.intake.comparing import compare
from chungtay.records.registry.queries.intake.conversion import Source, incoming_of
from chungtay.records.registry.queries.intake.incoming import Incoming, as_payload
from chungtay.records.registry.queries.intake.known import known_for
from chungtay.records.registry.queries.intake.places import Places
from chungtay.records.registry.queries.intake.planning import Choice, Difference, Plan, Rules
from chungtay.records.registry.queries.intake.sentences import both
from chungtay.records.registry.queries.intake.whole_file import LISTED, SAME, Verdict, verdicts_of
from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.workbooks.contents import CellProblem, ReadFile, ReadHousehold
from chungtay.workbooks.reading import read_file

PART = 1_000  # households in one transaction


def stage_file(number: int, progress: Telling, *, at: datetime.datetime) -> dict[str, int]:
    """Compare what is not compared yet; how many households came to what. Taken up again, it goes on at its mark."""
    file = ImportFile.objects.select_related("area", "by").get(pk=number)
    if file.state != ImportState.STAGING:
        return dict(file.counts)
    progress.beat(stage=gettext("Reading the file"))
    try:
        read = _read(file, progress)
    except SealError:  # nothing is wrong with the file: with its key back it is compared again
        raise
    except ChungTayError as error:
        _refuse_file(file, error, at)
        return {}
    source = source_of(file, read, today=timezone.localdate(at))
    verdicts = verdicts_of(read.households, source)
    rules = rules_of(file, today=source.today)
    seen = _seen_before(file)
    total = len(read.households)
    orphans = list(_rows_of_nobody(read))
    progress.beat(file.mark, total, stage=gettext("Comparing with the register"))
    for first in range(file.mark, total, PART):
        with progress.batch() as batch:
            part = _take(read.households, first, min(first + PART, total), source, verdicts)
            rows = _compare_part(file, first, part, rules, seen)
            insert_rows(StagedHousehold, rows)
            if not _advance(file, first, first + len(part), total):
                return {}
            batch.done, batch.total = first + len(part), total
    return _finish(file, read, orphans, total, at)


def _read(file: ImportFile, progress: Telling) -> ReadFile:
    with laid_open(file.stored) as (path,):
        return read_file(
            path,
            rule_sets.load(file.rule_set),
            mapping=file.mapping,
            memory=memory_of(file.area),
            on_progress=lambda done, total: progress.beat(done, total),
        )


def source_of(file: ImportFile, read: ReadFile, *, today: datetime.date) -> Source:
    """What holds for the whole file: where its columns are, and what the titles of its sheets say."""
    escaped = {}
    for sheet, titles in read.titles.items():
        before = escaped_of(" ".join(titles))
        if before:
            escaped[sheet] = before
    listed = any(
        each.sheet not in escaped and each.facts.get("class") in ("Hộ nghèo", "Hộ cận nghèo")
        for each in read.households
    )
    places = Places(file.area, file.on, today, found_groups=bool(file.options.get("found_groups")))
    return Source(read.where, places, file.on, today, escaped, listed)


def rules_of(file: ImportFile, *, today: datetime.date) -> Rules:
    return Rules(file.area, file.on, today, file.rule_set, bool(file.options.get("only_gaps")))


def choice_of(row: StagedHousehold) -> Choice:
    gone = {int(number): how for number, how in row.choice.get("gone", {}).items()}
    return Choice(bool(row.choice.get("enter")), gone, frozenset(row.choice.get("people", ())))


def _take(
    households: list[ReadHousehold], first: int, last: int, source: Source, verdicts: dict[int, Verdict]
) -> list[tuple[Incoming, Verdict | None]]:
    """The next households, brought into their form. What was read of them is let go: memory does not grow twice."""
    part = []
    for place in range(first, last):
        verdict = verdicts.pop(place, None)
        home = incoming_of(households[place], source)
        if verdict:
            home.messages.extend(verdict.messages)
            _without_numbers(home, households[place], verdict)
        part.append((home, verdict))
        households[place] = ReadHousehold("", 0)
    return part


def _without_numbers(home: Incoming, read: ReadHousehold, verdict: Verdict) -> None:
    rows = {(read.members[number].sheet, read.members[number].row) for number in verdict.without}
    for each in home.members:
        if (each.sheet, each.row) in rows:
            kept = tuple(paper for paper in each.entered.papers if paper.kind == "birth")
            each.entered = dataclasses.replace(each.entered, papers=kept)


def _compare_part(
    file: ImportFile,
    first: int,
    part: Sequence[tuple[Incoming, Verdict | None]],
    rules: Rules,
    seen: dict[int, tuple[str, int]],
) -> list[StagedHousehold]:
    once = [home for home, verdict in part if not (verdict and verdict.repeat)]
    known = known_for([home for home in once if not _blocked(home)], file.area, file.rule_set)
    rows = []
    for position, (home, verdict) in enumerate(part, first + 1):
        if verdict and verdict.repeat:
            rows.append(_repeated(file, position, home, verdict))
            continue
        payload = as_payload(home)
        plan = compare(home, known, rules)
        _refuse_second(plan, seen)
        rows.append(staged_row(StagedHousehold(file=file, position=position), plan, payload=payload))
    return rows


def _blocked(home: Incoming) -> bool:
    return any(message.blocks for message in home.messages)


def _refuse_second(plan: Plan, seen: dict[int, tuple[str, int]]) -> None:
    """Two households of a file cannot be one of the register."""
    if plan.home is None:
        return
    home = plan.incoming
    earlier = seen.setdefault(plan.home.household.pk, (home.sheet, home.row))
    if earlier != (home.sheet, home.row):
        told = both(
            _("This is household %(code)s, as is row %(row)s of “%(sheet)s”. Leave one of the two."),
            code=plan.home.household.code,
            row=earlier[1],
            sheet=earlier[0],
        )
        home.tell(*told, column=home.code_column)
        plan.outcome = Outcome.REFUSED


def _repeated(file: ImportFile, position: int, home: Incoming, verdict: Verdict) -> StagedHousehold:
    sheet, row = verdict.of
    home.messages = []
    if verdict.repeat == SAME:
        told = both(_("The same, word for word, as row %(row)s of “%(sheet)s”; read once."), row=row, sheet=sheet)
        outcome = Outcome.DUPLICATE
    else:
        assert verdict.repeat == LISTED  # noqa: S101
        told = both(
            _("Stands also in row %(row)s of “%(sheet)s” with its class of now; taken from there."),
            row=row,
            sheet=sheet,
        )
        outcome = Outcome.UNCHANGED
    home.tell(*told, blocks=False)
    plan = Plan(home, outcome)
    return staged_row(StagedHousehold(file=file, position=position), plan, payload="")


def staged_row(row: StagedHousehold, plan: Plan, *, payload: str) -> StagedHousehold:
    """The row as the plan has it. Of a repetition nothing is kept but where it stands."""
    home = plan.incoming
    row.sheet, row.row = home.sheet[:100], home.row
    row.code = (home.code or home.official_code)[:60]
    row.head_name, row.members = home.head_name[:120], len(home.members)
    row.payload = payload
    row.outcome = plan.outcome
    row.differences = differences_text(plan)
    row.messages = [message.as_json() for message in home.messages]
    row.told, row.missing = len(home.messages), len(plan.missing)
    row.household = plan.home.household if plan.home else None
    return row


def differences_text(plan: Plan) -> str:
    """Sealed with the row: it has names and what was typed."""
    return (
        json.dumps([dataclasses.astuple(each) for each in plan.differences], ensure_ascii=False)
        if plan.differences
        else ""
    )


def differences_of(row: StagedHousehold) -> list[Difference]:
    return [Difference(*values) for values in json.loads(row.differences)] if row.differences else []


def _seen_before(file: ImportFile) -> dict[int, tuple[str, int]]:
    """What an earlier worker found: household of the register -> where it stands in the file."""
    rows = file.households.exclude(household=None).values_list("household", "sheet", "row")
    return {household: (sheet, row) for household, sheet, row in rows}


def _advance(file: ImportFile, mark: int, new: int, total: int) -> bool:
    """Move the mark, if nobody else has."""
    mine = ImportFile.objects.filter(pk=file.pk, state=ImportState.STAGING, mark=mark)
    return bool(mine.update(mark=new, total=total))


def _rows_of_nobody(read: ReadFile) -> Iterator[CellProblem]:
    """Rows of members that belong to no household, and what is wrong with the file beyond its households."""
    yield from read.problems


def _finish(
    file: ImportFile, read: ReadFile, orphans: list[CellProblem], total: int, at: datetime.datetime
) -> dict[str, int]:
    rows = [_orphan_row(file, total + place, problem) for place, problem in enumerate(orphans, 1)]
    with transaction.atomic():
        held = ImportFile.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=file.pk)
        if held.state != ImportState.STAGING:
            return dict(held.counts)
        StagedHousehold.objects.bulk_create(rows)
        held.counts = count_outcomes(held)
        held.notes = [list(note) for note in read.notes] + _set_aside(read)
        held.state, held.finished_at = ImportState.STAGED, at
        held.columns = [{**column, "examples": []} for column in held.columns]
        held.save()
        record_event("registry.file_staged", held, by=None, at=at, area=held.area, detail=held.counts)
    write_marked_copy(held)
    return dict(held.counts)


def _orphan_row(file: ImportFile, position: int, problem: CellProblem) -> StagedHousehold:
    message = {
        "sheet": problem.sheet, "row": problem.row, "column": problem.column, "vi": problem.message_vi,
        "en": problem.message_en, "blocks": True,
    }  # fmt: skip
    return StagedHousehold(
        file=file, position=position, sheet=problem.sheet[:100], row=problem.row, payload="",
        outcome=Outcome.REFUSED, messages=[message], told=1,
    )  # fmt: skip


def count_outcomes(file: ImportFile) -> dict[str, int]:
    """Households by outcome; `missing` counts those with members on record who are not in the file."""
    rows = file.households.order_by().values_list("outcome", "missing")
    counts: Counter[str] = Counter(dict.fromkeys(Outcome.values, 0))
    for outcome, missing in rows.iterator(chunk_size=5_000):
        counts[outcome] += 1
        counts["missing"] += bool(missing)
    return dict(counts)


def _set_aside(read: ReadFile) -> list[list[str]]:
    """Rows that are no household, by reason, in one sentence each."""
    reasons = Counter((entry.reason_vi, entry.reason_en) for entry in read.set_aside)
    return [
        [f"{count} dòng không phải hộ: {vi}.", f"{count} rows set aside: {en}."]
        for (vi, en), count in reasons.most_common()
    ]


@transaction.atomic
def _refuse_file(file: ImportFile, error: ChungTayError, at: datetime.datetime) -> None:
    held = ImportFile.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=file.pk)
    if held.state == ImportState.STAGING:
        held.state, held.problem, held.finished_at = ImportState.UNREADABLE, {"vi": error.vi, "en": error.en}, at
        held.save()
        record_event("registry.file_unreadable", held, by=None, at=at, area=held.area)
