"""Who of a ward is given a kind of gift on a day: a condition over the facts that policies ask, or one of the groups
that wards choose most. Worked out by the engine of rights; whose facts are not known is told apart, never guessed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

import polars as pl
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Unit
from chungtay.population.rights import HOUSEHOLD, PERSON, rights
from chungtay.records.entitlements.queries.facts import Facts, facts_of
from chungtay.rulebook import policy_book
from chungtay.rulebook.language import LanguageError, Node, parse_condition
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import InForce, Policy

Of = Literal["household", "person"]
LONGEST = 400
_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Preset:
    """A group that wards choose most. 36 months after recognition: TT 09/2022/TT-BLĐTBXH, Điều 2."""

    of: Of
    label: str | Promise
    who: str


PRESETS: dict[str, Preset] = {
    "poor": Preset("household", gettext_lazy("Poor households"), "household_class == poor"),
    "near_poor": Preset("household", gettext_lazy("Near-poor households"), "household_class == near_poor"),
    "listed": Preset(
        "household", gettext_lazy("Poor and near-poor households"), "household_class in (poor, near_poor)"
    ),
    "newly_escaped": Preset(
        "household",
        gettext_lazy("Households that escaped poverty or near-poverty within 36 months"),
        "escaped in (from_poor, from_near_poor) and months_since_escape < 36",
    ),
    "hardship": Preset(
        "household", gettext_lazy("Households that met with misfortune within 12 months"), "hardship == some_hardship"
    ),
    "protected": Preset("person", gettext_lazy("People on a monthly social benefit"), "monthly_benefit == on_benefit"),
    "disabled": Preset(
        "person",
        gettext_lazy("People with a severe or extremely severe disability"),
        "disability in (extremely_severe, severe)",
    ),
    "elderly": Preset("person", gettext_lazy("People of 70 and older"), "age_months >= 840"),
    "children": Preset("person", gettext_lazy("Children under 16"), "age_months < 192"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """`due` and `open` have household, person (null where the gift is for the household) and `group`; `open` also has
    `missing`, the facts that nobody knows, by comma."""

    due: pl.DataFrame
    open: pl.DataFrame

    @property
    def many(self) -> int:
        return self.due.height

    @property
    def unsure(self) -> int:
        return self.open.height

    @property
    def questions(self) -> list[tuple[str, int]]:
        """What must be found out, and of how many."""
        facts = policy_book.load().facts
        asked = self.open.select(pl.col("missing").str.split(",").explode()).drop_nulls()["missing"]
        counts = asked.value_counts(sort=True).iter_rows()
        vi = (get_language() or "vi").startswith("vi")
        return [((facts[name].question.vi if vi else facts[name].question.en), count) for name, count in counts]


def read_condition(text: str, of: Of) -> Node:
    """The condition, checked: known facts of the right kind alone. Raises ValidationError in words."""
    if not text.strip() or len(text) > LONGEST:
        raise ValidationError(_("Write the condition in at most %(count)s letters.") % {"count": LONGEST}, code="who")
    facts = policy_book.load().facts
    names = {fact.id: 0 for fact in facts.values() if of == "person" or fact.of == "household"}
    try:
        return parse_condition(text, names, policy_book.words_of(facts))
    except LanguageError as error:
        vi = (get_language() or "vi").startswith("vi")
        raise ValidationError(error.vi if vi else error.en, code="who") from None


def chosen(ward: Unit, who: str, of: Of, day: datetime.date) -> Chosen:
    """Who of the people who live in the ward on a day. The dead and those who moved away are not among them.
    Unscoped: the operation has asked."""
    rules = _rules(day, _as_policy(who, of, day))
    facts = facts_of([ward.path], day, rules)
    frame = facts.people if of == "person" else facts.homes
    rows = rights(frame.lazy(), rules, of).join(facts.homes.select(HOUSEHOLD, "group"), HOUSEHOLD, "left")
    rows = rows.select(HOUSEHOLD, PERSON, "group", "state", "missing").sort("group", HOUSEHOLD, PERSON)
    return Chosen(
        rows.filter(pl.col("state") == "due").drop("state", "missing"),
        rows.filter(pl.col("state") == "open").drop("state"),
    )


@dataclass(frozen=True, slots=True)
class Living:
    """`homes`: person -> household; `groups`: household -> residential group, of those in which somebody lives."""

    homes: dict[int, int]
    groups: dict[int, int]


def living_in(ward: Unit, day: datetime.date, *, household: int | None = None) -> Living:
    """Everybody who lives in the ward on a day, or in one household of it."""
    facts: Facts = facts_of([ward.path], day, _rules(day), household=household)
    homes = dict(facts.people.select(PERSON, HOUSEHOLD).iter_rows())
    lived_in = set(homes.values())
    groups = {home: group for home, group in facts.homes.select(HOUSEHOLD, "group").iter_rows() if home in lived_in}
    return Living(homes, groups)


def _rules(day: datetime.date, *policies: Policy) -> InForce:
    return InForce(day, policies, {}, policy_book.load().facts)


def _as_policy(who: str, of: Of, day: datetime.date) -> Policy:
    """The condition as the engine of rights takes it: a policy that gives no money."""
    return Policy(
        id="gift", version="1", label=_NOTHING, issuer="ward", territory="", instrument="", article="", mark="V",
        valid_from=day, valid_to=None, of=of, who=read_condition(who, of), who_text=who, who_words=_NOTHING,
        gives="in_kind", period="once", hit="first", rates=(), per=1, excludes="", order=0, beside=(),
        approval="ward_leader", documents=(), months_at_most=None, note=_NOTHING,
    )  # fmt: skip
