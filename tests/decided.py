"""A ward whose posting is over, by rows of the tables: meeting and posting have operations and tests of their own."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from chungtay.foundation.core import cose
from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignWard,
    Case,
    CaseState,
    Certificate,
    Decision,
    GroupState,
    Meeting,
    Posting,
    SigningKey,
    WardState,
)
from chungtay.work.review.operations import decisions, opinions
from chungtay.work.review.operations.decisions import Signature
from chungtay.work.review.operations.signing_keys import secret_of
from chungtay.work.review.queries.certificates import PREFIX, claims_of
from chungtay.work.review.queries.decisions import lists_of
from tests import campaigns as made_up
from tests.campaigns import Office, case_of, confirmed, declared

ASKED = datetime.datetime(2019, 9, 16, 2, 0, tzinfo=datetime.UTC)  # a Monday
DRAFTED = datetime.datetime(2019, 9, 24, 2, 0, tzinfo=datetime.UTC)
SIGNED = datetime.datetime(2019, 9, 25, 2, 0, tzinfo=datetime.UTC)
# By hand, QĐ 59/2015 urban (900.000 / 1.300.000) and Hà Nội's lines (1.400.000 / 1.950.000):
ANSWERS = {
    "Nguyễn Văn Đình": declared(1_000_000, "1", "2"),  # near-poor (was poor: escaped poverty); Hà Nội: poor
    "Trần Thị Hường": declared(800_000, "3"),  # poor by income; Hà Nội: poor
    "Lê Quang Ánh": declared(2_500_000),  # not poor (was near-poor: escaped); Hà Nội: the same
    "Phạm Thị Bưởi": declared(1_000_000, "1", "2", "3"),  # poor by three deprivations; Hà Nội: poor
    "Vũ Đức Cảnh": declared(3_000_000, "4"),  # on no list
}


def settle(campaign: Campaign, made: Office) -> CampaignWard:
    """Every confirmed household of the ward agreed by a meeting and posted until the end; the ward is posted."""
    ward = made_up.ward_of(campaign, made)
    for group in CampaignGroup.objects.filter(ward=ward):
        number = group.meetings.count() + 1
        meeting = Meeting.objects.create(
            group=group, number=number, held_on=datetime.date(2019, 9, 8), place="Nhà văn hóa", chair="Tổ trưởng",
            secretary="Thư ký", present=20, state="closed", minutes="bien-ban.pdf", closed_at=ASKED,
        )  # fmt: skip
        Case.objects.filter(group=group, state=CaseState.CONFIRMED).update(state=CaseState.MET, meeting=meeting)
    CampaignGroup.objects.filter(ward=ward).update(state=GroupState.MET)
    number = ward.postings.count() + 1
    posting = Posting.objects.create(
        ward=ward, number=number, token=f"t{ward.pk}-{number}", first_day=datetime.date(2019, 9, 10),
        last_day=datetime.date(2019, 9, 13), working_days=3, places="Trụ sở UBND", digest="0" * 64,
        posted_at=ASKED, state="ended", ended_on=datetime.date(2019, 9, 16),
    )  # fmt: skip
    Case.objects.filter(ward=ward, state=CaseState.MET).update(state=CaseState.SETTLED, posting=posting)
    CampaignWard.objects.filter(pk=ward.pk).update(state=WardState.POSTED)
    ward.refresh_from_db()
    return ward


def settled(made: Office, answers: dict[str, Any] | None = None, **changes: Any) -> CampaignWard:
    """The five households of `campaigns` surveyed and settled."""
    campaign = made_up.under_survey(made, **changes)
    for head, given in (answers or ANSWERS).items():
        confirmed(made, case_of(campaign, head), given)
    return settle(campaign, made)


def agreed(made: Office, ward: CampaignWard | None = None) -> CampaignWard:
    ward = ward or settled(made)
    opinion = opinions.ask_opinion(ward, letter="120/BC-UBND", by=made.people["officer"], at=ASKED)
    opinions.agree(opinion, reply="88/UBND-LĐTBXH", by=made.people["chief"], at=DRAFTED)
    ward.refresh_from_db()
    return ward


def signature(number: str = "210/QĐ-UBND", **changes: Any) -> Signature:
    values: dict[str, Any] = {
        "signed_on": datetime.date(2019, 9, 25),
        "effective_on": datetime.date(2020, 1, 1),
        "signatory": "Hoàng Văn Ký",
        "title": "CHỦ TỊCH",
    }
    return Signature(number=number, **(values | changes))


def decided(made: Office, ward: CampaignWard | None = None) -> Decision:
    """Signed by the leader, from the first day of the next year."""
    draft = decisions.draft_decision(ward or agreed(made), by=made.people["officer"], at=DRAFTED)
    return decisions.sign_decision(draft, signature=signature(), by=made.people["leader"], at=SIGNED)


def case(decision: Decision, head: str) -> Case:
    return case_of(decision.ward.campaign, head)


def now() -> datetime.datetime:
    return timezone.now()


def certificate_of_today(made: Office, decision: Decision, number: int = 1) -> Certificate:
    """A certificate that is valid today, signed with the key of the ward; for another of the decision's households."""
    row = lists_of(decision.annex)["poor"][number - 1]
    old = Certificate.objects.get(case=row["case"], revoked_at=None)
    Certificate.objects.filter(pk=old.pk).update(revoked_at=SIGNED, revoked_why="thử")
    today = timezone.localdate()
    fresh = Certificate(
        decision=decision,
        case_id=row["case"],
        household_id=row["household"],
        serial=f"00016-{today.year}-{number:05d}",
        number=f"{number}/GCN-HN.HCN",
        class_id="poor",
        year=today.year,
        valid_from=today.replace(month=1, day=1),
        valid_to=today.replace(month=12, day=31),
        written=old.written,
        key_id=old.key_id,
        issued_at=timezone.now(),
    )
    secret = secret_of(SigningKey.objects.get(area=made.ward, retired_at=None))
    fresh.payload = PREFIX + cose.base45(cose.sign(claims_of(fresh, ward="00016"), secret))
    fresh.save(force_insert=True)
    return fresh
