"""A review by the points of 2022 with answers that have a class; the district, people and register of `campaigns`."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from chungtay.rulebook import process as processes
from chungtay.work.review.models import Campaign, CampaignGroup, Case, Complaint, Posting
from chungtay.work.review.operations import complaints, lists, meetings, postings, surveys
from chungtay.work.review.operations.campaigns import Standard
from tests import campaigns
from tests.rulebook.households import ADULT, CHILD, urban

FIRST = datetime.date(2024, 9, 1)
OPENED = datetime.datetime(2024, 9, 1, 2, 0, tzinfo=datetime.UTC)
NOW = datetime.datetime(2024, 9, 20, 2, 0, tzinfo=datetime.UTC)
VISITED = datetime.date(2024, 9, 15)
_PLACE = {"area_type", "region"}


def under_survey(made: campaigns.Office, **changes: Any) -> Campaign:
    """The households of the office under survey by points, from 1 September 2024."""
    process = processes.in_force(FIRST)
    values = {
        "year": 2024,
        "first_day": FIRST,
        "last_day": datetime.date(2024, 12, 14),
        "baseline_on": datetime.date(2024, 8, 31),
        "standards": [Standard("vn-2022", "points")],
        "settled": {f"{step}.{each.what}": 5 for step, each in process.unknowns()},
    }
    if "month" not in changes:
        return campaigns.under_survey(made, **(values | changes))
    campaign = campaigns.opened(made, **(values | changes))  # a review within the year has no list to settle
    by, homes = made.people["officer"], [home.pk for home in made.homes]
    lists.add_households(campaign, households=homes, listed_for="added", by=by, at=OPENED)
    return campaign


def answers(*names: str, **changes: Any) -> dict[str, Any]:
    """A plain urban household: an adult of 64 and, with a second name, a girl of 8; everything answered."""
    raw = urban(ADULT | {"relationship": 1, "sex": 1}, *([CHILD | {"relationship": 3}] if len(names) > 1 else []))
    household = {key: value for key, value in raw["household"].items() if key not in _PLACE}
    members = [{"name": name, **member} for name, member in zip(names or ("Chủ hộ",), raw["members"], strict=True)]
    return {"household": household | changes, "members": members}


def sent(made: campaigns.Office, case: Case, given: dict[str, Any], **changes: Any) -> Any:
    """A form by points, sent by a telephone."""
    return campaigns.sent(made, case, given, at=NOW, **({"surveyed_on": VISITED} | changes))


def checked(made: campaigns.Office, campaign: Campaign) -> CampaignGroup:
    """Every household of the ward's group has a confirmed form: an adult of 64, alike."""
    for case in Case.objects.filter(campaign=campaign):
        surveys.confirm(sent(made, case, answers(case.head_name)), by=made.people["officer"], at=NOW)
    groups = CampaignGroup.objects.select_related("group", "ward__ward", "ward__campaign")
    return groups.get(ward__campaign=campaign, group=made.group)


MEETING_DAY = datetime.date(2024, 9, 25)
AT_MEETING = datetime.datetime(2024, 9, 25, 13, 0, tzinfo=datetime.UTC)
POSTED_AT = datetime.datetime(2024, 9, 26, 2, 0, tzinfo=datetime.UTC)


def posted(made: campaigns.Office, campaign: Campaign) -> Posting:
    """Surveyed, checked, met by everybody's consent, and posted."""
    by = made.people["officer"]
    meeting = meetings.call_meeting(
        checked(made, campaign), held_on=MEETING_DAY, place="Nhà văn hóa tổ 1", chair="Đỗ Văn Tổ",
        secretary="Ngô Thị Ký", by=by, at=NOW,
    )  # fmt: skip
    votes = {row.case_id: meetings.Vote(40) for row in meeting.discussed.all()}
    meetings.enter_results(meeting, attended={"reviewed": 5, "others": 35}, votes=votes, by=by, at=AT_MEETING)
    meetings.close_meeting(meeting, minutes=campaigns.SIGNED, by=by, at=AT_MEETING)
    return postings.post_list(campaigns.ward_of(campaign, made), places=["Trụ sở phường"], by=by, at=POSTED_AT)


def complained(made: campaigns.Office, case: Case, posting: Posting, *, checker: str = "enumerator2") -> Complaint:
    """A complaint about the household, given to somebody to check."""
    by = made.people["officer"]
    complaint, _new = complaints.receive_complaint(
        posting, case=case, channel="counter", token=uuid.uuid4(), complainant="Bà Tâm", words="Nhà có xe", by=by,
        at=POSTED_AT,
    )  # fmt: skip
    return complaints.assign_checker(complaint, checker=made.people[checker], by=by, at=POSTED_AT)
