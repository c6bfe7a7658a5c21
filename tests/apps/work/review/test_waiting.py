"""What the first page asks of each person, and reminders that are told once."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import jobs
from chungtay.work.review.models import Reminder
from chungtay.work.review.operations import certificates, complaints, decisions, postings, reminders, teams
from chungtay.work.review.presenters.waiting import waiting_for
from chungtay.work.review.queries import calendar
from tests import campaigns as made_up
from tests import decided as made
from tests.campaigns import NOW, declared, sent

pytestmark = pytest.mark.django_db
DAY = datetime.date(2019, 9, 6)


@pytest.fixture
def office():
    found = made_up.office()
    made_up.register(found)
    return found


@pytest.fixture
def campaign(office):
    return made_up.under_survey(office)


def titles(office, name, day=DAY):
    return [each.title for each in waiting_for(office.people[name], office.ward, 2019, day)]


def test_each_sees_the_own_work(office, campaign):
    ward = made_up.ward_of(campaign, office)
    case = made_up.case_of(campaign, "Trần Thị Hường")
    teams.assign_cases(ward, cases=[case.pk], to=office.people["enumerator"], by=office.people["officer"], at=NOW)
    others = "4 hộ chưa giao ai"  # of the five of the ward
    assert titles(office, "enumerator") == ["1 hộ ông/bà cần đến", others]
    case.refresh_from_db()
    seen = case.version
    sent(office, case, declared(1_000_000))
    assert titles(office, "enumerator") == [others]
    assert titles(office, "officer") == ["1 phiếu chờ kiểm tra"]
    sent(office, case, declared(2_000_000), case_version=seen)
    assert titles(office, "member") == ["1 hộ có phiếu mâu thuẫn nhau", "1 phiếu chờ kiểm tra"]


def test_after_the_last_day_the_first_late_step_is_told(office, campaign):
    assert titles(office, "leader", datetime.date(2019, 10, 1)) == ["Rà soát, phân loại hộ: trễ hạn từ ngày 30/09/2019"]
    assert titles(office, "leader") == []


def test_deadlines_are_told_three_days_ahead_and_once(office, campaign):
    """On 26 September nobody; on the 27th: survey to 2 enumerators and the officer; meeting and posting to the officer
    and the district's officer; opinion to the district's leader; decision and certificates to the ward's leader."""
    assert reminders.remind(campaign, at=NOW, today=datetime.date(2019, 9, 26)) == 0
    told = reminders.remind(campaign, at=NOW, today=datetime.date(2019, 9, 27))
    rows = sorted(Reminder.objects.values_list("about", "to__username"))
    assert rows == sorted([
        ("survey", "enumerator-review"),
        ("survey", "enumerator2-review"),
        ("survey", "officer-review"),
        ("meeting", "officer-review"),
        ("meeting", "district-review"),
        ("posting", "officer-review"),
        ("posting", "district-review"),
        ("opinion", "chief-review"),
        ("decision", "leader-review"),
        ("certificates", "leader-review"),
    ])  # fmt: skip
    assert told == 10
    assert reminders.remind(campaign, at=NOW, today=datetime.date(2019, 9, 28)) == 0


def test_a_reminder_is_read_on_today_until_its_step_is_done(office, campaign):
    """The survey ends on Monday, 30 September; nobody is told on the 26th. The enumerator hears of nothing else."""

    def shown(name, day):
        found = waiting_for(office.people[name], office.ward, 2019, datetime.date(2019, *day))
        return [(each.title, each.about.rpartition(" · ")[2]) for each in found if "hạn" in each.title]

    assert shown("enumerator", (9, 27)) == []
    reminders.remind(campaign, at=NOW, today=datetime.date(2019, 9, 27))
    survey = "Rà soát, phân loại hộ: hạn chót 30/09/2019"
    assert shown("enumerator", (9, 27)) == [(survey, "còn 3 ngày")]
    assert shown("enumerator", (9, 30)) == [(survey, "hôm nay là ngày cuối")]
    late = [("Rà soát, phân loại hộ: trễ hạn từ ngày 30/09/2019", "Phường Ngọc Hà")]
    assert shown("enumerator", (10, 1)) == late
    assert [title for title, _about in shown("officer", (10, 1))] == [late[0][0]]  # once, not by the reminder as well
    assert shown("member", (9, 27)) == []
    made_up.checked(office, campaign)
    assert shown("enumerator", (9, 30)) == []


def test_today_asks_as_often_for_reminders_of_many_wards_as_of_one(office):
    campaign = made_up.opened(office, office.units["001"])
    wards = list(campaign.wards.order_by("pk"))
    told = {"about": "meeting", "on": campaign.last_day, "to": office.people["district"], "told_at": NOW}
    counts = []
    for ward in wards:
        Reminder.objects.create(campaign=campaign, ward=ward, **told)
        with CaptureQueriesContext(connection) as asked:
            list(waiting_for(office.people["district"], office.units["001"], 2019, DAY))
        counts.append(len(asked))
    assert len(wards) == 2
    assert counts[0] == counts[1]


def test_the_program_starts_it_once_a_day(office, campaign):
    at = datetime.datetime(2019, 9, 27, 20, 0, tzinfo=datetime.UTC)  # 3:00 on the 28th in Hà Nội
    assert [job.kind for job in jobs.start_daily(at=at)] == [
        "core.remove_old_files", "entitlements.refresh_rights", "registry.forget_sent_forms", "review.remind",
        "schooling.look_for_children",
    ]  # fmt: skip
    assert jobs.start_daily(at=at + datetime.timedelta(hours=5)) == []
    assert Job.objects.filter(kind="review.remind").count() == 1
    assert len(jobs.start_daily(at=at + datetime.timedelta(days=1))) == 5


def test_the_next_step_is_told_to_whoever_takes_it(office):
    """From the last checked form to the certificates, one thing at a time."""
    campaign = made_up.under_survey(office)
    group = made_up.checked(office, campaign)
    assert titles(office, "officer") == ["Mọi phiếu đã kiểm tra: mời họp dân được"]
    assert titles(office, "leader") == titles(office, "enumerator") == []
    made_up.met(office, group)
    assert titles(office, "officer") == ["Đã họp dân xong: niêm yết được"]
    posting = postings.post_list(
        made_up.ward_of(campaign, office), places=["Trụ sở"], by=office.people["officer"], at=made_up.POSTED_AT
    )
    assert titles(office, "officer") == []
    assert titles(office, "officer", datetime.date(2019, 9, 17)) == ["Đã hết ngày niêm yết"]
    postings.end_posting(posting, by=office.people["officer"], at=made_up.POSTING_OVER)
    assert titles(office, "officer") == ["Hết hạn niêm yết: xin ý kiến cấp huyện"]
    ward = made.agreed(office, made_up.ward_of(campaign, office))
    assert titles(office, "officer") == ["Dự thảo quyết định được rồi"]
    draft = decisions.draft_decision(ward, by=office.people["officer"], at=made.DRAFTED)
    assert (titles(office, "officer"), titles(office, "leader")) == ([], ["Một quyết định chờ ký"])
    decision = decisions.sign_decision(draft, signature=made.signature(), by=office.people["leader"], at=made.SIGNED)
    assert titles(office, "leader") == ["Đã quyết định: còn cấp giấy chứng nhận"]
    certificates.issue(decision, by=office.people["leader"], at=made.SIGNED)
    assert titles(office, "leader") == ["Đã cấp đủ giấy chứng nhận: kết thúc đợt rà soát được"]


def test_who_checks_again_is_told(office):
    campaign = made_up.under_survey(office)
    posting = made_up.posted(office, campaign)
    complaint, _new = complaints.receive_complaint(
        posting, case=made_up.case_of(campaign, "Phạm Thị Bưởi"), channel="counter", token=uuid.uuid4(),
        complainant="", words="Nhà còn xe", by=office.people["officer"], at=made_up.POSTED_AT,
    )  # fmt: skip
    assert titles(office, "enumerator2") == []
    to = office.people["enumerator2"]
    complaints.assign_checker(complaint, checker=to, by=office.people["officer"], at=made_up.POSTED_AT)
    assert titles(office, "enumerator2") == ["Một hộ ông/bà cần đến phúc tra"]
    assert titles(office, "enumerator") == []


def test_a_step_waits_for_its_turn(office, campaign):
    """Lists are settled, nothing is surveyed: the survey runs, the others wait; a list that hangs is not over."""

    def states():
        lines = calendar.calendar(campaign, [made_up.ward_of(campaign, office)], DAY)
        return {line.step: line.state for line in lines}

    done, runs, waits = calendar.DONE, calendar.RUNNING, calendar.WAITING
    later = ("meeting", "posting", "complaints", "opinion", "decision", "certificates")
    assert states() == dict.fromkeys(later, waits) | {"lists": done, "survey": runs}
    made_up.posted(office, campaign)
    found = states()
    assert (found["meeting"], found["posting"], found["opinion"], found["decision"]) == (done, runs, waits, waits)
