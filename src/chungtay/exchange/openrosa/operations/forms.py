"""The form of a campaign is opened for ODK Collect, and its list of households taken along."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from pyxform.xls2xform import convert

from chungtay.exchange.openrosa import queries
from chungtay.exchange.openrosa.models import CollectForm, CollectKey
from chungtay.foundation.core.operations import record_event, record_export
from chungtay.foundation.places.models import Unit
from chungtay.work.review.models import Campaign, Case
from chungtay.work.review.operations.steps import guarded
from chungtay.work.review.permissions import check_may_prepare
from chungtay.work.review.queries.collect import form_options
from chungtay.work.review.queries.entry import form_of
from chungtay.work.review.transitions import check_open
from chungtay.workbooks.xlsform import write_xlsform

_EXPORTED = ("head_name", "address", "household")


@guarded
def open_form(campaign: Campaign, *, place: Unit, by: Any, at: datetime.datetime) -> CollectForm:
    """Make the form as the rules stand now; telephones are given it from here on. The same content is kept once. By
    whoever prepares the review in `place`, which takes part in it.

    Raises StepRefused, PermissionDenied, AnswersError, RuleSetIncomplete."""
    check_open(campaign)
    check_may_prepare(by, place, timezone.localdate(at))
    questions = form_of(campaign)
    options = form_options(campaign, questions)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        version = write_xlsform(path, questions.rule_set, **options)
        content = convert(str(path)).xform
    form, new = CollectForm.objects.get_or_create(
        campaign=campaign,
        version=version,
        defaults={"title": options["name"].title, "content": content, "made_by": by, "made_at": at},
    )
    if not new and not _is_newest(form):  # the rules went back to what they were
        form.made_by, form.made_at = by, at
        form.save(update_fields=["made_by", "made_at"])
    record_event("openrosa.form_opened", form, by=by, at=at, area=campaign.area, detail={"version": version})
    return form


def _is_newest(form: CollectForm) -> bool:
    return not CollectForm.objects.filter(campaign=form.campaign_id, made_at__gt=form.made_at).exists()


@transaction.atomic
def take_list(key: CollectKey, campaign: Campaign, *, by: Any, at: datetime.datetime) -> str:
    """The households beside the form, as CSV; taking them along leaves a line in the trail."""
    text, rows = queries.households_of(by, campaign)
    allowed = bool(rows)
    record_export(Case, _EXPORTED, subject=key, rows=rows, sensitive_allowed=allowed, by=by, at=at, area=campaign.area)
    return text
