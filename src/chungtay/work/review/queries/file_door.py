"""A classified file held against the households of a campaign: what would come in, what would not, and why."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet

from chungtay.foundation.core.files import laid_open
from chungtay.foundation.core.words import fold
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import Member, codes
from chungtay.records.registry.queries.numbers import number_print
from chungtay.rulebook import rule_sets
from chungtay.rulebook.questionnaire import Question, Questionnaire, declared_name
from chungtay.work.review.models import (
    Campaign,
    Case,
    CaseState,
    Method,
    ReviewFile,
    State,
    Survey,
)
from chungtay.work.review.queries.campaigns import cases_seen, main_standard
from chungtay.work.review.queries.contradictions import PAPERS
from chungtay.work.review.queries.files import files_seen, households_seen
from chungtay.workbooks.contents import ReadHousehold
from chungtay.workbooks.reading import read_file
from chungtay.workbooks.scoring import whole_number

READY, KNOWN, CONTRADICTS = "ready", "known", "contradicts"
NO_CODE, TWICE, NOT_HERE, CLOSED, FORM_A = "no_code", "twice", "not_here", "closed", "form_a"


def files_for(user: Any, campaign: Campaign, place: Unit) -> QuerySet[ReviewFile]:
    """The classified files of the place that were worked out by the campaign's main standard, of its days."""
    standard = main_standard(campaign)
    rows = files_seen(user, place).filter(state=State.DONE, rule_set=standard.rule_set, on__gte=campaign.first_day)
    if standard.method == Method.POINTS:
        return rows
    # how many indicators are lacking is not enough: the review asks which
    wanted = {declared_name(entry.id) for entry in rule_sets.load(standard.rule_set).indicators}
    return rows.filter(pk__in=[file.pk for file in rows if wanted <= _columns_of(file)])


def _columns_of(file: ReviewFile) -> set[str]:
    return {column.get("target", "") for column in file.columns} | set(file.mapping.values())


def form_number(campaign: Campaign, file: ReviewFile, code: str) -> uuid.UUID:
    """The same household of the same file always has the same number: taken in twice, kept once."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"chungtay:{campaign.pk}:{file.sha256}:{code}")


@dataclass(frozen=True, slots=True)
class Match:
    """A household of the file: what would become of it, and its case in the campaign when there is one."""

    code: str
    name: str
    where: str
    outcome: str
    case: int | None


def matches(user: Any, campaign: Campaign, place: Unit, file: ReviewFile) -> list[Match]:
    """Every household of the file that the user may see, in the order of the file; in a fixed number of statements."""
    rows: list[Any] = list(
        households_seen(user, place)
        .filter(file=file)
        .order_by("position")
        .values_list("code", "head_name", "sheet", "row", named=True)
    )
    by_code = cases_by_code(user, campaign, place)
    numbers = {row.code: form_number(campaign, file, row.code) for row in rows if row.code}
    known = set(
        Survey.objects.filter(case__campaign=campaign, sent_id__in=numbers.values()).values_list("sent_id", flat=True)
    )
    seen = Counter(row.code for row in rows)
    found = []
    for row in rows:
        case = by_code.get(row.code)
        outcome = _outcome(row.code, seen[row.code], case, numbers.get(row.code) in known)
        found.append(Match(row.code, row.head_name, f"{row.sheet}, {row.row}", outcome, case.pk if case else None))
    return found


def cases_by_code(user: Any, campaign: Campaign, place: Unit) -> dict[str, Case]:
    cases = {case.household_id: case for case in cases_seen(user, place).filter(campaign=campaign)}
    return {code: cases[number] for number, code in codes(cases).items()}


def _outcome(code: str, times: int, case: Case | None, known: bool) -> str:
    if not code:
        return NO_CODE
    if times > 1:
        return TWICE
    if case is None:
        return NOT_HERE
    if known:
        return KNOWN
    if case.state in (CaseState.LISTED, CaseState.RETURNED):
        return READY
    if case.state == CaseState.TO_SCREEN:
        return FORM_A
    return CLOSED if case.state in (CaseState.CLOSED, CaseState.SCREENED_OUT) else CONTRADICTS


def read_again(file: ReviewFile) -> dict[str, ReadHousehold]:
    """The households of a stored file by their codes, read as its columns were confirmed; codes that stand there twice
    are left out."""
    rules = rule_sets.load(file.rule_set)
    stored = [each for each in (file.stored, file.stored_members) if each]
    with laid_open(*stored) as paths:
        members = paths[1] if file.stored_members else None
        read = read_file(paths[0], rules, members=members, mapping=cast(dict[str, str], file.mapping))
    named = [(household.facts.get("household_code", ""), household) for household in read.households]
    times = Counter(code for code, _household in named)
    return {code: household for code, household in named if code and times[code] == 1}


def answers_of_row(form: Questionnaire, household: ReadHousehold, roster: list[Member]) -> dict[str, Any]:
    """A household of a file as every other door writes it; members are tied to the register by name alone where it is
    the only one of the household. Of an identity number only its print is kept, for quality control."""
    names = Counter(fold(member.name) for member in roster)
    persons = {fold(member.name): member.person for member in roster if names[fold(member.name)] == 1}
    members: list[dict[str, Any]] = []
    papers: list[str] = []
    for member in household.members:
        given = {**member.facts, **member.answers}
        row = {
            question.id: value
            for question in form.member
            if (value := _read(question, given.get(question.id))) is not None
        }
        person = persons.get(fold(str(row.get("name", ""))))
        members.append(row | ({"person": person} if person else {}))
        papers.append(_print_of(member.facts.get("id_number")))
    found = _of_household(form, household) | {"members": members}
    return found | ({PAPERS: papers} if any(papers) else {})


def _of_household(form: Questionnaire, household: ReadHousehold) -> dict[str, Any]:
    if form.method == Method.INCOME:
        income = whole_number(household.facts.get("income", ""))
        declared = {
            question.id: value
            for question in form.household
            if question.of == "declared"
            and (value := _read(question, household.facts.get(declared_name(question.id)))) is not None
        }
        return {"income_per_person": income, "declared": declared}
    answers = {
        question.id: value
        for question in form.household
        if (value := _read(question, household.answers.get(question.id))) is not None
    }
    return {"household": answers}


def _print_of(number: Any) -> str:
    digits = "".join(str(number or "").split())
    return number_print(digits) if digits else ""


def _read(question: Question, value: Any) -> Any:
    return None if value is None else question.read(str(value))
