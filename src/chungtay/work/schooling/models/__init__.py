"""Schools, who is enrolled in them, lists that schools send, and children whose schooling is looked into."""

from chungtay.work.schooling.models.enrolments import (
    Enrolment,
    EnrolmentState,
    Level,
    School,
    SchoolKind,
    SchoolOfficer,
)
from chungtay.work.schooling.models.lists import ListState, PupilList, PupilRow, RowOutcome
from chungtay.work.schooling.models.staying_away import AwayOutcome, AwayReason, AwayTask, AwayVisit

__all__ = [
    "AwayOutcome",
    "AwayReason",
    "AwayTask",
    "AwayVisit",
    "Enrolment",
    "EnrolmentState",
    "Level",
    "ListState",
    "PupilList",
    "PupilRow",
    "RowOutcome",
    "School",
    "SchoolKind",
    "SchoolOfficer",
]
