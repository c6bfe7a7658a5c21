"""The only door for writing about accounts and duties. A person (`by`) may change others in the own area; the program
itself (`by=None`) may do what a command asks for."""

from chungtay.foundation.accounts.operations.accounts import (
    FirstDuty,
    add_account,
    change_password,
    close_account,
    new_password,
    reopen_account,
    reset_password,
)
from chungtay.foundation.accounts.operations.duties import assign, end_assignment, hand_over
from chungtay.foundation.accounts.operations.factor import (
    confirm_factor,
    end_factor,
    new_recovery_codes,
    reset_factor,
    start_factor,
    try_code,
)
from chungtay.foundation.accounts.operations.outside import arrive, link_outside
from chungtay.foundation.accounts.operations.sign_ins import (
    begin_sign_in,
    end_other_sign_ins,
    end_sign_in,
    mark_with_factor,
    see_sign_in,
    sign_out,
)
from chungtay.foundation.accounts.operations.wider import begin_wider, end_wider, lend_auditor, record_wider_request

__all__ = [
    "FirstDuty",
    "add_account",
    "arrive",
    "assign",
    "begin_sign_in",
    "begin_wider",
    "change_password",
    "close_account",
    "confirm_factor",
    "end_assignment",
    "end_factor",
    "end_other_sign_ins",
    "end_sign_in",
    "end_wider",
    "hand_over",
    "lend_auditor",
    "link_outside",
    "mark_with_factor",
    "new_password",
    "new_recovery_codes",
    "record_wider_request",
    "reopen_account",
    "reset_factor",
    "reset_password",
    "see_sign_in",
    "sign_out",
    "start_factor",
    "try_code",
]
