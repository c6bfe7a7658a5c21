"""People who work with the program, and the duties they hold: a role, in an area, between two days."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes
from chungtay.foundation.core.text import LineField


class Role(models.TextChoices):
    ENUMERATOR = "enumerator", _("Enumerator")
    WARD_OFFICER = "ward_officer", _("Ward officer")
    WARD_LEADER = "ward_leader", _("Ward leader")
    DISTRICT_OFFICER = "district_officer", _("District officer")
    DISTRICT_LEADER = "district_leader", _("District leader")
    COMMITTEE_MEMBER = "committee_member", _("Committee member")
    FUND_KEEPER = "fund_keeper", _("Fund keeper")
    FUND_APPROVER = "fund_approver", _("Fund approver")
    CREDIT_OFFICER = "credit_officer", _("Credit officer")
    EMULATION_COUNCIL = "emulation_council", _("Emulation council")
    SCHOOL_OFFICER = "school_officer", _("School officer")
    VOLUNTEER = "volunteer", _("Gift volunteer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """An account. Rights come from assignments alone; an account without one sees nothing."""

    PRIVACY = classes(
        official="username full_name office is_active must_change_password one_time_until",
        personal="last_login",
        sensitive="password",
    )

    username = models.CharField(_("account name"), max_length=60, unique=True)
    full_name = LineField(_("full name"), max_length=100)
    office = models.ForeignKey(
        "places.Unit",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("office"),
        help_text="The unit whose administrator keeps the account; the first duty's area where nobody said otherwise",
    )
    is_active = models.BooleanField(_("in use"), default=True)
    must_change_password = models.BooleanField(default=False)
    one_time_until = models.DateTimeField(
        null=True, help_text="The password that somebody else has seen opens nothing from then on"
    )

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(username=Lower("username")), name="user_name_lower_case"),
            models.CheckConstraint(
                condition=Q(one_time_until=None) | Q(must_change_password=True), name="user_own_password_has_no_end"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def one_time_over(self, at: datetime.datetime) -> bool:
        """The password is one that was given, and its time has passed without the person having chosen another."""
        return self.one_time_until is not None and self.one_time_until <= at

    def assignments_on(self, day: datetime.date) -> list[Assignment]:
        """Duties held on a day, with their areas; read once per request."""
        return [row for row in self.assignments_from(day) if row.starts_on <= day]

    def assignments_from(self, day: datetime.date) -> list[Assignment]:
        """Duties held on a day or later."""
        if not hasattr(self, "_assignments"):
            self.remember_assignments(list(self.assignments.select_related("area").order_by("starts_on", "pk")))
        return [row for row in self._assignments if not row.ends_on or day <= row.ends_on]

    def remember_assignments(self, rows: list[Assignment]) -> None:
        """All duties of the person, when they were read for many people at once."""
        self._assignments = rows

    def forget_assignments(self) -> None:
        """Read the duties anew at the next question; operations call it after they changed one."""
        self.__dict__.pop("_assignments", None)

    def roles_on(self, day: datetime.date) -> set[str]:
        return {row.role for row in self.assignments_on(day)}


class Assignment(models.Model):
    """One person holds one role in one area from a day on, until it ends."""

    PRIVACY = classes(official="user role area starts_on ends_on given_by")

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    area = models.ForeignKey("places.Unit", models.PROTECT, related_name="+", verbose_name=_("area"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="assignment_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="assignment_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "area"], condition=Q(ends_on=None), name="assignment_held_once"
            ),
        ]
