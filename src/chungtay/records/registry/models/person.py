"""A person, the papers that prove who it is, and the household it belongs to between two days."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.sealed import SealedTextField
from chungtay.foundation.core.text import LineField
from chungtay.records.registry.models.base import DatedRecord, Record, RecordManager, ends_after_it_begins, one_of


class Sex(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Precision(models.TextChoices):
    """How much of a date of birth is known. 01/01 of a paper that shows a year alone is a year."""

    DAY = "day", _("Day, month and year")
    MONTH = "month", _("Month and year")
    YEAR = "year", _("Year alone")


class Person(Record):
    """A person. `birth_date` is the first day of what is known; `birth_known` says how much that is."""

    full_name = LineField(_("full name"), max_length=100)
    name_folded = models.CharField(max_length=100, editable=False, help_text="Lower case without marks")
    name_key = models.CharField(max_length=200, editable=False, help_text="Sorts by given name as Vietnamese does")
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_known = models.CharField(_("date of birth known to the"), max_length=5, choices=Precision, blank=True)
    death_date = models.DateField(_("date of death"), null=True, blank=True)
    ethnicity = LineField(_("ethnicity"), max_length=40, blank=True)
    phone = models.CharField(_("telephone"), max_length=15, blank=True, db_index=True, help_text="Digits alone")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    PRIVACY = Record.PRIVACY | classes(
        official="merged_into",
        personal="full_name name_folded name_key sex birth_date birth_known death_date phone",
        sensitive="ethnicity",
    )
    RECORD_TYPE = "person"
    objects = RecordManager()

    class Meta(Record.Meta):
        indexes = [
            models.Index(fields=["name_key", "id"], name="registry_person_by_name"),
            models.Index(fields=["birth_date", "name_folded"], name="registry_person_born_named"),
        ]
        constraints = [
            one_of("sex", Sex, "registry_person_sex_known"),
            models.CheckConstraint(
                condition=Q(birth_date=None, birth_known="")
                | Q(birth_date__isnull=False, birth_known__in=Precision.values),
                name="registry_person_birth_known",
            ),
            models.CheckConstraint(
                condition=Q(death_date=None) | Q(birth_date=None) | Q(death_date__gte=F("birth_date")),
                name="registry_person_dies_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(withdrawn=True), name="registry_person_merged_is_withdrawn"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class Relation(models.TextChoices):
    """Relationship to the head, by the list of form 3.1 (part B, question 2): 1 to 5 in this order."""

    HEAD = "head", _("Head of household")
    SPOUSE = "spouse", _("Wife or husband")
    CHILD = "child", _("Child")
    PARENT = "parent", _("Father or mother")
    OTHER = "other", _("Other")


class Leaving(models.TextChoices):
    DIED = "died", _("Died")
    MARRIED = "married", _("Married into another household")
    MOVED = "moved", _("Moved out")
    SPLIT = "split", _("Founded a household of its own")
    MERGED = "merged", _("The household joined another")


class Membership(DatedRecord):
    """A person belongs to a household between two days, in a relationship to its head."""

    household = models.ForeignKey("registry.Household", models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    relation = models.CharField(_("relationship to the head"), max_length=6, choices=Relation)
    relation_words = LineField(_("relationship in words"), max_length=40, blank=True)
    left_by = models.CharField(_("why it ended"), max_length=10, choices=Leaving, blank=True)

    PRIVACY = DatedRecord.PRIVACY | classes(official="household", personal="person relation relation_words left_by")
    RECORD_TYPE = "membership"
    objects = RecordManager()

    class Meta(DatedRecord.Meta):
        ordering = ["valid_from", "id"]
        indexes = [models.Index(fields=["household", "valid_to"], name="registry_member_household")]
        constraints = [
            ends_after_it_begins("registry_membership_dates"),
            one_of("relation", Relation, "registry_relation_known"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to=None, withdrawn=False), name="registry_member_of_one_household"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(valid_to=None, withdrawn=False, relation=Relation.HEAD),
                name="registry_one_head_per_household",
            ),
        ]


class PaperKind(models.TextChoices):
    CITIZEN = "citizen", _("Citizen identity number (12 digits)")
    OLD_CARD = "old_card", _("Old identity card (9 digits)")
    BIRTH = "birth", _("Birth certificate")


class IdentityPaper(Record):
    """An identity number. Written once: a correction takes the row back and adds another. The number itself is sealed;
    `print` finds an equal number, `tail_print` the same last four digits, and neither gives the number away."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind of paper"), max_length=10, choices=PaperKind)
    number = SealedTextField(_("number"))
    print = models.CharField(max_length=32, editable=False)
    tail_print = models.CharField(max_length=32, editable=False, db_index=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issued_by = LineField(_("issued by"), max_length=100, blank=True)

    PRIVACY = Record.PRIVACY | classes(personal="person kind", sensitive="number print tail_print issued_on issued_by")
    RECORD_TYPE = "paper"
    objects = RecordManager()

    class Meta(Record.Meta):
        constraints = [
            one_of("kind", PaperKind, "registry_paper_known"),
            models.UniqueConstraint(
                fields=["print", "kind"], condition=Q(withdrawn=False), name="registry_number_belongs_to_one_person"
            ),
        ]


class BankAccount(Record):
    """Where help is paid to. Written once, like a paper."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts")
    bank = LineField(_("bank"), max_length=60)
    number = SealedTextField(_("account number"))
    print = models.CharField(max_length=32, editable=False, db_index=True)
    holder = LineField(_("account holder"), max_length=100)

    PRIVACY = Record.PRIVACY | classes(personal="person", sensitive="bank number print holder")
    RECORD_TYPE = "account"
    objects = RecordManager()
