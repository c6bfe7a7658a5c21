"""Tables of accounts: people and their duties, second factors, and where they are signed in."""

from chungtay.foundation.accounts.models.factor import RecoveryCode, SecondFactor
from chungtay.foundation.accounts.models.outside import OutsideName
from chungtay.foundation.accounts.models.people import Assignment, Role, User, UserManager
from chungtay.foundation.accounts.models.sign_ins import SignIn
from chungtay.foundation.accounts.models.tries import NameTries
from chungtay.foundation.accounts.models.wider import WiderView

__all__ = [
    "Assignment",
    "NameTries",
    "OutsideName",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "SignIn",
    "User",
    "UserManager",
    "WiderView",
]
