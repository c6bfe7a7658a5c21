"""Form A in a campaign: whether its review knows it, whom it is for, and who waits for it."""

from __future__ import annotations

from typing import Any

from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.movement import LISTED
from chungtay.rulebook import rule_sets
from chungtay.rulebook.screening import demanded
from chungtay.work.review.models import Campaign, CampaignKind, Case, CaseState, ListedFor
from chungtay.work.review.queries.campaigns import cases_seen, main_standard, process_of


def form_a_demanded(campaign: Campaign) -> bool:
    """Are households that asked screened by form A in this review?"""
    rules = rule_sets.load(main_standard(campaign).rule_set)
    return demanded(rules, process_of(campaign), within_year=campaign.kind == CampaignKind.IN_YEAR)


def is_for(case: Case) -> bool:
    """Form A is for households on no list of poor or near-poor. One of the list is surveyed, whatever it asks: also
    when it asks to be taken off."""
    return case.listed_for != ListedFor.LISTED and case.was not in LISTED


def goes_with_its_request(case: Case) -> bool:
    """Is the household under review by its own request alone? Last year's list is reviewed in the yearly review whoever
    asks what; a review within the year is about those that asked."""
    yearly = case.campaign.kind == CampaignKind.PERIODIC
    return case.listed_for == ListedFor.ASKED and not (yearly and case.was in LISTED)


def first_state(listed_for: str, was: str, *, by_form_a: bool) -> str:
    """Where a household that comes on the list begins."""
    screened = by_form_a and listed_for == ListedFor.ASKED and was not in LISTED
    return CaseState.TO_SCREEN if screened else CaseState.LISTED


def to_screen(user: Any, campaign: Campaign, place: Unit) -> int:
    """How many households of the place wait for form A."""
    return cases_seen(user, place).filter(campaign=campaign, state=CaseState.TO_SCREEN).count()
