"""Referrals that wait for somebody, for the page Today."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.work.referral import permissions
from chungtay.work.referral.models import LIVE, ReferralState
from chungtay.work.referral.queries.referrals import MINE, OVERDUE, seen


def waiting_for(user: Any, place: Any, year: int, today: datetime.date) -> Iterator[Waiting]:
    """Own referrals that are overdue, for whoever follows them; those that nobody has, for whoever gives them out."""
    late = Q(state=ReferralState.ASSIGNED, due_on__lt=today)
    rows = seen(user, place, today).filter(state__in=LIVE).order_by()
    counts = rows.aggregate(
        mine=Count("pk", filter=late & Q(person=user)),
        late=Count("pk", filter=late),
        free=Count("pk", filter=Q(state=ReferralState.OPEN)),
    )
    address = reverse("referral:list", args=[place.code, year])
    manages = permissions.can_manage(user, place, today)
    which, count = (OVERDUE, counts["late"]) if manages else (MINE, counts["mine"])
    if count:
        title = ngettext("%(count)s referral is overdue", "%(count)s referrals are overdue", count)
        yield Waiting(title % {"count": count}, place.name, _("Remind the service"), f"{address}?o={which}")
    if manages and counts["free"]:
        title = ngettext("Nobody has %(count)s referral yet", "Nobody has %(count)s referrals yet", counts["free"])
        where = f"{address}?o={ReferralState.OPEN}"
        yield Waiting(title % {"count": counts["free"]}, place.name, _("Give them out"), where)
