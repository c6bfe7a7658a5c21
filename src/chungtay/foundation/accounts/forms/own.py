"""Signing in, a new password, codes of the second factor."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.forms.passwords import EnoughLetters

CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "Account name and password do not match. After five wrong tries the account waits 15 minutes."
        ),
        "inactive": _("This account is no longer in use."),
        "one_time_over": _(
            "This one-time password ended at %(moment)s. Ask the administrator of your office for a new one."
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Account name")
        self.fields["password"].label = _("Password")

    def clean_username(self):
        return self.cleaned_data["username"].strip().lower()

    def confirm_login_allowed(self, user):
        """Asked once the password was right: whoever does not know it learns nothing from the answer."""
        super().confirm_login_allowed(user)
        if user.one_time_over(timezone.now()):
            moment = date_format(timezone.localtime(user.one_time_until), "SHORT_DATETIME_FORMAT")
            raise forms.ValidationError(
                self.error_messages["one_time_over"], code="one_time_over", params={"moment": moment}
            )


class NewPasswordForm(PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")
        self.fields["new_password1"].label = _("New password")
        needs = EnoughLetters().needed(self.user)
        hint = _(
            "At least %(needs)s characters; a short sentence is easy to remember. Signs and capitals are not needed."
        )
        self.fields["new_password1"].help_text = hint % {"needs": needs}
        self.fields["new_password2"].label = _("New password once more")
        self.fields["new_password2"].help_text = ""


class CodeForm(forms.Form):
    """Six digits from the telephone."""

    code = forms.CharField(
        label=_("Code of six digits"), max_length=20, widget=forms.TextInput(attrs=CODE | {"inputmode": "numeric"})
    )


class SecondStepForm(forms.Form):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six digits from the telephone. Lost it? Type one of the recovery codes."),
        widget=forms.TextInput(attrs=CODE | {"autofocus": True}),
    )
