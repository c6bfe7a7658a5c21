"""What is entered about a person or a household, before it is a record: brought into its one form and checked.

The same checks serve a form on the screen, a proposal from the field and a row of a file.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.foundation.core.text import tidy
from chungtay.foundation.core.words import fold, given_name_key
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import CircumstanceKind, PaperKind, Precision, Relation, Sex
from chungtay.records.registry.queries.codes import is_known

OLDEST = 125  # years; nobody on record lived longer
_LENGTH = {PaperKind.CITIZEN: 12, PaperKind.OLD_CARD: 9}
# `.values` makes its list anew each time; a file asks for each of them a hundred thousand times
_SEXES, _RELATIONS, _CIRCUMSTANCES = (frozenset(kind.values) for kind in (Sex, Relation, CircumstanceKind))
_PRECISIONS = frozenset(["", *Precision.values])


@dataclass(frozen=True, slots=True)
class NewPaper:
    kind: str
    number: str = field(repr=False)
    issued_on: datetime.date | None = None
    issued_by: str = ""


@dataclass(frozen=True, slots=True)
class NewCircumstance:
    kind: str
    code: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class NewMember:
    """A person as entered, with the relationship to the head."""

    full_name: str
    sex: str
    birth_date: datetime.date | None
    birth_known: str
    relation: str
    relation_words: str = ""
    ethnicity: str = ""
    phone: str = ""
    papers: tuple[NewPaper, ...] = ()
    circumstances: tuple[NewCircumstance, ...] = ()


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household as entered; `since` is the first day it is known to live there, in this group or in the one that
    stood in its place before."""

    group: Unit
    since: datetime.date
    members: tuple[NewMember, ...]
    address: str = ""
    official_code: str = ""
    note: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def checked_household(entered: NewHousehold, *, today: datetime.date) -> NewHousehold:
    """The household in its one form. Raises ValidationError with one sentence for each thing wrong."""
    errors: list[ValidationError] = []
    members = []
    for member in entered.members:
        try:
            members.append(checked_member(member, today=today))
        except ValidationError as error:
            errors.extend(error.error_list)
    heads = [member for member in entered.members if member.relation == Relation.HEAD]
    if not entered.members:
        errors.append(ValidationError(_("The household has no member."), code="no_member"))
    elif not heads:
        errors.append(ValidationError(_("The household has no head. Say who is the head."), code="no_head"))
    elif len(heads) > 1:
        names = ", ".join(member.full_name for member in heads)
        errors.append(
            ValidationError(
                _("The household has %(count)s heads: %(names)s. Only one can be."),
                code="two_heads",
                params={"count": len(heads), "names": names},
            )
        )
    if entered.group.level != "group":
        errors.append(ValidationError(_("A household lives in a residential group."), code="no_group"))
    if entered.since > today:
        errors.append(_future(entered.since))
    if errors:
        raise ValidationError(errors)
    return dataclasses.replace(
        entered, members=tuple(members), address=tidy(entered.address), note=tidy(entered.note, lines=True)
    )


def checked_member(entered: NewMember, *, today: datetime.date) -> NewMember:
    """The person in its one form. Raises ValidationError with one sentence for each thing wrong."""
    errors: list[ValidationError] = []
    name = person_name(entered.full_name, errors)
    if entered.sex not in _SEXES:
        errors.append(ValidationError(_("%(name)s: the sex is not given."), code="sex", params={"name": name}))
    if entered.relation not in _RELATIONS:
        errors.append(
            ValidationError(
                _("%(name)s: the relationship to the head is not given."), code="relation", params={"name": name}
            )
        )
    born = entered.birth_date
    if (born is None) != (entered.birth_known == "") or entered.birth_known not in _PRECISIONS:
        errors.append(ValidationError(_("%(name)s: the date of birth is not clear."), params={"name": name}))
    elif born and born > today:
        errors.append(_future(born))
    elif born and born.year < today.year - OLDEST:
        errors.append(
            ValidationError(
                _("%(name)s: born in %(year)s would be older than %(oldest)s years."),
                code="too_old",
                params={"name": name, "year": born.year, "oldest": OLDEST},
            )
        )
    phone = phone_digits(entered.phone, name, errors)
    papers = tuple(checked_paper(paper, errors) for paper in entered.papers)
    if sum(paper.kind == PaperKind.CITIZEN for paper in papers) > 1:
        words = _("%(name)s: a person has one citizen number. Leave the one that counts.")
        errors.append(ValidationError(words, code="paper", params={"name": name}))
    for each in entered.circumstances:
        if each.kind not in _CIRCUMSTANCES or not is_known(each.kind, each.code):
            errors.append(ValidationError(_("“%(kind)s” is not a known circumstance."), params={"kind": each.kind}))
    if errors:
        raise ValidationError(errors)
    return dataclasses.replace(
        entered,
        full_name=name,
        phone=phone,
        papers=papers,
        ethnicity=tidy(entered.ethnicity),
        relation_words=tidy(entered.relation_words),
    )


def person_name(text: str, errors: list[ValidationError]) -> str:
    """A name with single blanks; it has letters and nothing but letters, blanks, dots, dashes and apostrophes."""
    name = " ".join(tidy(text).split())
    if not name or not all(letter.isalpha() or letter in " .-'’" for letter in name) or len(name) > 100:
        errors.append(
            ValidationError(_("“%(name)s” is not a name of a person."), code="name", params={"name": name[:100]})
        )
    return name


def phone_digits(text: str, name: str, errors: list[ValidationError]) -> str:
    """Digits alone, beginning with 0."""
    digits = re.sub(r"[\s.()/-]", "", tidy(text))
    if digits.startswith("+84"):
        digits = "0" + digits[3:]
    if digits and not re.fullmatch(r"0[0-9]{8,10}", digits):
        errors.append(
            ValidationError(
                _("%(name)s: the telephone number has 9 to 11 digits and begins with 0."),
                code="phone",
                params={"name": name},
            )
        )
    return digits


def checked_paper(entered: NewPaper, errors: list[ValidationError]) -> NewPaper:
    """A number without blanks and dots, of the length its kind has. The sentence does not repeat the number."""
    number = re.sub(r"[\s.]", "", tidy(entered.number))
    length = _LENGTH.get(PaperKind(entered.kind))
    if length and not (number.isdecimal() and number.isascii() and len(number) == length):
        errors.append(
            ValidationError(
                _("%(kind)s: the number must have %(length)s digits."),
                code="paper",
                params={"kind": PaperKind(entered.kind).label, "length": length},
            )
        )
    elif not number or len(number) > 40:
        errors.append(ValidationError(_("The number of the paper is not given."), code="paper"))
    return dataclasses.replace(entered, number=number, issued_by=tidy(entered.issued_by))


def name_fields(full_name: str) -> dict[str, str]:
    """The name and what is kept beside it to find and to sort it."""
    return {"full_name": full_name, "name_folded": fold(full_name), "name_key": given_name_key(full_name)}


def _future(day: datetime.date) -> ValidationError:
    return ValidationError(_("%(day)s is still to come."), code="future", params={"day": day.strftime("%d/%m/%Y")})
