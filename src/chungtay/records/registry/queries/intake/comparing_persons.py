"""A person of a file against the same person on record: what differs, and which numbers belong to somebody else."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.utils.translation import gettext_noop as _

from chungtay.foundation.core.sealed import fingerprint
from chungtay.records.registry.models import PaperKind, Precision, Relation
from chungtay.records.registry.queries.facts import NewPaper, name_fields
from chungtay.records.registry.queries.intake.incoming import IncomingMember, print_of
from chungtay.records.registry.queries.intake.known import Known, KnownMember
from chungtay.records.registry.queries.intake.pairing import births_agree
from chungtay.records.registry.queries.intake.planning import Plan, Rules, born_shown
from chungtay.records.registry.queries.intake.sentences import both
from chungtay.workbooks.reading.text import spelling


def same_text(first: str, second: str) -> bool:
    """Equal but for capitals, signs between words, and where an accent stands ("hoà", "hòa")."""
    return first == second or spelling(first) == spelling(second)


def gaps_alone(values: dict[str, Any], record: Any, rules: Rules) -> dict[str, Any]:
    """Only what is empty in the register, where the officer wants nothing replaced."""
    if not rules.only_gaps:
        return values
    return {name: after for name, after in values.items() if getattr(record, name) in (None, "")}


def compare_member(plan: Plan, each: IncomingMember, one: KnownMember, known: Known, rules: Rules) -> None:
    entered, person = each.entered, one.person
    values: dict[str, Any] = {}
    if not same_text(entered.full_name, person.full_name):
        values["full_name"] = entered.full_name
    if entered.sex != person.sex:
        values["sex"] = entered.sex
    if _better_birth(each, one):
        values |= {"birth_date": entered.birth_date, "birth_known": entered.birth_known}
    if entered.ethnicity and not same_text(entered.ethnicity, person.ethnicity):
        values["ethnicity"] = entered.ethnicity
    if entered.phone and entered.phone != person.phone:
        values["phone"] = entered.phone
    values = gaps_alone(values, person, rules)
    if person.death_date and values.get("birth_date") and values["birth_date"] > person.death_date:
        told = both(_("%(name)s: the day of death on record lies before this birth."), name=person.full_name)
        plan.incoming.tell(*told, row=each.row, sheet=each.sheet)
        return
    who = person.full_name
    for name, after in values.items():
        if name == "birth_date":
            before = born_shown(person.birth_date, person.birth_known)
            plan.differ(name, before, born_shown(after, values["birth_known"]), who=who, row=each.row)
        elif name != "birth_known":
            plan.differ(name, getattr(person, name), after, who=who, row=each.row)
    if "full_name" in values:
        values |= name_fields(values["full_name"])
    if values:
        plan.persons.append((person, values))
    _papers(plan, each, one, known, rules)
    _account(plan, each, one, rules)
    _circumstances(plan, each, one, rules)
    _relation(plan, each, one, rules)


def _better_birth(each: IncomingMember, one: KnownMember) -> bool:
    """The file knows another birth, or knows it better."""
    entered, person = each.entered, one.person
    if entered.birth_date is None:
        return False
    if person.birth_date is None or not births_agree(entered, one):
        return True
    order = [Precision.YEAR, Precision.MONTH, Precision.DAY]
    return order.index(Precision(entered.birth_known)) > order.index(Precision(person.birth_known))


def _papers(plan: Plan, each: IncomingMember, one: KnownMember, known: Known, rules: Rules) -> None:
    for paper in each.entered.papers:
        own = [row for row in one.papers if row.kind == paper.kind]
        sign = print_of(paper)
        same = next((row for row in own if row.print == sign[1]), None)
        if same is not None:
            values = {"issued_on": paper.issued_on, "issued_by": paper.issued_by}
            real = {name: value for name, value in values.items() if value and value != getattr(same, name)}
            if real := gaps_alone(real, same, rules):
                plan.paper_values.append((same, real))
                for name, after in real.items():
                    plan.differ(name, getattr(same, name), after, who=one.person.full_name, row=each.row)
            continue
        if own and rules.only_gaps:
            continue
        holder = known.holders.get(sign)
        if holder is not None:
            plan.incoming.tell(
                *told_taken(each, known, holder.home), row=each.row, sheet=each.sheet, column=each.column, blocks=False
            )
            plan.pairs.append((one.person, holder.person))
            continue
        plan.withdrawn.extend(own)
        plan.papers.append((one.person, paper))
        before = "***" if own else ""
        plan.differ(f"paper_{paper.kind}", before, _masked(paper), who=one.person.full_name, row=each.row)


def _masked(paper: NewPaper) -> str:
    """The last four digits: enough to compare with the paper at hand, too little to copy the number."""
    return f"***{paper.number[-4:]}" if paper.kind != PaperKind.BIRTH else paper.number


def _account(plan: Plan, each: IncomingMember, one: KnownMember, rules: Rules) -> None:
    account = each.account
    if account is None or (one.account and rules.only_gaps):
        return
    known = one.account
    same = known is not None and known.print == fingerprint(account.number, "registry.account")
    if known and same and same_text(known.bank, account.bank) and same_text(known.holder, account.holder):
        return
    if known:
        plan.withdrawn.append(known)
    plan.accounts.append((one.person, account))
    plan.differ("account", "***" if known else "", f"***{account.number[-4:]}", who=one.person.full_name, row=each.row)


def _circumstances(plan: Plan, each: IncomingMember, one: KnownMember, rules: Rules) -> None:
    """What the file says holds from its day on; what held before of the same kind ends the day before."""
    for about in each.entered.circumstances:
        known = one.circumstances.get(about.kind)
        if known and known.code == about.code and (not about.words or same_text(known.words, about.words)):
            continue
        if known and (rules.only_gaps or known.valid_from > rules.on):
            continue
        if known:
            (plan.over if known.valid_from < rules.on else plan.withdrawn).append(known)
        plan.circumstances.append((one.person, about))
        before = " ".join(part for part in (known.code, known.words) if part) if known else ""
        after = " ".join(part for part in (about.code, about.words) if part) or "x"
        plan.differ(f"is_{about.kind}", before, after, who=one.person.full_name, row=each.row)


def _relation(plan: Plan, each: IncomingMember, one: KnownMember, rules: Rules) -> None:
    entered, row = each.entered, one.membership
    values: dict[str, Any] = {}
    if entered.relation != row.relation:
        values = {"relation": entered.relation, "relation_words": entered.relation_words}
    elif entered.relation_words and not same_text(entered.relation_words, row.relation_words):
        values = {"relation_words": entered.relation_words}
    if rules.only_gaps:
        values = {name: after for name, after in values.items() if not getattr(row, name)}
    # a list of heads alone tells no relationships; where its head is not entered, they are relationships to nobody
    if not values or not plan.incoming.whole or plan.head_left_out:
        return
    head = Relation.HEAD in (entered.relation, row.relation) and "relation" in values
    (plan.heads if head else plan.relations).append((row, values))
    for name, after in values.items():
        if after or getattr(row, name):
            plan.differ(name, getattr(row, name), after, who=one.person.full_name, row=each.row)


def without_taken(plan: Plan, each: IncomingMember, known: Known) -> IncomingMember:
    """The person without numbers that somebody else bears; each such pair is to be looked at."""
    kept = []
    for paper, sign in zip(each.entered.papers, each.prints, strict=True):
        holder = known.holders.get(sign)
        if holder is None:
            kept.append(paper)
            continue
        plan.incoming.tell(
            *told_taken(each, known, holder.home), row=each.row, sheet=each.sheet, column=each.column, blocks=False
        )
        plan.pairs.append((each, holder.person))
    if len(kept) == len(each.entered.papers):
        return each
    bare = dataclasses.replace(each, entered=dataclasses.replace(each.entered, papers=tuple(kept)), _prints=None)
    plan.pairs = [(bare if one is each else one, other) for one, other in plan.pairs]
    return bare


def told_taken(each: IncomingMember, known: Known, home: int | None) -> tuple[str, str]:
    """Names the other household only where the officer may see it."""
    name = each.entered.full_name
    if code := known.code_of(home):
        words = _("%(name)s: the identity number belongs to somebody in household %(code)s; read without it.")
        return both(words, name=name, code=code)
    return both(_("%(name)s: the identity number belongs to somebody on record; read without it."), name=name)
