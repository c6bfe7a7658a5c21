"""Who reads, writes and takes out what schools and the ward know of pupils: whoever does so with the register, of which
it is a part; and the officers of a school, for that school alone."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission, check_may, may
from chungtay.foundation.places.models import Unit
from chungtay.work.schooling.models import School, SchoolOfficer


def check_may_read(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.SCHOOL_READ, area, on)


def reads_register(user: Any, area: Unit, on: datetime.date) -> bool:
    """Whether pages may show more of pupils than name, birth and class, and lead to their households."""
    return may(user, Permission.REGISTRY_READ, area, on)


def check_reads_register(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_READ, area, on)


def works_at(user: Any, school: School | int) -> bool:
    number = school if isinstance(school, int) else school.pk
    return user is not None and SchoolOfficer.objects.filter(school=number, user=user, ended_on=None).exists()


def can_tell(user: Any, school: School, on: datetime.date) -> bool:
    """Confirm pupils of a school, record who finished, moved or left: who writes in the register, or its officer."""
    if may(user, Permission.REGISTRY_EDIT, school.ward, on):
        return True
    return may(user, Permission.SCHOOL_KEEP, school.ward, on) and works_at(user, school)


def check_may_tell(user: Any, school: School, on: datetime.date) -> None:
    check_may(user, Permission.SCHOOL_KEEP, school.ward, on)
    if not can_tell(user, school, on):
        raise PermissionDenied(_("You work at another school. The officer of the ward names who works where."))


def can_visit(user: Any, area: Unit, on: datetime.date) -> bool:
    """Whether visits may be recorded of the tasks that the person sees there."""
    return may(user, Permission.SCHOOL_KEEP, area, on)


def can_hand_over(user: Any, school: School, on: datetime.date) -> bool:
    """What is approved for pupils of the own school."""
    return may(user, Permission.SCHOOL_HAND_OVER, school.ward, on) and works_at(user, school)


def can_keep(user: Any, area: Unit, on: datetime.date) -> bool:
    """Schools, enrolments, and what became of children who stay away."""
    return may(user, Permission.REGISTRY_EDIT, area, on)


def check_may_keep(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_EDIT, area, on)


def can_import(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_IMPORT, area, on)


def check_may_import(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_IMPORT, area, on)


def can_take_out(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.REGISTRY_EXPORT, area, on)


def check_may_take_out(user: Any, area: Unit, on: datetime.date) -> None:
    check_may(user, Permission.REGISTRY_EXPORT, area, on)


def can_prepare(user: Any, area: Unit, on: datetime.date) -> bool:
    return may(user, Permission.SUPPORT_PREPARE, area, on)


def may_see_support(user: Any, area: Unit, on: datetime.date) -> bool:
    """Amounts and reasons of support in a file: for whoever draws up, approves or hands over the lists."""
    needed = (Permission.SUPPORT_PREPARE, Permission.SUPPORT_APPROVE, Permission.SUPPORT_HAND_OVER)
    return any(may(user, each, area, on) for each in needed)
