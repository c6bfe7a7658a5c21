"""A school, and that somebody of the register is enrolled there for a school year. Nothing is deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class Level(models.TextChoices):
    """By the code list of form 3.1, part B, question 9: the same codes as the register's schooling."""

    PRESCHOOL = "1", _("Preschool")
    PRIMARY = "2", _("Primary")
    LOWER_SECONDARY = "3", _("Lower secondary")
    UPPER_SECONDARY = "4", _("Upper secondary")
    INTERMEDIATE = "6", _("Intermediate vocational")
    COLLEGE = "7", _("College")
    UNIVERSITY = "8", _("University or above")


class SchoolKind(models.TextChoices):
    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private")


class School(models.Model):
    """A school that children of the ward attend. `level` is that of pupils without a grade, and of most of its pupils;
    a school of several levels tells a pupil's level by the grade."""

    ward = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("ward"))
    name = LineField(_("name of the school"), max_length=150)
    level = models.CharField(_("level"), max_length=1, choices=Level)
    kind = models.CharField(_("public or private"), max_length=7, choices=SchoolKind)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    PRIVACY = classes(official="ward name level kind closed_on added_by added_at")

    class Meta:
        ordering = ["level", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ward", "name"], name="schooling_school_once"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="schooling_school_level_known"),
            models.CheckConstraint(condition=Q(kind__in=SchoolKind.values), name="schooling_school_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolOfficer(models.Model):
    """Somebody with the duty of a school officer in the ward works at this school, and sees its pupils alone. Until
    `ended_on`; the row stays."""

    school = models.ForeignKey(School, models.PROTECT, related_name="officers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField()
    ended_on = models.DateField(null=True)

    PRIVACY = classes(official="school user named_by named_at ended_on")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user"], condition=Q(ended_on=None), name="schooling_officer_once_at_a_school"
            ),
        ]


class EnrolmentState(models.TextChoices):
    STUDYING = "studying", _("Studying")
    FINISHED = "finished", _("Finished the year")
    MOVED = "moved", _("Moved to another school")
    LEFT = "left", _("Left school")


class Enrolment(models.Model):
    """Somebody attends a school in a school year (2026 is 2026-2027). `withdrawn`: entered in error, or undone."""

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+")
    school = models.ForeignKey(School, models.PROTECT, related_name="enrolments")
    school_year = models.PositiveSmallIntegerField(_("school year"))
    level = models.CharField(_("level"), max_length=1, choices=Level)
    grade = models.PositiveSmallIntegerField(_("grade"), null=True, blank=True)
    class_name = LineField(_("class"), max_length=30, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=EnrolmentState, default=EnrolmentState.STUDYING)
    enrolled_on = models.DateField(_("enrolled on"))
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    why = LineField(_("why it ended"), max_length=200, blank=True)
    came_by = models.ForeignKey("schooling.PupilList", models.PROTECT, null=True, related_name="made")
    confirmed_on = models.DateField(_("confirmed by the school on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn = models.BooleanField(default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    PRIVACY = classes(
        official="school school_year came_by confirmed_on confirmed_by withdrawn entered_by entered_at",
        personal="person level grade class_name state enrolled_on ended_on",
        sensitive="why",
    )

    class Meta:
        ordering = ["grade", "class_name", "pk"]
        indexes = [
            models.Index(fields=["school", "school_year", "state"], name="schooling_enrolment_school"),
            models.Index(fields=["person", "school_year"], name="schooling_enrolment_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "school_year"],
                condition=Q(withdrawn=False, state="studying"),
                name="schooling_one_live_enrolment_a_year",
            ),
            models.CheckConstraint(
                condition=Q(state__in=EnrolmentState.values), name="schooling_enrolment_state_known"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="schooling_enrolment_level_known"),
            models.CheckConstraint(
                condition=Q(state="studying", ended_on=None) | ~Q(state="studying") & Q(ended_on__isnull=False),
                name="schooling_enrolment_ends_with_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("enrolled_on")), name="schooling_enrolment_dates"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None, confirmed_by=None)
                | Q(confirmed_on__isnull=False, confirmed_by__isnull=False),
                name="schooling_enrolment_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(grade=None) | Q(grade__gte=1, grade__lte=12), name="schooling_enrolment_grade_1_to_12"
            ),
        ]
