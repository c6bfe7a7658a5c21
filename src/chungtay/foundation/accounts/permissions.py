"""What each role may do, in one place, readable by an administrator. A permission holds in the role's area only."""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Level, Unit
from chungtay.foundation.places.queries import unit_by_code


class Permission(enum.StrEnum):
    ACCOUNT_MANAGE = "account:manage"
    AUDIT_READ = "audit:read"
    PLACE_MANAGE = "place:manage"
    REGISTRY_READ = "registry:read"
    REGISTRY_SENSITIVE = "registry:sensitive"
    REGISTRY_EDIT = "registry:edit"
    REGISTRY_PROPOSE = "registry:propose"
    REGISTRY_APPROVE = "registry:approve"
    REGISTRY_IMPORT = "registry:import"
    REGISTRY_EXPORT = "registry:export"
    REGISTRY_MERGE = "registry:merge"
    REVIEW_CLASSIFY = "review:classify"
    REVIEW_READ = "review:read"


WORDS: dict[Permission, str | Promise] = {
    Permission.ACCOUNT_MANAGE: _("Give accounts and duties, and end them"),
    Permission.AUDIT_READ: _("Read the trail of who did what"),
    Permission.PLACE_MANAGE: _("Keep the administrative units"),
    Permission.REGISTRY_READ: _("Read the register of households"),
    Permission.REGISTRY_SENSITIVE: _("See identity numbers and bank accounts in full; each look is an event"),
    Permission.REGISTRY_EDIT: _("Write in the register"),
    Permission.REGISTRY_PROPOSE: _("Propose a correction of the register"),
    Permission.REGISTRY_APPROVE: _("Approve a correction that somebody else proposed"),
    Permission.REGISTRY_IMPORT: _("Read files into the register"),
    Permission.REGISTRY_EXPORT: _("Take the register out to Excel"),
    Permission.REGISTRY_MERGE: _("Join records of the same household or person"),
    Permission.REVIEW_CLASSIFY: _("Read in and classify files of the review"),
    Permission.REVIEW_READ: _("Read results of the review"),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """The level of unit the role is given in, what it is for in one sentence, and what it may do there."""

    level: str
    does: str | Promise
    may: frozenset[Permission]


P = Permission
_LOOKS = frozenset({P.REVIEW_READ, P.REGISTRY_READ})
_KEEPS = frozenset({P.REGISTRY_SENSITIVE, P.REGISTRY_EDIT, P.REGISTRY_IMPORT, P.REGISTRY_EXPORT, P.REGISTRY_MERGE})
ROLES: dict[str, Declaration] = {
    Role.ENUMERATOR: Declaration(
        Level.WARD,
        _("Visits households, fills in the forms and proposes corrections."),
        _LOOKS | {P.REGISTRY_PROPOSE},
    ),
    Role.WARD_OFFICER: Declaration(
        Level.WARD,
        _("Keeps the register of the ward and prepares the review: reads in files, corrects, prints the lists."),
        _LOOKS | _KEEPS | {P.REVIEW_CLASSIFY, P.REGISTRY_PROPOSE, P.REGISTRY_APPROVE},
    ),
    Role.WARD_LEADER: Declaration(
        Level.WARD, _("Decides for the ward and signs."), _LOOKS | {P.REGISTRY_APPROVE, P.REGISTRY_EXPORT}
    ),
    Role.DISTRICT_OFFICER: Declaration(
        Level.DISTRICT,
        _("Guides the wards, checks and sums up."),
        _LOOKS | _KEEPS | {P.REVIEW_CLASSIFY, P.REGISTRY_APPROVE, P.PLACE_MANAGE},
    ),
    Role.DISTRICT_LEADER: Declaration(Level.DISTRICT, _("Decides for the district and signs."), _LOOKS),
    Role.COMMITTEE_MEMBER: Declaration(Level.WARD, _("Sits in the ward's poverty reduction committee."), _LOOKS),
    Role.FUND_KEEPER: Declaration(Level.WARD, _("Keeps the fund: takes in, pays out, settles."), _LOOKS),
    Role.FUND_APPROVER: Declaration(Level.WARD, _("Approves what the fund pays, and never pays it."), _LOOKS),
    Role.CREDIT_OFFICER: Declaration(Level.WARD, _("Prepares loans of the policy bank and follows them."), _LOOKS),
    Role.EMULATION_COUNCIL: Declaration(
        Level.DISTRICT, _("Examines proposals for commendation. Sees no household."), frozenset()
    ),
    Role.AUDITOR: Declaration(
        Level.DISTRICT, _("Reads everything of the area and its trail, and changes nothing."), _LOOKS | {P.AUDIT_READ}
    ),
    Role.ADMINISTRATOR: Declaration(
        Level.DISTRICT,
        _("Gives and ends accounts. Sees no household."),
        frozenset({P.ACCOUNT_MANAGE, P.PLACE_MANAGE}),
    ),
}


def holders_of(permission: Permission) -> tuple[str, ...]:
    """The roles that hold a permission somewhere: `@audience(*holders_of(Permission.REVIEW_READ))`."""
    return tuple(role for role, declared in ROLES.items() if permission in declared.may)


def scope_of(user: Any, permission: Permission, on: datetime.date) -> list[str]:
    """Paths of the areas where the user holds the permission on a day. Nothing held: an empty list, nothing seen."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    return [row.area.path for row in user.assignments_on(on) if permission in ROLES[row.role].may]


def may(user: Any, permission: Permission, area: Unit, on: datetime.date) -> bool:
    """Does the user hold the permission for this unit on a day?"""
    return any(area.path.startswith(path) for path in scope_of(user, permission, on))


def check_may(user: Any, permission: Permission, area: Unit, on: datetime.date) -> None:
    """Raise PermissionDenied with a sentence for the user."""
    if not may(user, permission, area, on):
        sentence = gettext("You have no duty in %(area)s that allows this. Ask the administrator of your office.")
        raise PermissionDenied(sentence % {"area": area.name})


def place_for(user: Any, code: str, year: int) -> Unit:
    """The unit that an address names, as it stood on the last day of that year (or today). Raises Http404 when there
    is none, PermissionDenied when it lies outside every area where the user holds a duty today."""
    today = timezone.localdate()
    unit = unit_by_code(code, min(today, datetime.date(year, 12, 31)))
    if unit is None:
        raise Http404
    if not any(unit.path.startswith(row.area.path) for row in user.assignments_on(today)):
        raise PermissionDenied(gettext("%(place)s is outside your area.") % {"place": unit.name})
    return unit
