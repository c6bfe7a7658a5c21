"""Where a file comes from and who visited the households that were given to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import User
from chungtay.work.review.models import Door


class TakeInForm(forms.Form):
    door = forms.ChoiceField(
        label=_("Where the file comes from"), choices=[(Door.FILE, Door.FILE.label), (Door.ODK, Door.ODK.label)]
    )
    visitor = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Visited by"),
        empty_label=None,
        help_text=_("Holds for households that were given to nobody."),
    )

    def __init__(self, *args: Any, visitors: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["visitor"]
        field.queryset = User.objects.filter(pk__in=[user.pk for user in visitors]).order_by("full_name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda user: user.full_name  # type: ignore[attr-defined]
