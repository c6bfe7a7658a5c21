from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "chungtay.foundation.accounts"
    label = "accounts"

    def audit_actions(self) -> dict[str, Any]:
        return {
            "accounts.account_added": _("An account was added"),
            "accounts.password_changed": _("A password was changed"),
            "accounts.password_reset": _("A password was reset by the administrator"),
            "accounts.account_closed": _("An account was closed"),
            "accounts.account_reopened": _("An account was opened again"),
            "accounts.session_ended": _("A sign-in was ended"),
            "accounts.sessions_ended": _("All sign-ins were ended"),
            "accounts.duty_given": _("A duty was given"),
            "accounts.duty_called_off": _("A duty that had not begun was called off"),
            "accounts.duty_ended": _("A duty was ended"),
            "accounts.handed_over": _("Duties were handed over"),
            "accounts.outside_linked": _("An account was linked to the sign-in service"),
            "accounts.outside_unlinked": _("An account was unlinked from the sign-in service"),
            "accounts.outside_recognised": _("The sign-in service was recognised for the first time"),
            "accounts.wider_begun": _("A wider view was opened for a while"),
            "accounts.wider_request": _("A page was opened under the wider view"),
            "accounts.wider_ended": _("The wider view ended"),
            "accounts.factor_started": _("A second step of sign-in was begun"),
            "accounts.factor_confirmed": _("A second step of sign-in was set up"),
            "accounts.factor_blocked": _("A second step of sign-in was blocked after wrong codes"),
            "accounts.recovery_code_used": _("A recovery code was used"),
            "accounts.recovery_codes_made": _("Recovery codes were made"),
            "accounts.factor_ended": _("The second step of sign-in was ended"),
            "accounts.factor_reset": _("The second step of sign-in was reset by the administrator"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.accounts.models import User
        from chungtay.foundation.core.presenters import Subject

        def names(numbers: Iterable[int]) -> dict[int, str]:
            return dict(User.objects.filter(pk__in=list(numbers)).values_list("pk", "full_name"))

        return {"accounts.user": Subject(_("Account"), names), "accounts.widerview": Subject(_("Wider view"))}

    def ready(self) -> None:
        user_logged_in.connect(_begin, dispatch_uid="accounts.begin_sign_in")
        user_logged_out.connect(_end, dispatch_uid="accounts.end_sign_in")


def _begin(sender, request, user, **kwargs) -> None:
    """Every way of signing in passes here: the form, the second step, OpenID Connect."""
    from chungtay.foundation.accounts import operations

    agent = request.META.get("HTTP_USER_AGENT", "")
    request.session["sign_in"] = operations.begin_sign_in(user, agent=agent, at=timezone.now()).pk


def _end(sender, request, user, **kwargs) -> None:
    from chungtay.foundation.accounts import operations

    operations.sign_out(request.session.get("sign_in", 0), at=timezone.now())
