"""A household of a file against the register: new, changed, unchanged, perhaps here already, or refused."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from chungtay.foundation.core.sealed import fingerprint
from chungtay.foundation.core.words import fold
from chungtay.records.registry.models import Outcome, PaperKind, Precision, Relation, StatusSource
from chungtay.records.registry.queries.facts import NewPaper, name_fields
from chungtay.records.registry.queries.intake.incoming import Incoming, IncomingMember, Standing, print_of
from chungtay.records.registry.queries.intake.known import OUR_CODE, Known, KnownHome, KnownMember
from chungtay.records.registry.queries.intake.meaning import Meaning, births_agree, meaning_of, numbered, told_elsewhere
from chungtay.records.registry.queries.intake.planning import Choice, Difference, Plan, Rules, born_shown
from chungtay.records.registry.queries.intake.sentences import both
from chungtay.workbooks.reading.text import spelling

_AS_IT_IS = Choice()
DAY = datetime.timedelta(days=1)


def compare(home: Incoming, known: Known, rules: Rules, choice: Choice = _AS_IT_IS) -> Plan:
    """The plan for one household; its messages join those of the household."""
    plan = Plan(home)
    if any(message.blocks for message in home.messages):
        return plan
    meaning = meaning_of(home, known)
    if meaning.refused:
        home.tell(*meaning.refused, column=home.code_column)
    elif meaning.home is None:
        _new(plan, meaning, known, choice)
    else:
        plan.home = meaning.home
        _changed(plan, meaning, known, rules, choice)
    if any(message.blocks for message in home.messages):
        plan.outcome = Outcome.REFUSED
    return plan


def same_text(first: str, second: str) -> bool:
    """Equal but for capitals, signs between words, and where an accent stands ("hoà", "hòa")."""
    return first == second or spelling(first) == spelling(second)


# --- households that the register does not have ---------------------------------------------------------------------


def _new(plan: Plan, meaning: Meaning, known: Known, choice: Choice) -> None:
    home = plan.incoming
    here = {id(each) for each, _told in meaning.elsewhere}
    for each, told in meaning.elsewhere:
        entered = choice.enter and each is not home.head
        home.tell(*told, row=each.row, sheet=each.sheet, column=each.column, blocks=choice.enter and not entered)
    if home.group is None and not home.found_group and home.place:
        home.messages.append(home.place)
    plan.added = [_without_taken(plan, each, known) for each in home.members if id(each) not in here]
    plan.outcome = Outcome.DUPLICATE if meaning.elsewhere and not choice.enter else Outcome.NEW
    plan.standing = home.standing


def _without_taken(plan: Plan, each: IncomingMember, known: Known) -> IncomingMember:
    """The person without numbers that somebody else bears; each such pair is to be looked at."""
    kept = []
    for paper, sign in zip(each.entered.papers, each.prints, strict=True):
        holder = known.holders.get(sign)
        if holder is None:
            kept.append(paper)
            continue
        plan.incoming.tell(
            *_told_taken(each, known, holder.home), row=each.row, sheet=each.sheet, column=each.column, blocks=False
        )
        plan.pairs.append((each, holder.person))
    if len(kept) == len(each.entered.papers):
        return each
    bare = dataclasses.replace(each, entered=dataclasses.replace(each.entered, papers=tuple(kept)), _prints=None)
    plan.pairs = [(bare if one is each else one, other) for one, other in plan.pairs]
    return bare


def _told_taken(each: IncomingMember, known: Known, home: int | None) -> tuple[str, str]:
    """Names the other household only where the officer may see it."""
    name = each.entered.full_name
    if code := known.code_of(home):
        words = _("%(name)s: the identity number belongs to somebody in household %(code)s; read without it.")
        return both(words, name=name, code=code)
    return both(_("%(name)s: the identity number belongs to somebody on record; read without it."), name=name)


# --- households that it has -----------------------------------------------------------------------------------------


def _changed(plan: Plan, meaning: Meaning, known: Known, rules: Rules, choice: Choice) -> None:
    home, there = plan.incoming, meaning.home
    if there is None:
        return
    _household(plan, there, rules)
    _place(plan, there, rules)
    paired = {id(each): one for each, one in meaning.pairs}
    for each in home.members:
        if one := paired.get(id(each)):
            _member(plan, each, one, known, rules)
        elif (where := numbered(each, known)) is not None:
            home.tell(*told_elsewhere(each, where), row=each.row, sheet=each.sheet, column=each.column, blocks=False)
        else:
            plan.added.append(_without_taken(plan, each, known))
            plan.differences.append(Difference(each.entered.full_name, "member", row=each.row))
    _absent(plan, there, {one.person.pk for one in paired.values()}, choice)
    _heads(plan, there, meaning, rules)
    if home.standing:
        _standing(plan, there, home.standing, rules)
    plan.outcome = Outcome.CHANGED if plan.changes else Outcome.UNCHANGED


def _household(plan: Plan, there: KnownHome, rules: Rules) -> None:
    home, household = plan.incoming, there.household
    official = home.official_code
    if not official and home.code != household.code and not OUR_CODE.fullmatch(home.code):
        official = home.code
    values: dict[str, Any] = {}
    if official and official != household.official_code:
        values["official_code"] = official
    if home.note and not same_text(home.note, household.note):
        values["note"] = home.note
    if home.latitude is not None and (home.latitude, home.longitude) != (household.latitude, household.longitude):
        values |= {"latitude": home.latitude, "longitude": home.longitude}
    for name, after in _gaps(values, household, rules).items():
        plan.values[name] = after
        plan.differ(name, getattr(household, name), after)


def _gaps(values: dict[str, Any], record: Any, rules: Rules) -> dict[str, Any]:
    """Only what is empty in the register, where the officer wants nothing replaced."""
    if not rules.only_gaps:
        return values
    return {name: after for name, after in values.items() if getattr(record, name) in (None, "")}


def _place(plan: Plan, there: KnownHome, rules: Rules) -> None:
    """Another address of the same group is a correction; another group is a move on the day of the file."""
    home, household = plan.incoming, there.household
    moved = (home.group is not None and home.group != household.group_id) or home.found_group
    if moved:
        residence = there.residence
        if home.place:  # a group that is no more: the register knows better where the household lives today
            return
        if residence is None or residence.valid_from >= rules.on or rules.only_gaps:
            told = both(_("The file has another residential group; the register knows a later one, which stays."))
            home.tell(*told, blocks=False)
            return
        plan.move = True
        plan.differ("group", household.group.name, home.group_name)
    if home.address and not same_text(home.address, household.address):
        if not plan.move and not _gaps({"address": home.address}, household, rules):
            return
        plan.differ("address", household.address, home.address)
        if not plan.move:
            plan.residence = {"address": home.address}
            plan.values |= {"address": home.address, "address_folded": fold(home.address)}


def _member(plan: Plan, each: IncomingMember, one: KnownMember, known: Known, rules: Rules) -> None:
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
    values = _gaps(values, person, rules)
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
            if real := _gaps(real, same, rules):
                plan.paper_values.append((same, real))
                for name, after in real.items():
                    plan.differ(name, getattr(same, name), after, who=one.person.full_name, row=each.row)
            continue
        if own and rules.only_gaps:
            continue
        holder = known.holders.get(sign)
        if holder is not None:
            plan.incoming.tell(
                *_told_taken(each, known, holder.home), row=each.row, sheet=each.sheet, column=each.column, blocks=False
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
    if not values or not plan.incoming.whole:  # a list of heads alone tells no relationships
        return
    head = Relation.HEAD in (entered.relation, row.relation) and "relation" in values
    (plan.heads if head else plan.relations).append((row, values))
    for name, after in values.items():
        if after or getattr(row, name):
            plan.differ(name, getattr(row, name), after, who=one.person.full_name, row=each.row)


def _absent(plan: Plan, there: KnownHome, present: set[int], choice: Choice) -> None:
    """Members on record who are not in the file stay, unless the officer says what became of them."""
    for one in there.members if plan.incoming.whole else ():
        row = one.membership
        if one.person.pk in present:
            continue
        left_by = choice.gone.get(row.pk)
        if left_by:
            plan.gone.append((row, left_by))
            plan.differences.append(Difference(one.person.full_name, "gone", "", left_by, membership=row.pk))
        else:
            plan.differences.append(Difference(one.person.full_name, "missing", membership=row.pk))


def _heads(plan: Plan, there: KnownHome, meaning: Meaning, rules: Rules) -> None:
    """The file's head must be the only one; who was head and is not in the file must be accounted for."""
    home, old = plan.incoming, there.head
    paired = {one.person.pk for _each, one in meaning.pairs}
    gone = {row.person_id for row, _how in plan.gone}
    new_head = next((each for each in home.members if each is home.head), None)
    if old is None or new_head is None or not home.whole:
        return
    same = any(each is new_head and one is old for each, one in meaning.pairs)
    if rules.only_gaps and not same:
        plan.added = [each for each in plan.added if each.entered.relation != Relation.HEAD]
    elif not same and old.person.pk not in paired | gone:
        words = _("The head on record, %(name)s, is not in the file. Say below what became of the head.")
        home.tell(*both(words, name=old.person.full_name), row=new_head.row, sheet=new_head.sheet)


def _standing(plan: Plan, there: KnownHome, said: Standing, rules: Rules) -> None:
    """A class of another program never replaces one that was decided here."""
    begins = said.decision_date or rules.on
    of_year = [row for row in there.statuses if row.year == rules.year]
    current = of_year[-1] if of_year else None
    before = current.class_id if current else ""
    if current and current.source == StatusSource.REVIEW:
        if current.class_id != said.class_id:
            told = both(_("The class of this household was decided in this program for %(year)s; that one stays."),
                        year=rules.year)  # fmt: skip
            plan.incoming.tell(*told, blocks=False)
        return
    values = _status_values(said, current) if current else {}
    if current and (not values or rules.only_gaps):
        return
    if current and current.valid_from > begins:
        told = both(_("The register has a later class for %(year)s; that one stays."), year=rules.year)
        plan.incoming.tell(*told, blocks=False)
        return
    if current and current.valid_from == begins:
        plan.status_values = (current, values)
        for name, after in values.items():
            plan.differ(name, getattr(current, name), after)
        return
    plan.standing = said
    plan.differ("class_id", before, said.class_id)


def _status_values(said: Standing, current: Any) -> dict[str, Any]:
    """What the file says otherwise than the class on record."""
    told = {
        "class_id": said.class_id,
        "b1": said.b1,
        "b2": said.b2,
        "decision_number": said.decision_number,
        "decision_date": said.decision_date,
        "signed_by": said.signed_by,
        "reasons": said.reasons,
    }
    values: dict[str, Any] = {
        name: after for name, after in told.items() if after not in (None, "") and after != getattr(current, name)
    }
    flags = set(current.result.get("flags", []))
    if not set(said.flags) <= flags:
        values["result"] = {**current.result, "flags": sorted(flags | set(said.flags))}
    return values
