"""A leader finalises the reports of a place and year; from then on they stay as they were."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext

from chungtay.foundation.core.operations import record_event
from chungtay.results.reports.models import FinalReport
from chungtay.results.reports.permissions import check_may_finalise
from chungtay.results.reports.queries.checks import checks_of
from chungtay.results.reports.queries.facts import Wanted, read
from chungtay.results.reports.queries.official import not_official
from chungtay.results.reports.queries.tables import tables_of
from chungtay.results.reports.queries.wanting import asked_of
from chungtay.workbooks.reports.tables import Check, Table


@transaction.atomic
def finalise_report(wanted: Wanted, level: str, *, by: Any, at: datetime.datetime) -> FinalReport:
    """Freeze every form as it is worked out now. Raises ValidationError naming form and row of each check that does not
    hold and stands in the way, or what keeps it from being official (`not_official`); PermissionDenied for whoever is
    no leader there."""
    if by is not None:
        check_may_finalise(by, wanted.place, timezone.localdate(at))
    if against := not_official(wanted, timezone.localdate(at)):
        raise ValidationError(against, code="not_official")
    facts = read(wanted)
    tables = tables_of(facts, level)
    checks = checks_of(facts, tables)
    if in_the_way := [check for check in checks if check.blocks]:
        raise ValidationError([_sentence(check) for check in in_the_way], code="broken")
    kept = tables_as_kept(tables)
    report = FinalReport.objects.create(
        area=wanted.place,
        year=wanted.year,
        number=FinalReport.objects.filter(area=wanted.place, year=wanted.year, basis=wanted.basis).count() + 1,
        basis=wanted.basis,
        rule_set=wanted.rule_set,
        opening_rule_set=wanted.opening.rule_set,
        level=level,
        opened_on=wanted.opening.day,
        closed_on=wanted.closing.day,
        asked=asked_of(wanted, level),
        tables=kept,
        checks=[asdict(check) | {"households": list(check.households)} for check in checks],
        sha256=digest_of(kept),
        finalised_by=by,
        finalised_at=at,
    )
    detail = {"year": wanted.year, "basis": wanted.basis, "number": report.number}
    record_event("reports.finalised", report, by=by, at=at, area=wanted.place, detail=detail, digest=report.sha256)
    return report


def tables_as_kept(tables: Mapping[str, Table]) -> dict[str, Any]:
    """As JSON gives it back: lists instead of tuples, so that a digest can be computed anew."""
    kept: dict[str, Any] = json.loads(json.dumps({form: table.as_json() for form, table in tables.items()}))
    return kept


def digest_of(kept: Mapping[str, Any]) -> str:
    """SHA-256 over the tables."""
    told = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def _sentence(check: Check) -> str:
    told = check.en if get_language() == "en" else check.vi
    where = " · ".join(filter(None, (check.form, check.row)))
    sentence = gettext("%(where)s: %(told)s") % {"where": where, "told": told}
    if check.households:
        shown = ", ".join(str(number) for number in check.households[:5])
        sentence += " " + gettext("Household records: %(numbers)s.") % {"numbers": shown}
    return sentence
