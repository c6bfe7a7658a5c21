"""Whose accounts an administrator keeps: those that belong to his area with every duty, and never his own."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext

from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.permissions.roles import Permission
from chungtay.foundation.accounts.permissions.scope import scope_of


def inside(path: str, scope: list[str]) -> bool:
    return any(path.startswith(above) for above in scope)


def may_manage(by: Any, account: User, on: datetime.date) -> bool:
    """May this administrator change the account today? Only when its office and every duty, held or to come, lie in his
    area: a new password for somebody with a duty elsewhere would open that elsewhere."""
    scope = scope_of(by, Permission.ACCOUNT_MANAGE, on)
    if not scope or by.pk == account.pk or account.office is None or not inside(account.office.path, scope):
        return False
    return all(inside(row.area.path, scope) for row in account.assignments_from(on))


def check_may_manage(by: Any, account: User, on: datetime.date) -> None:
    """Raise PermissionDenied with a sentence for the user."""
    if by.pk == account.pk:
        raise PermissionDenied(
            gettext("Nobody changes the own account or gives duties to himself. Another administrator does it.")
        )
    if not may_manage(by, account, on):
        sentence = gettext(
            "%(name)s works outside your area, or not in it alone. Ask the administrator of the office above."
        )
        raise PermissionDenied(sentence % {"name": account.full_name})
