"""May this person, in this area. Rights come from roles alone; everything is declared in `roles` and `apart`."""

from chungtay.foundation.accounts.permissions.apart import NEVER_TOGETHER, Duty, check_apart, in_the_way, may_meet
from chungtay.foundation.accounts.permissions.managing import check_may_manage, inside, may_manage
from chungtay.foundation.accounts.permissions.roles import ROLES, WORDS, Declaration, Permission, holders_of
from chungtay.foundation.accounts.permissions.scope import NoSuchPlace, check_may, may, place_for, scope_at, scope_of

__all__ = [
    "NEVER_TOGETHER",
    "ROLES",
    "WORDS",
    "Declaration",
    "Duty",
    "NoSuchPlace",
    "Permission",
    "check_apart",
    "check_may",
    "check_may_manage",
    "holders_of",
    "in_the_way",
    "inside",
    "may",
    "may_manage",
    "may_meet",
    "place_for",
    "scope_at",
    "scope_of",
]
