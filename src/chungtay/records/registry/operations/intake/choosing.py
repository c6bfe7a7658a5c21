"""What the officer decides about one household of a file before anything is taken over."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.accounts.permissions import Permission
from chungtay.records.registry.models import ImportFile, ImportState, Leaving, Outcome, StagedHousehold
from chungtay.records.registry.operations.intake.staging import count_outcomes, rules_of, staged_row
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries.intake.comparing import compare
from chungtay.records.registry.queries.intake.incoming import from_payload
from chungtay.records.registry.queries.intake.known import known_for
from chungtay.records.registry.queries.intake.planning import Choice
from chungtay.records.registry.transitions import WrongState

# Who died needs the day of death, which the file does not have: that is recorded on the household's page.
WAYS = (Leaving.MOVED, Leaving.MARRIED, Leaving.SPLIT)


@transaction.atomic
def choose(row: StagedHousehold, choice: Choice, *, by: Any, at: datetime.datetime) -> StagedHousehold:
    """Keep what the officer decided about one household, and compare it anew with the register. Raises WrongState once
    the file is being taken over, ValidationError for a way of leaving that a file cannot tell."""
    file = ImportFile.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=row.file_id)
    check(by, Permission.REGISTRY_IMPORT, file.area, at)
    row = StagedHousehold.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if file.state != ImportState.STAGED or not row.payload:
        raise WrongState(_("This household cannot be decided about any more. Load the page anew."), code="state")
    if set(choice.gone.values()) - set(WAYS):
        raise ValidationError(_("Say how the person left."), code="gone")
    home = from_payload(row.payload)
    known = known_for([home], file.area, file.rule_set)
    gone = {str(number): how for number, how in choice.gone.items()}
    row.choice = {"enter": choice.enter, "gone": gone, "people": sorted(choice.people)}
    plan = compare(home, known, rules_of(file, today=timezone.localdate(at)), choice)
    if plan.home and file.households.filter(household=plan.home.household).exclude(pk=row.pk).exists():
        plan.outcome = Outcome.REFUSED
    row = staged_row(row, plan, payload=row.payload)
    row.save()
    file.counts = count_outcomes(file)
    file.save(update_fields=["counts"])
    return row
