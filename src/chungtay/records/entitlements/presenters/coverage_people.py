"""The people under a figure of the coverage, by name, with what is to be done next and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chungtay.foundation.core.templatetags.words import words as told
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import SupportList
from chungtay.records.entitlements.presenters.coverage import Figures
from chungtay.records.entitlements.presenters.policies import questions
from chungtay.records.entitlements.queries.asked_before_cards import INSURED
from chungtay.records.entitlements.queries.coverage import (
    APPROVED,
    ASK,
    CARRIED,
    DELIVERED,
    DRAFTED,
    LAPSED,
    MISSING,
    REFUSED,
    RETURNED,
    STAGES,
    UNKNOWN,
    UNLISTED,
    Coverage,
)
from chungtay.records.entitlements.queries.periods import period_words
from chungtay.rulebook.rights import InForce, Policy

STAGE_WORDS: dict[str, str | Promise] = {
    UNLISTED: gettext_lazy("On no list yet"),
    DRAFTED: gettext_lazy("Waits for approval"),
    APPROVED: gettext_lazy("Waits for the hand-over"),
    DELIVERED: gettext_lazy("Handed over"),
    REFUSED: gettext_lazy("Refused"),
    LAPSED: gettext_lazy("Lapsed"),
    RETURNED: gettext_lazy("Given back"),
    ASK: gettext_lazy("Asked first"),
    UNKNOWN: gettext_lazy("Cannot be said yet"),
    CARRIED: gettext_lazy("Left open in earlier periods"),
}
CARD_WORDS: dict[str, str | Promise] = {
    UNLISTED: gettext_lazy("No card, on no list"),
    APPROVED: gettext_lazy("Waits for the card"),
    DELIVERED: gettext_lazy("Has a card"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str | Promise
    count: int
    chosen: bool


ALL_MISSING = "missing"


def stages_asked(name: str) -> tuple[str, ...]:
    """The stages behind a chip; everybody who is missing for a word that means nothing."""
    return (name,) if name in STAGES else MISSING


def chips(figures: Figures, chosen: str) -> list[Chip]:
    """Everybody who is missing first, then each stage at which somebody stands."""
    chosen = chosen if chosen in STAGES else ALL_MISSING
    first = Chip(ALL_MISSING, _("Still missing"), figures.missing, chosen == ALL_MISSING)
    there = [stage for stage in STAGES if figures.at[stage] or stage == chosen]
    return [first] + [Chip(stage, STAGE_WORDS[stage], figures.at[stage], stage == chosen) for stage in there]


@dataclass(frozen=True, slots=True)
class Named:
    """One person (or household) with the reason, what is to be done and who does it. `card`: it is done in the health
    insurance; `asked`: among those of whom something is asked there first."""

    household: int
    name: str
    head: str
    code: str
    group: str
    amount: int | None
    stage: str | Promise
    why: tuple[str, ...]
    next: str
    who: str
    list: int | None
    unlisted: bool
    card: bool
    asked: bool


def named(
    found: Coverage,
    page: pl.DataFrame,
    *,
    names: Mapping[int, str],
    homes: Mapping[int, Any],
    groups: Mapping[int, str],
    lists: Mapping[int, SupportList],
    alone: Mapping[tuple[int, int], Sequence[int]] | None = None,
) -> list[Named]:
    """The rows of a page. `homes` and `lists`: what the register and the lists say of them; `alone`: as
    `Coverage.alone_beside`."""
    made = []
    for row in page.iter_rows(named=True):
        home = homes.get(row[HOUSEHOLD])
        card = row["policy"] in found.of_cards
        beside = [names.get(each, "") for each in (alone or {}).get((row[HOUSEHOLD], row[PERSON]), ())]
        step, who = _next_card(found, row) if card else _next(row, lists.get(row["list"]))
        if beside:
            step = _("Enter an allowance by decision for each child, to the parent whose it is")
        made.append(
            Named(
                household=row[HOUSEHOLD],
                name=names.get(row[PERSON], "") or (home.head_name if home else ""),
                head=home.head_name if home else "",
                code=home.code if home else "",
                group=groups.get(row["group"], ""),
                amount=row["amount"],
                stage=(CARD_WORDS if card else STAGE_WORDS).get(row["stage"], STAGE_WORDS[row["stage"]]),
                why=(*_of_two(beside), *_why(found, row)),
                next=step,
                who=who,
                list=row["list"],
                unlisted=row["stage"] in (UNLISTED, RETURNED),
                card=card,
                asked=row["stage"] == ASK,
            )
        )
    return made


def _of_two(others: Sequence[str]) -> tuple[str, ...]:
    """Who else of the household is on record as raising children alone."""
    if not others:
        return ()
    words = _(
        "%(names)s of the same household is on record as raising children alone too, and two are never paid for one "
        "child: ask whose each child is. Who raises none: end that record."
    )
    return (words % {"names": ", ".join(others)},)


def _why(found: Coverage, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the person has the right, or what must be found out, and what became of it before."""
    policy: Policy | None = None
    rules = found.found[row["ward"]].rules if row["ward"] in found.found else None
    if rules is not None:
        policy = next((each for each in rules.policies if each.id == row["policy"]), None)
    said = []
    if rules is not None and row["stage"] == UNKNOWN:
        return questions(rules, row["missing"].split(",") if row["missing"] else ())
    if rules is not None and row["stage"] == ASK:
        return (*_due_by(policy, row), *_asked(rules, row["missing"]))
    if policy is not None and row["state"] == "due":
        said += _due_by(policy, row)
    if row["stage"] == UNLISTED and row["line"] is not None:
        said.append(_("Lapsed from a list, but is entitled today."))
    if row["stage"] in (DRAFTED, APPROVED) and row["state"] != "due":
        said.append(_("The register gives this right no more: it lapses at the next step."))
    if row["note"]:
        said.append(row["note"])
    if row["stage"] == CARRIED:
        said.append(_("Listed for %(period)s") % {"period": period_words(row["period"])})
    return tuple(said)


def _due_by(policy: Policy | None, row: Mapping[str, Any]) -> list[str]:
    if policy is None:
        return []
    return [told(policy.rates[row["rate"]].label) if row["rate"] is not None else told(policy.who_words)]


def _asked(rules: InForce, missing: str) -> tuple[str, ...]:
    """Why it is asked first: whether there is a card, whether another right has the state pay it, or the allowance
    with which it would."""
    allowance = next((each for each in rules.policies if each.id == missing), None)
    if allowance is not None:
        words = _("Due “%(what)s”, which nobody gives yet; with it the state pays the card.")
        return (words % {"what": told(allowance.label)},)
    return questions(rules, missing.split(",") if missing else ())


def _next_card(found: Coverage, row: Mapping[str, Any]) -> tuple[str, str]:
    """The same of what gives a health-insurance card."""
    stage = row["stage"]
    if stage == ASK:
        if row["missing"] == INSURED:
            return _("Ask whether there is a card"), _("the ward officer or the enumerator")
        if row["missing"] in found.policies:
            return _("Settle the monthly allowance first, then the card"), _("the ward officer")
        return _("Find out first whether the state pays the card"), _("the ward officer or the enumerator")
    if stage in (UNLISTED, RETURNED):
        return _("List for a card, in Health insurance"), _("the ward officer")
    if stage == DRAFTED:
        return _("Approve the list of cards"), _("the leader of the ward, not who drew it up")
    if stage == APPROVED:
        return _("See to the card and hand it over"), _("the ward officer, then whoever hands over")
    if stage == UNKNOWN:
        return _("Ask, and write it into the register"), _("the ward officer or the enumerator")
    return "", ""


def _next(row: Mapping[str, Any], made: SupportList | None) -> tuple[str, str]:
    """What is to be done next, and by whom."""
    stage = row["stage"]
    if stage == CARRIED:
        stage = APPROVED if made is not None and made.approved_by_id is not None else DRAFTED
    drawn = made.drawn_by.full_name if made is not None else ""
    if stage == UNLISTED:
        return _("Draw up a list"), _("the ward officer")
    if stage == DRAFTED:
        return _("Approve the list"), _("the leader of the ward, not %(name)s who drew it up") % {"name": drawn}
    if stage == APPROVED:
        approved = made.approved_by.full_name if made is not None and made.approved_by is not None else ""
        others = {"drawn": drawn, "approved": approved}
        return _("Hand it over"), _("whoever hands over, not %(drawn)s and not %(approved)s") % others
    if stage == UNKNOWN:
        return _("Ask, and write it into the register"), _("the ward officer or the enumerator")
    if stage == RETURNED:
        return _("Draw up a list anew if it is still due"), _("the ward officer")
    return "", ""
