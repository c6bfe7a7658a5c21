"""The words of the register: what was done, to which kind of record."""

from __future__ import annotations

import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chungtay.records.registry.models import Membership, PaperKind, Person, Precision

# Kind of operation -> what was done. A test finds every kind that the code writes here.
OPERATIONS: dict[str, str | Promise] = {
    "household_registered": gettext_lazy("Household registered"),
    "person_born": gettext_lazy("Birth"),
    "person_joined": gettext_lazy("Member joined"),
    "person_returned": gettext_lazy("Member came back"),
    "person_died": gettext_lazy("Death"),
    "person_left": gettext_lazy("Member left"),
    "person_married": gettext_lazy("Marriage into another household"),
    "person_moved": gettext_lazy("Move to another household"),
    "head_changed": gettext_lazy("Another head of household"),
    "household_split": gettext_lazy("Household split"),
    "households_merged": gettext_lazy("Households joined"),
    "household_moved": gettext_lazy("Household moved"),
    "household_left": gettext_lazy("Household left the area"),
    "household_returned": gettext_lazy("Household came back"),
    "person_edited": gettext_lazy("Person corrected"),
    "household_edited": gettext_lazy("Household corrected"),
    "relationship_corrected": gettext_lazy("Relationship corrected"),
    "paper_added": gettext_lazy("Identity paper added"),
    "paper_corrected": gettext_lazy("Identity paper corrected"),
    "circumstance_set": gettext_lazy("Circumstance recorded"),
    "circumstance_ended": gettext_lazy("Circumstance ended"),
    "bank_account_set": gettext_lazy("Bank account recorded"),
    "status_recorded": gettext_lazy("Class of a year recorded"),
    "hardship_recorded": gettext_lazy("Misfortune recorded"),
    "evidence_attached": gettext_lazy("Document added"),
    "request_applied": gettext_lazy("Proposal applied"),
    "households_registered": gettext_lazy("Households registered"),
    "statuses_recorded": gettext_lazy("Classes of a year recorded"),
    "statuses_decided": gettext_lazy("Classes entered by a signed decision"),
    "group_reorganised": gettext_lazy("The border of the ward moved"),
    "import_batch": gettext_lazy("Read in with a file"),
    "persons_merged": gettext_lazy("Two records of one person joined"),
    "households_joined": gettext_lazy("A household entered twice joined into one"),
    "merge_noted": gettext_lazy("Noted into which household it went over"),
    "undone": gettext_lazy("Undone"),
}
RECORDS: dict[str, str | Promise] = {
    "household": gettext_lazy("Household"),
    "residence": gettext_lazy("Residence"),
    "person": gettext_lazy("Person"),
    "membership": gettext_lazy("Membership"),
    "paper": gettext_lazy("Identity paper"),
    "account": gettext_lazy("Bank account"),
    "circumstance": gettext_lazy("Circumstance"),
    "status": gettext_lazy("Class of a year"),
    "hardship": gettext_lazy("Misfortune"),
    "evidence": gettext_lazy("Document"),
}
_PAPERS: dict[str, str | Promise] = {
    PaperKind.CITIZEN: gettext_lazy("Identity number"),
    PaperKind.OLD_CARD: gettext_lazy("Old identity card"),
    PaperKind.BIRTH: gettext_lazy("Birth certificate"),
}


def operation_words(kind: str) -> str:
    """What was done; the kind itself where nobody found words."""
    return str(OPERATIONS.get(kind, kind))


def paper_words(kind: str) -> str:
    return str(_PAPERS.get(kind, kind))


def masked(number: str) -> str:
    """The last four digits; nothing of a number that has no more."""
    return f"•••• {number[-4:]}" if len(number) > 4 else "••••"


def birth_words(person: Person) -> str:
    """As much of the date of birth as is known."""
    if person.birth_date is None:
        return _("not known")
    form = {Precision.DAY: "%d/%m/%Y", Precision.MONTH: "%m/%Y", Precision.YEAR: "%Y"}
    return person.birth_date.strftime(form[Precision(person.birth_known)])


def age_words(person: Person, on: datetime.date) -> str:
    """Whole years, months below six; the year of birth alone gives no more than years."""
    last = person.death_date or on
    born = person.birth_date
    if born is None or born > last:
        return ""
    months = (last.year - born.year) * 12 + last.month - born.month - (last.day < born.day)
    if months >= 72 or person.birth_known == Precision.YEAR:
        years = months // 12
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def relation_words(row: Membership) -> str:
    """In the family's words where they were written, else as the list says."""
    return row.relation_words or str(row.get_relation_display())
