"""How far each policy has come, as figures, tiles and names with what is to be done next and by whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chungtay.foundation.core.templatetags.words import words as told
from chungtay.foundation.places.models import Level, Unit
from chungtay.population.rights import HOUSEHOLD, PERSON
from chungtay.records.entitlements.models import SupportList
from chungtay.records.entitlements.presenters.policies import questions
from chungtay.records.entitlements.queries.coverage import (
    APPROVED,
    CARRIED,
    DELIVERED,
    DRAFTED,
    DUE,
    LAPSED,
    MISSING,
    NOWHERE,
    REFUSED,
    RETURNED,
    STAGES,
    UNKNOWN,
    UNLISTED,
    Coverage,
)
from chungtay.records.entitlements.queries.issued import policies_named
from chungtay.records.entitlements.queries.periods import period_words
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import Policy

STAGE_WORDS: dict[str, str | Promise] = {
    UNLISTED: gettext_lazy("On no list yet"),
    DRAFTED: gettext_lazy("Waits for approval"),
    APPROVED: gettext_lazy("Waits for the hand-over"),
    DELIVERED: gettext_lazy("Handed over"),
    REFUSED: gettext_lazy("Refused"),
    LAPSED: gettext_lazy("Lapsed"),
    RETURNED: gettext_lazy("Given back"),
    UNKNOWN: gettext_lazy("Cannot be said yet"),
    CARRIED: gettext_lazy("Left open in earlier periods"),
}
CARD_WORDS: dict[str, str | Promise] = {
    UNLISTED: gettext_lazy("No card, on no list"),
    APPROVED: gettext_lazy("Waits for the card"),
    DELIVERED: gettext_lazy("Has a card"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the stages of a policy and part add up to."""

    at: Mapping[str, int]

    @property
    def due(self) -> int:
        return sum(self.at[stage] for stage in DUE)

    @property
    def missing(self) -> int:
        return sum(self.at[stage] for stage in MISSING)

    @property
    def unknown(self) -> int:
        return self.at[UNKNOWN]

    @property
    def carried(self) -> int:
        """Lines of earlier periods that are neither handed over nor ended."""
        return self.at[CARRIED]

    @property
    def anything(self) -> bool:
        return any(self.at.values())

    @property
    def percent(self) -> int | None:
        """Whole percent of those to whom it is due who have it, rounded down: 100 means everybody."""
        return self.at[DELIVERED] * 100 // self.due if self.due else None

    @property
    def shade(self) -> int:
        return min((self.percent or 0) // 25, 4)


NONE = Figures(dict.fromkeys(STAGES, 0))


@dataclass(frozen=True, slots=True)
class Part:
    """A group of a ward, or a ward of a district; number 0: who lives in no group of the ward any more. `code`: of a
    ward, whose own board opens."""

    number: int
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One policy: the whole place, and each part in the order of the board's parts."""

    id: str
    label: Text
    total: Figures
    cells: tuple[tuple[Part, Figures], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """`quiet`: policies in force here that concern nobody."""

    kind: str
    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    total: Figures
    quiet: int

    @property
    def everything(self) -> tuple[tuple[Part, Figures], ...]:
        """Each part with all policies together, for the map."""
        cells = [tuple(figures for _part, figures in row.cells) for row in self.rows]
        return tuple((part, _sum([row[place] for row in cells])) for place, part in enumerate(self.parts))

    def row(self, policy: Policy) -> Row:
        """Of a policy that concerns nobody here nothing but zeros."""
        nothing = Row(policy.id, policy.label, NONE, tuple((part, NONE) for part in self.parts))
        return next((row for row in self.rows if row.id == policy.id), nothing)


def kind_of(place: Unit) -> str:
    """What a place is looked at by: a ward (or one group) by groups, anything above by wards."""
    return "group" if place.level in (Level.WARD, Level.GROUP) else "ward"


def without(late: Sequence[Unit]) -> list[str]:
    """The sentence that stands above figures in which wards are missing; none where all are in them."""
    names = ", ".join(unit.name for unit in late)
    return [_("Not counted, rights not worked out yet: %(wards)s.") % {"wards": names}] if late else []


def board(found: Coverage, place: Unit, groups: Iterable[Unit]) -> Board:
    """`groups`: the residential groups of the place on the day, in order. Policies with most people missing first."""
    kind = kind_of(place)
    units = groups if kind == "group" else found.wards.values()
    counts = found.counts(kind)
    parts = [Part(unit.pk, unit.name, unit.code if kind == "ward" else "") for unit in units]
    known = {part.number for part in parts}
    left = {number for _policy, number in counts} - known
    if left:  # who moved away, and groups that ended
        parts.append(Part(NOWHERE, _("no longer in a group here")))
    cells: dict[tuple[str, int], dict[str, int]] = {}
    for (policy, number), stages in counts.items():
        cell = cells.setdefault((policy, number if number in known else NOWHERE), dict.fromkeys(STAGES, 0))
        for stage, count in stages.items():
            cell[stage] += count
    labels = _labels(found)
    rows = [_row(policy, labels, parts, cells) for policy in {policy for policy, _number in cells}]
    rows.sort(key=lambda row: (-row.total.missing, -row.total.unknown, -row.total.due, row.id))
    total = _sum([row.total for row in rows])
    return Board(kind, tuple(parts), tuple(rows), total, len(found.policies.keys() - {row.id for row in rows}))


@dataclass(frozen=True, slots=True)
class WardTiles:
    """A ward of a district with its residential groups, for one policy. `code`: of the ward, in addresses."""

    name: str
    code: str
    cells: tuple[tuple[Part, Figures], ...]


def group_tiles(found: Coverage, policy: str, groups: Iterable[Unit]) -> list[WardTiles]:
    """One policy by group of every ward that is in the figures: policy, ward and group on one map. `groups`: those of
    the district on the day, in order. Who lives in no group any more stands in the figures of the wards alone."""
    counts = found.counts("group")
    made: dict[int, list[tuple[Part, Figures]]] = {}
    for group in groups:
        if group.parent_id in found.wards:
            stages = counts.get((policy, group.pk))
            cell = (Part(group.pk, group.name), Figures(stages) if stages else NONE)
            made.setdefault(group.parent_id, []).append(cell)
    wards = [(found.wards[number], cells) for number, cells in made.items()]
    return [
        WardTiles(ward.name, ward.code, tuple(cells))
        for ward, cells in wards
        if any(figures.anything for _part, figures in cells)
    ]


def _labels(found: Coverage) -> dict[str, Text]:
    others = policies_named([name for name in found.rows["policy"].unique() if name not in found.policies])
    return {name: policy.label for name, policy in (others | found.policies).items()}


def _row(
    policy: str, labels: Mapping[str, Text], parts: Sequence[Part], cells: Mapping[tuple[str, int], Mapping[str, int]]
) -> Row:
    counts = [(part, cells.get((policy, part.number))) for part in parts]
    each = tuple((part, NONE if stages is None else Figures(stages)) for part, stages in counts)
    return Row(policy, labels.get(policy, Text(policy, policy)), _sum([figures for _part, figures in each]), each)


def _sum(figures: Sequence[Figures]) -> Figures:
    return Figures({stage: sum(each.at[stage] for each in figures) for stage in STAGES})


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
    insurance."""

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


def people(
    found: Coverage,
    page: pl.DataFrame,
    *,
    names: Mapping[int, str],
    homes: Mapping[int, Any],
    groups: Mapping[int, str],
    lists: Mapping[int, SupportList],
) -> list[Named]:
    """The rows of a page. `homes` and `lists`: what the register and the lists say of them."""
    made = []
    for row in page.iter_rows(named=True):
        home = homes.get(row[HOUSEHOLD])
        card = row["policy"] in found.of_cards
        step, who = _next_card(row["stage"]) if card else _next(row, lists.get(row["list"]))
        made.append(
            Named(
                household=row[HOUSEHOLD],
                name=names.get(row[PERSON], "") or (home.head_name if home else ""),
                head=home.head_name if home else "",
                code=home.code if home else "",
                group=groups.get(row["group"], ""),
                amount=row["amount"],
                stage=(CARD_WORDS if card else STAGE_WORDS).get(row["stage"], STAGE_WORDS[row["stage"]]),
                why=_why(found, row),
                next=step,
                who=who,
                list=row["list"],
                unlisted=row["stage"] in (UNLISTED, RETURNED),
                card=card,
            )
        )
    return made


def _why(found: Coverage, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Why the person has the right, or what must be found out, and what became of it before."""
    policy: Policy | None = None
    rules = found.found[row["ward"]].rules if row["ward"] in found.found else None
    if rules is not None:
        policy = next((each for each in rules.policies if each.id == row["policy"]), None)
    said = []
    if rules is not None and row["stage"] == UNKNOWN:
        return questions(rules, row["missing"].split(",") if row["missing"] else ())
    if policy is not None and row["state"] == "due":
        said.append(told(policy.rates[row["rate"]].label) if row["rate"] is not None else told(policy.who_words))
    if row["stage"] == UNLISTED and row["line"] is not None:
        said.append(_("Lapsed from a list, but is entitled today."))
    if row["stage"] in (DRAFTED, APPROVED) and row["state"] != "due":
        said.append(_("The register gives this right no more: it lapses at the next step."))
    if row["note"]:
        said.append(row["note"])
    if row["stage"] == CARRIED:
        said.append(_("Listed for %(period)s") % {"period": period_words(row["period"])})
    return tuple(said)


def _next_card(stage: str) -> tuple[str, str]:
    """The same of what gives a health-insurance card."""
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


def left_open(figures: Figures) -> str:
    """How much of earlier periods is not handed over yet; "" for nothing."""
    sentence = ngettext(
        "Of earlier periods %(carried)s line is still to be handed over.",
        "Of earlier periods %(carried)s lines are still to be handed over.",
        figures.carried,
    )
    return sentence % {"carried": figures.carried} if figures.carried else ""


def sentence(total: Figures, day: datetime.date) -> str:
    """One sentence of state, and one of what earlier periods left open."""
    left = left_open(total)
    words = {"missing": total.missing, "due": total.due, "unknown": total.unknown, "day": f"{day:%d/%m/%Y}"}
    if total.missing:
        said = _("%(missing)s of %(due)s have not received what is due to them on %(day)s.") % words
    elif total.unknown:
        said = _("Nobody is left; of %(unknown)s nobody can say yet whether it is due to them on %(day)s.") % words
    elif left:
        said = _("For the period of %(day)s nobody is missing.") % words
    else:
        said = _("Nobody is left on %(day)s: whoever is due has received, or has an outcome with its reason.") % words
    return f"{said} {left}" if left else said
