"""What may follow what: in the life of a file, of a campaign, and of a household under review."""

from chungtay.work.review.transitions.files import NEXT, WrongState, before_withdrawal, check_may_become
from chungtay.work.review.transitions.steps import (
    CAMPAIGN_NEXT,
    CASE_NEXT,
    GROUP_NEXT,
    WARD_NEXT,
    StepRefused,
    check_campaign_step,
    check_case_step,
    check_group_step,
    check_open,
    check_ward_step,
)

__all__ = [
    "CAMPAIGN_NEXT",
    "CASE_NEXT",
    "GROUP_NEXT",
    "NEXT",
    "WARD_NEXT",
    "StepRefused",
    "WrongState",
    "before_withdrawal",
    "check_campaign_step",
    "check_case_step",
    "check_group_step",
    "check_may_become",
    "check_open",
    "check_ward_step",
]
