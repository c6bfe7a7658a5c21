"""The demonstration's school in Ngọc Hà ward in the school year 2024-2025: its pupils by class, of whom its officer has
confirmed the youngest class."""

from __future__ import annotations

import datetime

from django.db import transaction

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.queries.pupils import children_born
from chungtay.web.home.management.rights import OFFICER
from chungtay.work.schooling.operations.enrolments import NewPupil, confirm_pupils, enrol
from chungtay.work.schooling.operations.schools import add_school, name_officer
from chungtay.work.schooling.queries.pupils import schools_seen

TEACHER = "giaovien.ngocha"
NAME = "Trường Tiểu học Sao Mai"
YEAR = 2024
OPENED, ENTERED, TOLD = (
    datetime.datetime(2024, month, day, 2, 0, tzinfo=datetime.UTC) for month, day in ((8, 26), (9, 9), (9, 12))
)


@transaction.atomic
def open_school(ward: Unit) -> None:
    """Once; nothing when the ward has a school already, the demonstration's people are not there (an older one has no
    teacher), or no child of the age lives there."""
    people = {user.username: user for user in User.objects.filter(username__in=[OFFICER, TEACHER])}
    if len(people) < 2 or schools_seen(people[OFFICER], ward, OPENED.date()).exists():
        return
    # six years old in 2024 goes to the first class, ten to the fifth
    children = children_born([ward.path], datetime.date(YEAR - 10, 1, 1), datetime.date(YEAR - 6, 12, 31))
    if not children:
        return
    officer = people[OFFICER]
    school = add_school(ward, name=NAME, level="2", kind="public", by=officer, at=OPENED)
    name_officer(school, user=people[TEACHER].pk, by=officer, at=OPENED)
    grades = {child.number: YEAR - child.born.year - 5 for child in children if child.born is not None}
    for number, grade in grades.items():
        pupil = NewPupil(number, grade, f"{grade}A")
        enrol(school, year=YEAR, pupil=pupil, on=datetime.date(YEAR, 9, 5), by=officer, at=ENTERED)
    youngest = f"{min(grades.values())}A"
    confirm_pupils(school, year=YEAR, class_name=youngest, by=people[TEACHER], at=TOLD)
