"""Nothing is decided and no review is closed while a form that contradicts the checked one has no answer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chungtay.work.review.models import Campaign, CampaignWard, Case
from chungtay.work.review.queries.conflicts import contradicted
from chungtay.work.review.transitions import StepRefused

_NAMED = 5


def check_no_conflict(subject: CampaignWard | Campaign, wanted: str) -> None:
    """Raise StepRefused, with the households and the ways out, while a form of the ward or review contradicts another
    one or came late for a closed household."""
    names = list(contradicted(Case.objects.filter(**_inside(subject))).values_list("head_name", flat=True))
    if not names:
        return
    more = f" (+{len(names) - _NAMED})" if len(names) > _NAMED else ""
    raise StepRefused(
        _(
            "Nobody has said yet which form holds of: %(names)s. On the page of the household say which one holds; keep"
            " a late form of a closed household beside it. Where the checked form is wrong, give it back before the"
            " posting; afterwards a complaint or the district's opinion sends somebody there again."
        )
        % {"names": "; ".join(names[:_NAMED]) + more},
        subject=subject,
        area=subject.area if isinstance(subject, Campaign) else subject.ward,
        stands=subject.state,
        wanted=wanted,
    )


def _inside(subject: CampaignWard | Campaign) -> dict[str, CampaignWard | Campaign]:
    return {"campaign": subject} if isinstance(subject, Campaign) else {"ward": subject}
