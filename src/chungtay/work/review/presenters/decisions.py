"""Decisions on the screen: what a ward does next, how many households stand on which list, what a signature does."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chungtay.foundation.core.templatetags.words import standard
from chungtay.work.review import permissions
from chungtay.work.review.models import (
    CampaignWard,
    Certificate,
    ClosedWhy,
    Decision,
    DecisionKind,
    DecisionState,
    WardState,
)
from chungtay.work.review.queries.ahead import posting_behind
from chungtay.work.review.queries.decisions import (
    LISTED,
    LISTS,
    closed_with_class,
    has_opinion,
    listed_elsewhere,
    lists_of,
    main_of,
    unlisted_of,
)
from chungtay.work.review.queries.two_reviews import Other, also_reviewed, holds_over
from chungtay.work.review.queries.unlisted import named_not_in_review

LIST_NAMES: dict[str, str | Promise] = {
    "poor": gettext_lazy("Poor households"),
    "near_poor": gettext_lazy("Near-poor households"),
    "escaped_poor": gettext_lazy("Households that escaped poverty"),
    "escaped_near_poor": gettext_lazy("Households that escaped near-poverty"),
}
SUB_CLASSES: dict[str, str | Promise] = {
    "income_poor": gettext_lazy("poor by income"),
    "deprivation_poor": gettext_lazy("poor by what it lacks"),
}


@dataclass(frozen=True, slots=True)
class WardRow:
    """A ward, the one act that is possible now ("" when none is this person's), and what is awaited, in words."""

    ward: CampaignWard
    act: str
    waits: str

    @property
    def stands(self) -> str:
        """Where the ward stands; a list whose days are over hangs no more."""
        counts: Any = self.ward
        over = self.ward.state == WardState.POSTED and counts.hung and not counts.hangs
        return _("Posting over") if over else self.ward.get_state_display()


def ward_rows(user: Any, wards: list[CampaignWard], today: datetime.date) -> list[WardRow]:
    """`wards` as `wards_ahead` counts them."""
    return [WardRow(ward, *_next(user, ward, today)) for ward in wards]


def _next(user: Any, ward: CampaignWard, today: datetime.date) -> tuple[str, str]:
    prepares, counts = permissions.can_prepare(user, ward.ward, today), cast(Any, ward)
    if ward.state == WardState.POSTED:
        if counts.contradicted and counts.hung and not counts.hangs:
            return "", _("Forms contradict each other; somebody says which one holds.")
        if not posting_behind(ward):
            return "", _("The posting is not over, or a household still waits.")
        if has_opinion(ward.campaign):
            return ("ask" if prepares else ""), _("The posting is over; the district is asked for its opinion.")
        return ("ready" if prepares else ""), _("The posting is over; the decision may follow.")
    if ward.state == WardState.OPINION:
        return "", _("The district's answer is awaited.")
    if ward.state == WardState.AGREED:
        if counts.drafted:
            return "", _("A draft waits for the signature of the chair.")
        return ("draft" if prepares else ""), _("The decision is to be drafted.")
    if ward.state == WardState.DECIDED:
        return "", _("Decided; certificates are to be issued.")
    if ward.state == WardState.CERTIFIED:
        return "", _("Decided, certificates issued.")
    return "", _("Survey, meeting and posting come first.")


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard with how many households stand on each list."""

    rule_set: str
    label: str
    main: bool
    counts: list[tuple[str | Promise, int]]


def standards_of(annex: Mapping[str, Any]) -> list[Standard]:
    found = []
    for each in annex.get("standards", []):
        lists = lists_of(annex, each["rule_set"])
        counts = [(LIST_NAMES[name], len(lists[name])) for name in LISTS]
        found.append(Standard(each["rule_set"], standard(each["rule_set"]), each["main"], counts))
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """One list: its name, its rows, each with what the other standards say."""

    name: str
    title: str | Promise
    rows: list[dict[str, Any]]


def tables_of(annex: Mapping[str, Any]) -> list[Table]:
    """The lists under the main standard, then those that stand on none."""
    main = main_of(annex)
    lists = lists_of(annex)
    tables = [Table(name, LIST_NAMES[name], [_row(row, main) for row in lists[name]]) for name in LISTS]
    rest = unlisted_of(annex)
    tables.append(Table("none", _("Reviewed, on no list"), [_row(row, main) for row in rest]))
    return tables


def _row(row: Mapping[str, Any], main: str) -> dict[str, Any]:
    found = row["found"].get(main, {})
    beside = [
        f"{standard(name)}: {class_name(name, each['class'])}"
        for name, each in row["found"].items()
        if name != main and each["class"]
    ]
    numbers = [(label, found[key]) for key, label in (("b1", "B1"), ("b2", "B2")) if found.get(key) is not None]
    return {
        **row,
        "class": found.get("class", ""),
        "class_name": class_name(main, found.get("class", "")),
        "was_name": class_name(main, row["was"].get(main, "")),
        "sub": SUB_CLASSES.get(found.get("sub", ""), ""),
        "income": found.get("income"),
        "deprivations": found.get("deprivations"),
        "numbers": numbers,
        "beside": beside,
    }


def class_name(rule_set: str, class_id: str) -> str:
    from chungtay.foundation.core.templatetags.words import words
    from chungtay.rulebook import rule_sets

    found = rule_sets.load(rule_set).classes.get(class_id) if rule_set else None
    return words(found.label) if found else ""


def count_words(decision: Decision) -> str:
    if decision.kind == DecisionKind.RECOGNISE:
        lists = lists_of(decision.annex)
        return ", ".join(f"{LIST_NAMES[name]}: {len(lists[name])}" for name in LISTS)
    return _("%(count)s households") % {"count": len(decision.annex.get("rows", []))}


def gone_words(annex: Mapping[str, Any]) -> str:
    """Households whose list hung and that are none any more by the register, each with why; "" for nobody."""
    named = [f"{row['head']} ({ClosedWhy(row['why']).label})" for row in annex.get("gone", [])]
    return "; ".join(named)


def kept_of(decision: Decision) -> list[str]:
    """Households of the list before that were closed without a survey and keep their class, each with why."""
    rows = decision.annex.get("kept")
    if rows is None and decision.state == DecisionState.DRAFT:  # drafted before drafts named them
        cases = closed_with_class(decision.ward, timezone.localdate(decision.drafted_at))[1]
        rows = [{"head": case.head_name, "why": case.closed_why} for case in cases]
    return [f"{row['head']} ({ClosedWhy(row['why']).label})" for row in rows or []]


def decided_twice(decision: Decision) -> list[str]:
    """Of each household that the review of another ward has, too: what stands there, and which decision holds."""
    return [_of_two(decision, each) for each in also_reviewed(decision)]


def _of_two(decision: Decision, each: Other) -> str:
    other = each.decision
    words = {"name": each.head, "ward": each.ward.name}
    if other is None or other.effective_on is None or other.signed_on is None:
        return _("%(name)s: also in the review of %(ward)s, where nothing is decided yet.") % words
    words |= {"number": other.number, "day": f"{other.signed_on:%d/%m/%Y}", "from": f"{other.effective_on:%d/%m/%Y}"}
    if decision.effective_on is None:
        sentence = _(
            "%(name)s: also decided in %(ward)s, by %(number)s of %(day)s, from %(from)s on. What begins to hold later"
            " holds; of two that begin on one day, what is signed later."
        )
    elif holds_over(decision, other):
        sentence = _(
            "%(name)s: also decided in %(ward)s, by %(number)s of %(day)s, from %(from)s on. This decision holds."
        )
    else:
        sentence = _(
            "%(name)s: also decided in %(ward)s, by %(number)s of %(day)s. That one holds from %(from)s on, with its"
            " certificate."
        )
    return sentence % words


def effects_of(decision: Decision) -> list[str]:
    """What happens when it is signed, before anybody signs."""
    rows = decision.annex["rows"]
    statuses = sum(1 for row in rows for each in row["found"].values() if each["class"])
    homes = [row["household"] for row in rows]
    papers = Certificate.objects.filter(household__in=homes[:900], revoked_at=None)
    holders = list(papers.values_list("household", flat=True))
    held = len(holders)
    effects = [
        _("%(count)s classes of %(households)s households go into the register as one act.")
        % {"count": statuses, "households": len(rows)},
        _("%(count)s valid certificates of these households that reach beyond the day end with the day before.")
        % {"count": held},
    ]
    if decision.kind == DecisionKind.RECOGNISE:
        effects.append(_("The review of the ward is decided; a change needs a second decision."))
        if moved := listed_elsewhere(decision.ward, rows):
            sentence = _(
                "By the register these live in another ward by now; the decision recognises them all the same:"
                " %(names)s."
            )
            effects.append(sentence % {"names": "; ".join(moved)})
        drafted_on = timezone.localdate(decision.drafted_at)
        if strange := named_not_in_review(decision.ward.campaign, decision.ward.ward, drafted_on):
            effects.append(
                ngettext(
                    "%(count)s household is poor or near-poor by the register, lives here and was not in this review;"
                    " it keeps its class and gets no certificate by this decision: %(names)s.",
                    "%(count)s households are poor or near-poor by the register, live here and were not in this review;"
                    " they keep their class and get no certificate by this decision: %(names)s.",
                    len(strange),
                )
                % {"count": len(strange), "names": "; ".join(home.head_name for home in strange[:5])}
            )
        if left := kept_of(decision):
            effects.append(
                ngettext(
                    "%(count)s household of last year's list was not surveyed and keeps its class of last year:"
                    " %(names)s.",
                    "%(count)s households of last year's list were not surveyed and keep their class of last year:"
                    " %(names)s.",
                    len(left),
                )
                % {"count": len(left), "names": "; ".join(left[:5])}
            )
    else:
        effects.append(_("The first decision stays as it is; this one stands beside it."))
        first = lists_of(decision.corrects.annex) if decision.corrects else {}
        listed = {row["case"] for name in LISTED for row in first.get(name, [])}
        without = [row for row in rows[:900] if row["case"] in listed and row["household"] not in holders]
        if without:
            sentence = _(
                "No certificate yet: %(names)s. Where this decision holds from a later day on, the first one still"
                " gives one, good until the day before: under Certificates, at the first decision."
            )
            effects.append(sentence % {"names": "; ".join(str(row["head"]) for row in without[:5])})
    effects.append(_("A signature cannot be undone."))
    return effects
