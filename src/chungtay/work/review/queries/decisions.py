"""What a ward decides on: its settled households with what each standard found, as one frozen list."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.listed import homes, no_more, rosters, wards_of
from chungtay.records.registry.queries.parts import in_parts
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import (
    Campaign,
    CampaignWard,
    Case,
    CaseState,
    ClosedWhy,
    Decision,
    Opinion,
    Survey,
    SurveyResult,
)
from chungtay.work.review.queries.campaigns import inside, reach, takes

_PART = 1_000
LISTED = ("poor", "near_poor")
# The four lists that Điều 4 QĐ 24/2021 has the chair of the ward recognise, and the order of the annexes.
LISTS = ("poor", "near_poor", "escaped_poor", "escaped_near_poor")


def has_opinion(campaign: Campaign) -> bool:
    """Does the law give this review a step for the district's opinion?"""
    return takes(campaign, "opinion")


def canonical(value: Any) -> bytes:
    """One way to write JSON, so that its hash is the same everywhere."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def settled_cases(ward: CampaignWard) -> QuerySet[Case]:
    return Case.objects.filter(ward=ward, state=CaseState.SETTLED).order_by("group__group__code", "name_key", "pk")


# Why a household was closed, where the register must know it too: it lives here no more, or only under another code.
GONE = ("moved", "dissolved", "merged", "entered_twice")


def closed_with_class(ward: CampaignWard, on: datetime.date) -> tuple[list[Case], list[Case]]:
    """Closed households that the register has living here, poor or near-poor: first those closed because they left,
    dissolved or joined another, which as they stand would stay poor in every account of the movement; then those that
    were not surveyed: no source ends their class, and none gives them one, so they keep it."""
    closed = Case.objects.filter(ward=ward, state=CaseState.CLOSED).select_related("group__group")
    by_home = {case.household_id: case for case in closed.order_by("group__group__code", "name_key", "pk")}
    living = listed_here(by_home, ward.ward, on)
    cases = [case for number, case in by_home.items() if number in living]
    return [case for case in cases if case.closed_why in GONE], [case for case in cases if case.closed_why not in GONE]


def still_here(ward: CampaignWard, on: datetime.date) -> list[Case]:
    """Households closed as gone that the register still has living here with a class."""
    return closed_with_class(ward, on)[0]


# How a household ended in the register, as the review says it; one taken back as entered in error is another's.
ENDED_WHY = {"moved_out": ClosedWhy.MOVED, "merged": ClosedWhy.MERGED, "died_out": ClosedWhy.DISSOLVED}


def ended_meanwhile(households: Iterable[int], on: datetime.date) -> dict[int, str]:
    """Household -> why (`ClosedWhy`), of those that by the register are no household any more on a day: nobody is left
    to be recognised or to hold a certificate. One statement for 5,000."""
    return {home: str(ENDED_WHY.get(how, ClosedWhy.ENTERED_TWICE)) for home, how in no_more(households, on).items()}


def without_ended(annex: dict[str, Any], on: datetime.date) -> dict[str, Any]:
    """The annex with those that are no household any more beside its rows ("gone"). One statement, and only where the
    register did not find a household living."""
    lost = {row["household"]: row for row in annex["rows"] if not row["code"]}
    why = ended_meanwhile(lost, on) if lost else {}
    gone = [
        {"case": lost[home]["case"], "household": home, "head": lost[home]["head"], "why": why[home]}
        for home in sorted(why)
    ]
    return annex | {"rows": [row for row in annex["rows"] if row["household"] not in why], "gone": gone}


def listed_elsewhere(ward: CampaignWard, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Heads of the households of an annex that the register has living in another ward by now; of a ward whose borders
    went on to others nobody is named."""
    if ward.ward.valid_to is not None:
        return []
    heads = {row["household"]: str(row["head"]) for row in rows}
    return [heads[home] for home, where in wards_of(heads).items() if where != ward.ward_id]


def listed_here(households: Iterable[int], ward: Unit, on: datetime.date) -> set[int]:
    """Those of the households that the register has living in the ward, poor or near-poor by some standard, on a day.
    Of a ward that has ended also those who live where its borders went."""
    found = homes(households, day=on)
    listed = {home.number for home in found if any(each in LISTED for each in home.classes.values())}
    if not listed or ward.valid_to is not None:
        return listed
    return {home for home, where in wards_of(listed).items() if where == ward.pk}


def list_digest(ward: CampaignWard) -> str:
    """SHA-256 over which households of the ward are settled, by which form and class: what an opinion is about."""
    return digest_of_cases(settled_cases(ward).only("pk", "household", "survey", "class_id"))


def digest_of_cases(cases: Iterable[Case]) -> str:
    """The same over settled households that were read already."""
    return digest_of(sorted([case.pk, case.household_id, case.survey_id, case.class_id] for case in cases))


def annex_of(
    ward: CampaignWard,
    cases: Iterable[Case],
    *,
    on: datetime.date,
    surveys: Mapping[int, int] | None = None,
) -> dict[str, Any]:
    """The list as it will be decided: households in the order of groups and names, with the head as the register knows
    it on a day, last year's class and what each standard found. `surveys` names other forms than the cases' own
    (case -> survey). A number of statements that grows with parts of a thousand, not with households."""
    campaign = ward.campaign
    standards = list(campaign.standards.order_by("-main", "rule_set"))
    main = next(each.rule_set for each in standards if each.main)
    rows: list[dict[str, Any]] = []
    for part in in_parts(cases, _PART):
        rows += _rows(campaign, main, part, on, surveys or {})
    return {
        "campaign": campaign.pk,
        "ward": {"code": ward.ward.code, "name": ward.ward.name},
        "process": campaign.process,
        "on": on.isoformat(),
        "standards": [
            {"rule_set": each.rule_set, "method": each.method, "main": each.main, "label": _label(each.rule_set)}
            for each in standards
        ],
        "rows": rows,
    }


def _label(rule_set: str) -> dict[str, str]:
    label = rule_sets.load(rule_set).label
    return {"vi": label.vi, "en": label.en}


def _rows(
    campaign: Campaign, main: str, cases: list[Case], on: datetime.date, surveys: Mapping[int, int]
) -> list[dict[str, Any]]:
    numbers = [case.household_id for case in cases]
    known = {home.number: home for home in homes(numbers, day=campaign.baseline_on)}
    people = rosters(numbers, on)
    forms = {surveys.get(case.pk, case.survey_id) for case in cases} - {None}
    found: dict[int, dict[str, SurveyResult]] = {}
    for result in SurveyResult.objects.filter(survey__in=forms).defer("explanation"):
        found.setdefault(result.survey_id, {})[result.rule_set] = result
    rows = []
    for case in cases:
        home, roster = known.get(case.household_id), people.get(case.household_id, [])
        head = roster[0] if roster else None
        form = surveys.get(case.pk, case.survey_id)
        rows.append(
            {
                "case": case.pk,
                "household": case.household_id,
                "code": home.code if home else "",
                "head": head.name if head else case.head_name,
                "sex": head.sex if head else "",
                "born": head.birth if head else "",
                "members": len(roster),
                "address": home.address if home else case.address,
                "group": case.group.group.name,
                "was": (home.classes if home else {}) | {main: case.was},
                "survey": form,
                "found": {name: _found(result) for name, result in found.get(form or 0, {}).items()},
            }
        )
    return rows


def _found(result: SurveyResult) -> dict[str, Any]:
    return {
        "class": result.class_id,
        "sub": result.sub_class,
        "b1": result.b1,
        "b2": result.b2,
        "income": result.income,
        "deprivations": result.deprivations,
        "version": result.rule_set_version,
    }


def main_of(annex: Mapping[str, Any]) -> str:
    return next((each["rule_set"] for each in annex.get("standards", []) if each["main"]), "")


def lists_of(annex: Mapping[str, Any], rule_set: str = "") -> dict[str, list[dict[str, Any]]]:
    """The four lists under a standard (the main one when none is named). Poor last year and not poor now has escaped
    poverty (form 6.2, part I: also into near-poverty); near-poor last year and above now has escaped near-poverty.
    Whose recognition is taken back has escaped nothing."""
    name = rule_set or main_of(annex)
    lists: dict[str, list[dict[str, Any]]] = {each: [] for each in LISTS}
    for row in annex.get("rows", []):
        now, was = row["found"].get(name, {}).get("class", ""), row["was"].get(name, "")
        if now in LISTED:
            lists[now].append(row)
        if row["found"].get(name, {}).get("taken_back"):
            continue
        if was == "poor" and now and now != "poor":
            lists["escaped_poor"].append(row)
        if was == "near_poor" and now and now not in LISTED:
            lists["escaped_near_poor"].append(row)
    return lists


def unlisted_of(annex: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Households that were reviewed and stand on none of the four lists."""
    named = {row["case"] for rows in lists_of(annex).values() for row in rows}
    return [row for row in annex.get("rows", []) if row["case"] not in named]


def explanations(forms: Iterable[int]) -> dict[tuple[int, str], SurveyResult]:
    """(form, rule set) -> result with every reason, as stored."""
    found: dict[tuple[int, str], SurveyResult] = {}
    for part in in_parts(sorted(forms), _PART):
        for result in SurveyResult.objects.filter(survey__in=part):
            found[result.survey_id, result.rule_set] = result
    return found


def decisions_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Decision]:
    rows = Decision.objects.filter(ward__campaign=campaign, ward__ward__path__startswith=place.path)
    rows = rows.filter(inside("ward__ward__path", reach(user)))
    return rows.select_related("ward__ward", "ward__campaign", "drafted_by", "signed_by", "corrects")


def opinions_seen(user: Any, campaign: Campaign, place: Unit) -> QuerySet[Opinion]:
    rows = Opinion.objects.filter(ward__campaign=campaign, ward__ward__path__startswith=place.path)
    rows = rows.filter(inside("ward__ward__path", reach(user)))
    return rows.select_related("ward__ward", "ward__campaign", "asked_by", "answered_by")


def forms_to_correct(decision: Decision) -> QuerySet[Survey]:
    """Later forms of the decision's households, by other people than the first time: what a correction may rest on."""
    cases = [row["case"] for row in decision.annex.get("rows", [])]
    rows = Survey.objects.filter(case__in=cases, purpose="recheck", state__in=["sent", "confirmed"])
    return rows.select_related("case").order_by("case__name_key", "-number")


def opinions_waiting(user: Any, place: Unit) -> QuerySet[Opinion]:
    """Opinions that wait for this person's answer."""
    rows = Opinion.objects.filter(state="asked", ward__ward__path__startswith=place.path)
    return rows.filter(inside("ward__ward__path", reach(user, Permission.REVIEW_OPINION)))


def drafts_to_sign(user: Any, place: Unit) -> QuerySet[Decision]:
    rows = Decision.objects.filter(state="draft", ward__ward__path__startswith=place.path)
    return rows.filter(inside("ward__ward__path", reach(user, Permission.REVIEW_SIGN))).exclude(drafted_by=user)
