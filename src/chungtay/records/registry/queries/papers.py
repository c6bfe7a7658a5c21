"""Numbers and files of a household that are handed out one at a time."""

from __future__ import annotations

from chungtay.records.registry.models import (
    BankAccount,
    Circumstance,
    Evidence,
    Household,
    IdentityPaper,
    Membership,
    Person,
)


def paper_of(home: Household, number: int) -> IdentityPaper | None:
    """A live identity paper of somebody who belongs or belonged to the household."""
    return IdentityPaper.objects.live().filter(pk=number, person__in=_persons(home)).select_related("person").first()


def account_of(home: Household, number: int) -> BankAccount | None:
    """A live bank account of somebody who belongs or belonged to the household."""
    return BankAccount.objects.live().filter(pk=number, person__in=_persons(home)).select_related("person").first()


def evidence_of(home: Household, number: int) -> Evidence | None:
    return Evidence.objects.live().filter(pk=number, household=home).first()


def _persons(home: Household) -> list[int]:
    """Of those who belong to another household by now, the papers are looked at there, by whoever keeps it."""
    rows = Membership.objects.live().filter(household=home).values("person")
    elsewhere = Membership.objects.current().filter(person__in=rows).exclude(household=home).values("person")
    return list(rows.exclude(person__in=elsewhere).values_list("person", flat=True))


def papers_of(person: Person) -> list[IdentityPaper]:
    """The live identity papers of a person, the citizen number first."""
    return list(IdentityPaper.objects.live().filter(person=person).order_by("-kind", "pk"))


def circumstances_of(person: Person) -> list[Circumstance]:
    """What holds of a person now."""
    return list(Circumstance.objects.current().filter(person=person).order_by("kind", "pk"))
