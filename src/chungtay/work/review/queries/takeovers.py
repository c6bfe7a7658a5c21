"""What a form could take over from the register and the lists in it, what that would make of the household, and what
has changed since somebody proposed it."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet

from chungtay.foundation.accounts.permissions import Permission, scope_of
from chungtay.records.registry.queries.listed import Member, rosters
from chungtay.records.registry.queries.witnesses import Told, told_of
from chungtay.rulebook.errors import ChungTayError
from chungtay.rulebook.questionnaire import Questionnaire, Remark, flat
from chungtay.work.review.models import Case, Flag, Survey, SurveyResult, Takeover, TakeoverState
from chungtay.work.review.queries.campaigns import inside
from chungtay.work.review.queries.contradictions import with_lists, with_register
from chungtay.work.review.queries.entry import RELATIONS, SEXES, beginning, form_of

REGISTER = "register"  # where a value comes from when no other list brought it
_LIST_OF = {"benefit": "protection", "schooling": "schooling", "illness": "illness"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that a list says otherwise. `answers` is path -> (on the form, by the list); `kind` and the rest say
    which list."""

    code: str
    member: int
    person: int
    answers: dict[str, tuple[Any, Any]]
    kind: str
    since: str = ""
    source: str = ""
    why: str = ""

    @property
    def id(self) -> str:
        return f"{self.code}-{self.member}"

    def as_json(self) -> dict[str, Any]:
        """As a proposal keeps it."""
        return {
            "code": self.code,
            "member": self.member,
            "person": self.person,
            "list": {"kind": self.kind, "since": self.since, "source": self.source, "why": self.why},
            "answers": [{"path": path, "was": was, "now": now} for path, (was, now) in self.answers.items()],
        }


def offers_of(survey: Survey, form: Questionnaire) -> list[Offer]:
    """What the register and its lists say otherwise on the day of the visit, where a value can be taken over: sex, date
    of birth and relationship of the register, benefits, schooling and illness of lists. Who belongs to the household
    and identity numbers are not: somebody has to ask there."""
    answers = cast(dict[str, Any], survey.answers)
    people = answers.get("members") or []
    roster = rosters([survey.case.household_id], survey.surveyed_on).get(survey.case.household_id, [])
    told = told_of([member.person for member in roster], survey.surveyed_on)
    known: dict[int, dict[str, str]] = {}
    for (person, kind), each in told.items():
        known.setdefault(person, {})[kind] = each.code
    held = {member.person: member for member in roster}
    asked = {question.id: question for question in form.member}
    found = []
    for code, number, _now, _before in [*with_register(answers, roster), *with_lists(answers, known)]:
        if not number:
            continue
        member = people[number - 1]
        person = member.get("person") or 0
        values = _register_says(code, held.get(person)) or _list_says(code, told.get((person, _LIST_OF.get(code, ""))))
        values = {name: value for name, value in values.items() if name in asked}
        changed = {
            f"members.{number}.{name}": (member.get(name), value)
            for name, value in values.items()
            if member.get(name) != value
        }
        if changed:
            found.append(_offer(code, number, person, changed, told.get((person, _LIST_OF.get(code, "")))))
    return found


def _register_says(code: str, held: Member | None) -> dict[str, Any]:
    if held is None:
        return {}
    if code == "sex" and held.sex in SEXES:
        return {"sex": SEXES[held.sex]}
    if code == "birth" and held.birth:
        return {"birth_date": held.birth}
    if code == "head":
        return {"relationship": RELATIONS.get(held.relation, 5)}
    return {}


def _list_says(code: str, told: Told | None) -> dict[str, Any]:
    """A benefit without its kind is not taken over: which one it is, nobody said."""
    if told is None:
        return {}
    if code == "benefit":
        return {"social_benefit": int(told.code)} if told.code.isdecimal() else {}
    if code == "schooling":
        return {"attending": 1} | ({"school_level": int(told.code)} if told.code.isdecimal() else {})
    return {"serious_illness": 1} if code == "illness" else {}


def _offer(code: str, number: int, person: int, changed: dict[str, tuple[Any, Any]], told: Told | None) -> Offer:
    if code not in _LIST_OF or told is None:
        return Offer(code, number, person, changed, REGISTER)
    return Offer(code, number, person, changed, _LIST_OF[code], told.since.isoformat(), told.source, told.why)


def changed_answers(answers: Mapping[str, Any], changes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of a form with the proposed values in their places."""
    made = copy.deepcopy(dict(answers))
    for change in changes:
        for each in change["answers"]:
            _members, number, name = each["path"].split(".")
            made["members"][int(number) - 1][name] = each["now"]
    return made


def spoilt(case: Case, survey: Survey, made: Mapping[str, Any]) -> list[Remark]:
    """What would be wrong or missing in the form only because of the change. Raises ChungTayError where the place has
    no area type."""
    form, start = form_of(case.campaign), beginning(case, survey.surveyed_on)
    if start.problem is not None and form.method == "points":
        raise start.problem
    before = form.check(cast(dict[str, Any], survey.answers), area=start.area, on=survey.surveyed_on)
    known = {(remark.path, remark.message.vi) for remark in before}
    after = form.check(made, area=start.area, on=survey.surveyed_on)
    return [remark for remark in after if (remark.path, remark.message.vi) not in known]


def figures(result: SurveyResult) -> dict[str, Any]:
    """A result as a proposal keeps it."""
    names = ("b1", "b2", "income", "deprived")
    return {"class": result.class_id} | {name: getattr(result, name) for name in names}


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer that is no longer as it was when somebody proposed: `form` is what the household's form says now,
    `listed` what the list says now; None where it says nothing (any more)."""

    path: str
    was: Any
    wanted: Any
    form: Any
    listed: Any


def moved_since(takeover: Takeover) -> list[Moved]:
    """What stands against a proposal now: another form took the place of the one it was made on and answers otherwise,
    or the list was corrected. Persons are followed by their numbers, not by their place on the form."""
    case = Case.objects.select_related("survey", "campaign").get(pk=takeover.case_id)
    if case.survey is None:
        return []
    try:
        offers = offers_of(takeover.survey, form_of(case.campaign))
    except ChungTayError:
        offers = []
    listed = {path: now for offer in offers for path, (_was, now) in offer.answers.items()}
    now = _by_person(cast(dict[str, Any], case.survey.answers))
    found = []
    for change in takeover.changes:
        for each in change["answers"]:
            stands = now.get((change["person"], each["path"].rsplit(".", 1)[-1]))
            if stands != each["was"] or listed.get(each["path"]) != each["now"]:
                found.append(Moved(each["path"], each["was"], each["now"], stands, listed.get(each["path"])))
    return found


def _by_person(answers: Mapping[str, Any]) -> dict[tuple[int, str], Any]:
    people = answers.get("members") or []
    found = {}
    for path, value in flat(answers).items():
        part, *rest = path.split(".")
        if part == "members" and (person := people[int(rest[0]) - 1].get("person")):
            found[person, rest[1]] = value
    return found


def takeovers_of(flag: Flag) -> Sequence[Takeover]:
    """The proposals about one flag, the one that waits first."""
    rows = Takeover.objects.filter(flag=flag).select_related(
        "proposed_by", "decided_by", "survey__case__campaign", "case__group__group", "made"
    )
    return sorted(rows, key=lambda row: row.state != TakeoverState.WAITING)


def waiting_flags(flags: Iterable[int]) -> set[int]:
    """Of these flags, those with a proposal that waits for another person."""
    rows = Takeover.objects.filter(flag__in=list(flags), state=TakeoverState.WAITING)
    return set(rows.values_list("flag", flat=True))


def to_decide(user: Any, cases: QuerySet[Case], today: datetime.date) -> list[Takeover]:
    """Proposals of these households that this person may decide: of somebody else, about a form of somebody else."""
    paths = scope_of(user, Permission.REVIEW_CONFIRM, today)
    rows = Takeover.objects.filter(state=TakeoverState.WAITING, case__in=cases.order_by().values("pk"))
    rows = rows.filter(inside("case__group__group__path", paths)).exclude(proposed_by=user)
    rows = rows.exclude(survey__surveyed_by=user).select_related("case__group__group", "case__ward__ward", "flag")
    return list(rows.order_by("proposed_at", "pk"))
