"""May this person, in this area. Rights come from roles alone; everything is declared in `roles`."""

from chungtay.foundation.accounts.permissions.roles import ROLES, WORDS, Declaration, Permission, holders_of
from chungtay.foundation.accounts.permissions.scope import check_may, may, place_for, scope_of

__all__ = [
    "ROLES",
    "WORDS",
    "Declaration",
    "Permission",
    "check_may",
    "holders_of",
    "may",
    "place_for",
    "scope_of",
]
