"""The members of a household as its page shows them: numbers masked, circumstances in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chungtay.records.registry.models import BankAccount, Circumstance, IdentityPaper, Membership
from chungtay.records.registry.presenters import words
from chungtay.records.registry.queries import codes
from chungtay.records.registry.queries.homes import LeftWith
from chungtay.records.registry.queries.lives import Life


@dataclass(frozen=True, slots=True)
class Masked:
    """A number that is shown in full by a button alone; `kind` and `number` of the record stand in its address."""

    kind: str
    number: int
    label: str
    shown: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    row: Membership
    relation: str
    born: str
    age: str
    numbers: list[Masked]
    circumstances: list[str]

    @property
    def name(self) -> str:
        return self.row.person.full_name


def members(life: Life, today: datetime.date) -> list[PersonLine]:
    return [_line(life, row, today) for row in life.members]


def former(life: Life, today: datetime.date) -> list[PersonLine]:
    return [_line(life, row, today) for row in life.former]


def circumstance_words(row: Circumstance) -> str:
    """What it is and, where it was said, which."""
    which = row.words or (codes.words(row.kind, row.code) if row.code else "")
    return f"{row.get_kind_display()}: {which}" if which else str(row.get_kind_display())


def why_not(each: LeftWith) -> str:
    """Why somebody who left with the household does not come back with it."""
    person = each.row.person
    if person.death_date is not None:
        return _("%(name)s died on %(day)s and does not come back.") % {
            "name": person.full_name,
            "day": f"{person.death_date:%d/%m/%Y}",
        }
    code = each.elsewhere.code if each.elsewhere else ""
    return _("%(name)s belongs to household %(code)s by now and does not come along.") % {
        "name": person.full_name,
        "code": code,
    }


def shown(record: IdentityPaper | BankAccount, full: str = "") -> Masked:
    """The last digits, or all of them when `full` was asked for."""
    if isinstance(record, IdentityPaper):
        kind, label = "giay", words.paper_words(record.kind)
    else:
        kind, label = "tai-khoan", record.bank
    return Masked(kind, record.pk, label, full or words.masked(record.number), bool(full))


def _line(life: Life, row: Membership, today: datetime.date) -> PersonLine:
    person = row.person
    numbers = [shown(paper) for paper in life.papers.get(person.pk, [])]
    numbers += [shown(account) for account in life.accounts.get(person.pk, [])]
    return PersonLine(
        row,
        words.relation_words(row),
        words.birth_words(person),
        words.age_words(person, today),
        numbers,
        [circumstance_words(each) for each in life.circumstances.get(person.pk, [])],
    )
