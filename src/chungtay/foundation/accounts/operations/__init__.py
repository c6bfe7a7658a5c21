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

__all__ = [
    "FirstDuty",
    "add_account",
    "assign",
    "change_password",
    "close_account",
    "end_assignment",
    "hand_over",
    "new_password",
    "reopen_account",
    "reset_password",
]
