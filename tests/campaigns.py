"""A review in the small district of `factories`: people of every duty, a few households, a campaign that is open."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from chungtay.foundation.accounts.models import Role, User
from chungtay.foundation.core.files import FileKind, StoredFile
from chungtay.foundation.places.models import Level, Unit
from chungtay.records.registry.operations.registering import register_households
from chungtay.records.registry.operations.status import NewStatus, record_statuses
from chungtay.records.registry.queries.facts import NewHousehold, NewMember
from chungtay.work.review.models import Campaign, CampaignGroup, CampaignWard, Case, Meeting, Posting, Survey
from chungtay.work.review.operations import campaigns, lists, meetings, postings, steps_back, surveys, taking_in
from chungtay.work.review.operations.campaigns import Standard
from tests import factories

OPENED = datetime.datetime(2019, 9, 1, 1, 0, tzinfo=datetime.UTC)  # 8:00 in Hà Nội
VISITED = datetime.date(2019, 9, 5)
NOW = datetime.datetime(2019, 9, 6, 2, 0, tzinfo=datetime.UTC)
# name of the head, class of last year: fictional
HOMES_2019 = (
    ("Nguyễn Văn Đình", "poor"),
    ("Trần Thị Hường", "near_poor"),
    ("Lê Quang Ánh", "near_poor"),
    ("Phạm Thị Bưởi", ""),
    ("Vũ Đức Cảnh", ""),
)
INDICATORS = tuple(str(number) for number in range(1, 11))
# Everything that TT 17/2016 leaves open in our sources (`Process.unknowns`), decided for the tests.
SETTLED_2019 = {
    "meeting.consent_percent": 50,
    "posting.working_days": 3,
    "complaints.working_days": 7,
    "opinion.working_days": 5,
}


@dataclass
class Office:
    """People of Ngọc Hà ward (00016) and of the district, and the households of the ward's first group."""

    units: dict[str, Unit]
    people: dict[str, User] = field(default_factory=dict)
    homes: list[Any] = field(default_factory=list)

    @property
    def ward(self) -> Unit:
        return self.units["00016"]

    @property
    def group(self) -> Unit:
        return Unit.objects.filter(level=Level.GROUP, parent=self.ward).order_by("pk")[0]


def office(units: dict[str, Unit] | None = None) -> Office:
    """The people, named by their duties: officer, leader, enumerator, enumerator2, member, district, chief."""
    made = Office(units or factories.district())
    ward, district = made.units["00016"], made.units["001"]
    for name, role, area in (
        ("officer", Role.WARD_OFFICER, ward),
        ("leader", Role.WARD_LEADER, ward),
        ("enumerator", Role.ENUMERATOR, ward),
        ("enumerator2", Role.ENUMERATOR, ward),
        ("member", Role.COMMITTEE_MEMBER, ward),
        ("district", Role.DISTRICT_OFFICER, district),
        ("chief", Role.DISTRICT_LEADER, district),
    ):
        made.people[name] = factories.person(f"{name}-review", role, area)
    return made


def register(made: Office, homes: tuple[tuple[str, str], ...] = HOMES_2019, *, rule_set: str = "vn-2016") -> None:
    """Households of two with their class of last year (none for those not on the list)."""
    entered = [
        NewHousehold(
            group=made.group,
            since=datetime.date(2015, 1, 1),
            address=f"số {number} ngõ 12",
            members=(
                NewMember(full_name=name, sex="male", birth_date=datetime.date(1960 + number % 40, 3, 2),
                          birth_known="day", relation="head", ethnicity="Kinh"),
                NewMember(full_name=f"{name} Con", sex="female",
                          birth_date=datetime.date(2008, 5, (number - 1) % 28 + 1),
                          birth_known="day", relation="child", ethnicity="Kinh"),
            ),
        )
        for number, (name, _class) in enumerate(homes, 1)
    ]  # fmt: skip
    by = made.people["officer"]
    made.homes = list(
        register_households(entered, area=made.group, why="thử", source="program", by=by, at=factories.AT)
    )
    statuses = [
        (home, NewStatus(year=2019, rule_set=rule_set, class_id=was, valid_from=datetime.date(2019, 1, 1),
                         source="legacy", decision_number="12/QĐ-UBND", decision_date=datetime.date(2018, 12, 20)))
        for home, (_name, was) in zip(made.homes, homes, strict=True)
        if was
    ]  # fmt: skip
    record_statuses(statuses, area=made.group, why="thử", source="program", by=by, at=factories.AT)


def opened(made: Office, area: Unit | None = None, **changes: Any) -> Campaign:
    """The seed's own September 2019: national lines and Hà Nội's beside them, by declared income."""
    values: dict[str, Any] = {
        "kind": "periodic",
        "year": 2019,
        "first_day": datetime.date(2019, 9, 1),
        "last_day": datetime.date(2019, 9, 30),
        "baseline_on": datetime.date(2019, 8, 31),
        "standards": [Standard("vn-2016", "income"), Standard("vn-2016-hanoi", "income")],
        "settled": SETTLED_2019,
        "by": made.people["officer" if area in (None, made.ward) else "district"],
        "at": OPENED,
    }
    campaign = campaigns.prepare_campaign(area or made.ward, **(values | changes))
    leader = made.people["leader" if campaign.area == made.ward else "chief"]
    return campaigns.open_campaign(campaign, number="45/QĐ-UBND", date=datetime.date(2019, 8, 30), by=leader, at=OPENED)


def under_survey(made: Office, **changes: Any) -> Campaign:
    """Listed, two more households added, the list settled: the survey may begin."""
    campaign = opened(made, **changes)
    by = made.people["officer"]
    lists.list_households(campaign, by=by, at=OPENED)
    lists.add_households(campaign, households=[home.pk for home in made.homes], listed_for="added", by=by, at=OPENED)
    for group in CampaignGroup.objects.filter(ward__campaign=campaign, group=made.group):
        lists.finish_list(group, by=by, at=OPENED)
    return campaign


def case_of(campaign: Campaign, head: str) -> Case:
    return Case.objects.select_related("campaign", "ward__ward", "group__group").get(campaign=campaign, head_name=head)


def ward_of(campaign: Campaign, made: Office) -> CampaignWard:
    return campaign.wards.select_related("ward").get(ward=made.ward)


def declared(income: int, *deprived: str) -> dict[str, Any]:
    """Answers by the income method: đồng per person per month, and which of the ten indicators are lacking."""
    return {"income_per_person": income, "declared": {name: name in deprived for name in INDICATORS}}


def sent(
    made: Office, case: Case, answers: dict[str, Any], *, who: str = "enumerator", at: Any = NOW, **changes: Any
) -> Survey:
    """A form of a household, sent by an enumerator's telephone."""
    case.refresh_from_db()
    values: dict[str, Any] = {
        "sent_id": uuid.uuid4(),
        "answers": answers,
        "door": "phone",
        "case_version": case.version,
        "surveyed_on": VISITED,
        "surveyed_by": made.people[who],
    }
    survey, _new = taking_in.take_in(case, taking_in.Filled(**(values | changes)), by=made.people[who], at=at)
    return survey


def confirmed(made: Office, case: Case, answers: dict[str, Any], **changes: Any) -> Survey:
    """A form sent and confirmed by the ward officer."""
    return surveys.confirm(sent(made, case, answers, **changes), by=made.people["officer"], at=NOW)


def closed(made: Office, case: Case, why: str, *, note: str = "Đã đến ba lần", at: Any = NOW) -> Case:
    """A household of the list or with a form is closed by two people: proposed, and agreed to by the leader."""
    step = steps_back.propose_closing(case, closed_why=why, why=note, by=made.people["officer"], at=at)
    steps_back.agree_to_step_back(step, by=made.people["leader"], at=at)
    case.refresh_from_db()
    return case


# The five households by QĐ 59/2015, urban: poor up to 900.000, near-poor up to 1.300.000 with fewer than three.
ANSWERS_2019 = {
    "Nguyễn Văn Đình": (800_000, ("1", "3")),  # poor stays poor
    "Trần Thị Hường": (1_000_000, ("2", "6")),  # near-poor stays near-poor
    "Lê Quang Ánh": (3_000_000, ()),  # near-poor no more
    "Phạm Thị Bưởi": (850_000, ("6",)),  # newly poor
    "Vũ Đức Cảnh": (5_000_000, ()),  # looked at and not poor
}


def checked(made: Office, campaign: Campaign) -> CampaignGroup:
    """Every household of the ward's group surveyed and confirmed: the meeting can be called."""
    for name, (income, lacking) in ANSWERS_2019.items():
        confirmed(made, case_of(campaign, name), declared(income, *lacking))
    return CampaignGroup.objects.select_related("group", "ward__ward", "ward__campaign").get(
        ward__campaign=campaign, group=made.group
    )


MEETING_DAY = datetime.date(2019, 9, 10)
AT_MEETING = datetime.datetime(2019, 9, 10, 13, 0, tzinfo=datetime.UTC)  # 20:00 in Hà Nội
SIGNED = StoredFile("evidence/aa/bien-ban.pdf", "bien-ban.pdf", FileKind.PDF, "application/pdf", 8, "0" * 64)
POSTED_AT = datetime.datetime(2019, 9, 11, 2, 0, tzinfo=datetime.UTC)  # a Wednesday
POSTING_OVER = datetime.datetime(2019, 9, 17, 2, 0, tzinfo=datetime.UTC)  # after 12, 13 and 16 September


def met(made: Office, group: CampaignGroup, *, against: Iterable[str] = (), present: int = 40) -> Meeting:
    """The meeting is held and closed: everybody agrees, except about those named, whom one too few agree to."""
    by = made.people["officer"]
    meeting = meetings.call_meeting(
        group, held_on=MEETING_DAY, place="Nhà văn hóa tổ 1", chair="Đỗ Văn Tổ", secretary="Ngô Thị Ký", by=by, at=NOW
    )
    votes = {
        row.case_id: meetings.Vote(present // 2 - 1, present // 2, "Nhà còn xe") if row.case.head_name in against
        else meetings.Vote(present)
        for row in meeting.discussed.select_related("case")
    }  # fmt: skip
    meetings.enter_results(meeting, attended={"reviewed": 5, "others": present - 5}, votes=votes, by=by, at=AT_MEETING)
    return meetings.close_meeting(meeting, minutes=SIGNED, by=by, at=AT_MEETING)


def posted(made: Office, campaign: Campaign, at: datetime.datetime = POSTED_AT) -> Posting:
    """Surveyed, checked, met and posted; with three working days it hangs until the end of Monday, 16 September."""
    met(made, checked(made, campaign))
    return postings.post_list(
        ward_of(campaign, made), places=["Nhà văn hóa tổ 1", "Trụ sở phường"], by=made.people["officer"], at=at
    )


def settled(made: Office, campaign: Campaign) -> Posting:
    """Everything before the decision is behind the ward."""
    return postings.end_posting(posted(made, campaign), by=made.people["officer"], at=POSTING_OVER)
