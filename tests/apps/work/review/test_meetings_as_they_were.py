"""A meeting is entered as it was: after its hour, on its true day, led and written by two people, with a copy that can
be read; who was not heard is heard by a further one; who is settled stays settled."""

from __future__ import annotations

import datetime
import io
import zlib

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.core.files import is_readable
from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import CaseState, GroupState, WardState
from chungtay.work.review.operations import meetings, opinions, postings, surveys
from chungtay.work.review.queries.ahead import groups_to_meet
from chungtay.work.review.transitions import StepRefused
from tests import campaigns as made_up
from tests import decided as made
from tests.campaigns import MEETING_DAY, NOW, POSTED_AT, SIGNED, confirmed, declared

pytestmark = pytest.mark.django_db
D, HUONG, BUOI = datetime.date, "Trần Thị Hường", "Phạm Thị Bưởi"


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


@pytest.fixture
def group(office, campaign):
    return made_up.checked(office, campaign)


def moment(day, hour=2):  # 2:00 UTC are 9:00 in Hà Nội
    return datetime.datetime(2019, 9, day, hour, tzinfo=datetime.UTC)


def call(office, group, at=NOW, **changes):
    values = {"held_on": MEETING_DAY, "place": "Nhà văn hóa", "chair": "Đỗ Văn Tổ", "secretary": "Ngô Thị Ký"}
    return meetings.call_meeting(group, **(values | changes), by=office.people["officer"], at=at)


def enter(office, meeting, at, present=40, **changes):
    votes = {row.case_id: meetings.Vote(present) for row in meeting.discussed.all()}
    officer = office.people["officer"]
    return meetings.enter_results(meeting, attended={"others": present}, votes=votes, **changes, by=officer, at=at)


def close(office, meeting, at):
    return meetings.close_meeting(meeting, minutes=SIGNED, by=office.people["officer"], at=at)


def code_of(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.code, refused.value.messages[0]


def test_nothing_is_entered_before_its_hour(office, group):
    """Called for 19:30 on the 10th, which is 12:30 UTC."""
    meeting = call(office, group, held_at=datetime.time(19, 30))
    early = datetime.datetime(2019, 9, 10, 12, 29, tzinfo=datetime.UTC)
    code, said = code_of(lambda: enter(office, meeting, early))
    assert (code, "19:30 ngày 10/09/2019" in said) == ("day", True)
    enter(office, meeting, early + datetime.timedelta(minutes=1))
    code, _said = code_of(lambda: close(office, meeting, early))
    assert code == "day"
    assert close(office, meeting, early + datetime.timedelta(minutes=1)).state == "closed"


def test_two_people_lead_it_and_one_alone_is_no_meeting(office, group):
    assert code_of(lambda: call(office, group, secretary="đỗ văn  tổ"))[0] == "secretary"
    meeting = call(office, group, secretary="")
    at = moment(10)
    enter(office, meeting, at, present=1, secretary="Đỗ Văn Tổ")
    assert code_of(lambda: close(office, meeting, at))[0] == "secretary"
    enter(office, meeting, at, present=1, secretary="Ngô Thị Ký")
    assert code_of(lambda: close(office, meeting, at))[0] == "present"
    enter(office, meeting, at, present=2)
    assert close(office, meeting, at).present == 2


def test_a_meeting_held_on_paper_yesterday_is_entered_with_its_true_day(office, group):
    """Checked on the 6th, held on the 10th, entered on the 11th."""
    meeting = call(office, group, at=moment(11))
    enter(office, meeting, moment(11))
    assert close(office, meeting, moment(11)).held_on == D(2019, 9, 10)
    assert AuditEvent.objects.get(action="review.meeting_called").detail["entered_afterwards"] is True


@pytest.mark.parametrize(
    ("day", "today", "words"),
    [
        (D(2019, 9, 5), 11, "06/09/2019"),  # the day before the list was checked
        (D(2019, 8, 31), 11, "01/09/2019"),  # before the review
        (D(2019, 10, 1), 11, "30/09/2019"),  # after it
        (D(2099, 1, 1), 11, "30/09/2019"),
    ],
)
def test_a_day_that_cannot_be_is_refused(office, group, day, today, words):
    code, said = code_of(lambda: call(office, group, at=moment(today), held_on=day))
    assert (code, words in said) == ("day", True)
    meeting = call(office, group, at=moment(today))
    officer = office.people["officer"]
    assert code_of(lambda: meetings.postpone_meeting(meeting, held_on=day, by=officer, at=moment(today)))[0] == "day"


def test_a_review_that_is_late_calls_at_most_a_month_ahead(office, group):
    late = datetime.datetime(2019, 10, 10, 2, tzinfo=datetime.UTC)
    assert code_of(lambda: call(office, group, at=late, held_on=D(2019, 11, 10)))[0] == "day"
    assert call(office, group, at=late, held_on=D(2019, 11, 9)).number == 1


def test_a_household_checked_anew_meanwhile_is_heard_by_a_further_meeting(office, campaign, group):
    meeting = call(office, group)
    case = made_up.case_of(campaign, HUONG)
    said = [surveys.Said("Hỏi lại", "income_per_person")]
    surveys.give_back(case.survey, remarks=said, by=office.people["officer"], at=NOW)
    confirmed(office, case, declared(1_200_000, "2"))
    enter(office, meeting, moment(10))
    close(office, meeting, moment(10))
    group.refresh_from_db()
    case.refresh_from_db()
    assert (group.state, case.state) == (GroupState.SURVEY, CaseState.CONFIRMED)
    assert AuditEvent.objects.get(action="review.meeting_closed").detail["not_heard"] == 1
    assert list(groups_to_meet(office.people["officer"], office.ward, [campaign])) == [group]
    again = call(office, group, at=moment(10), held_on=D(2019, 9, 10))
    assert [row.case.head_name for row in again.discussed.select_related("case")] == [HUONG]
    enter(office, again, moment(10))
    close(office, again, moment(10))
    ward = made_up.ward_of(campaign, office)
    assert postings.post_list(ward, places=["Trụ sở"], by=office.people["officer"], at=POSTED_AT).number == 1


def test_a_group_that_was_stuck_as_met_meets_again(office, campaign, group):
    made_up.met(office, group)
    type(group).objects.filter(pk=group.pk).update(state=GroupState.MET)
    case = made_up.case_of(campaign, BUOI)
    type(case).objects.filter(pk=case.pk).update(state=CaseState.CONFIRMED, meeting=None)
    assert call(office, group, at=moment(11), held_on=D(2019, 9, 11)).number == 2


@pytest.mark.parametrize("sent_back", [False, True])
def test_who_is_settled_does_not_go_back_by_an_officers_own_step(office, sent_back):
    """(a) without a meeting, (b) after the district sent another one back: the settled household stays."""
    ward = made.settled(office)
    officer = office.people["officer"]
    if sent_back:
        opinion = opinions.ask_opinion(ward, by=officer, at=made.ASKED)
        buoi = made_up.case_of(ward.campaign, BUOI)
        opinions.send_back(opinion, remarks={buoi.pk: "Xem lại"}, reply="9", by=office.people["chief"], at=made.ASKED)
        ward.refresh_from_db()
        assert ward.state == WardState.SURVEY
    else:
        type(made_up.case_of(ward.campaign, HUONG)).objects.filter(head_name=HUONG).update(meets=False, meeting=None)
        ward.groups.update(state=GroupState.SURVEY)
    case = made_up.case_of(ward.campaign, HUONG)
    said = [surveys.Said("Hỏi lại", "income_per_person")]
    with pytest.raises(StepRefused) as refused:
        surveys.give_back(case.survey, remarks=said, by=officer, at=made.ASKED)
    assert HUONG in refused.value.messages[0]
    case.refresh_from_db()
    assert case.state == CaseState.SETTLED


PAGE = b"3 0 obj<</Type /Page/Parent 2 0 R>>endobj"
PACKED = b"1 0 obj<</Type/ObjStm/N 1/First 4>>\nstream\n" + zlib.compress(b"3 0 <</Type/Page/X 1>>") + b"\nendstream"


@pytest.mark.parametrize(
    ("content", "readable"),
    [
        (b"%PDF-1.4\n" + PAGE + b"\n%%EOF", True),
        (b"%PDF-1.7\n" + PACKED + b"\n%%EOF", True),
        (b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF", False),
        (b"%PDF-1.4\n2 0 obj<</Type/Pages/Count 0>>endobj\n%%EOF", False),
        (b"%PDF-1.7\n1 0 obj<</Type/ObjStm>>\nstream\nkhong\nendstream\n%%EOF", False),
        (b"\xff\xd8\xff", True),  # judged where it is kept
    ],
)
def test_a_copy_without_a_page_is_none(content, readable):
    file = io.BytesIO(content)
    assert is_readable(file) is readable
    assert file.tell() == 0


def test_such_a_copy_is_refused_with_a_sentence_on_the_page(office, group, client):
    client.force_login(office.people["officer"])
    meeting = call(office, group)
    enter(office, meeting, moment(10))
    file = io.BytesIO(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF")
    file.name = "bien-ban.pdf"
    address = f"/00016/2019/dot-ra-soat/{group.ward.campaign_id}/hop-dan/{meeting.pk}/ket-thuc/"
    page = client.post(address, {"file": file}, follow=True).content.decode()
    assert "không có trang nào đọc được" in page
    meeting.refresh_from_db()
    assert meeting.state == "held"
