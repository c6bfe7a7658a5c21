"""Honest people take a review to its end from wherever it stands: a bounded search for the way out.

    way_out(office, campaign, now)      # closes the campaign, or raises DeadEnd with what stood where

They do only what an office would: visit, check, meet, post, check again, answer, ask, sign. Nobody takes a household up
again that was closed, and nobody guesses: a step that is refused is a dead end.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from chungtay.foundation.accounts.models import User
from chungtay.work.review.models import (
    Campaign,
    CampaignGroup,
    CampaignWard,
    Case,
    Complaint,
    Decision,
    Meeting,
    Opinion,
    Posting,
    StepBack,
    Survey,
)
from chungtay.work.review.operations import (
    campaigns,
    certificates,
    complaints,
    decisions,
    late_forms,
    lists,
    meetings,
    opinions,
    postings,
    rechecks,
    steps_back,
    surveys,
    taking_in,
)
from chungtay.work.review.queries.complaints import possible_checkers
from chungtay.work.review.queries.rechecks import disagree, found_of, visitors_of
from tests import factories
from tests.campaigns import SIGNED, Office, declared

MOST_STEPS = 60  # three households of one group need fewer than twenty
POOR = declared(800_000, "1")


class DeadEnd(AssertionError):
    """Nobody can take the review further; says where everything stands."""


class Honest:
    """People who can be asked besides the office's own: a third enumerator, a second officer."""

    def __init__(self, office: Office, campaign: Campaign, now: datetime.datetime) -> None:
        self.office, self.campaign, self.now = office, campaign, now
        self.people = dict(office.people)

    def somebody(self, *names: str, but: set[int] | None = None) -> User:
        """The first of these people who did not act yet; a new colleague with the duty of the first where all did."""
        for name in names:
            if self.people[name].pk not in (but or set()):
                return self.people[name]
        new = f"{names[0]}-{len(self.people)}"
        duty = {"enumerator": "enumerator", "officer": "ward_officer", "leader": "ward_leader"}[names[0]]
        self.people[new] = factories.person(f"new-{new}-{uuid.uuid4().hex[:6]}", duty, self.office.ward)
        return self.people[new]

    @property
    def ward(self) -> CampaignWard:
        return self.campaign.wards.select_related("ward", "campaign__area").get(ward=self.office.ward)

    def step(self) -> bool:
        """One step further; False when nothing is left but to close the review."""
        for each in (
            self.wait, self.conflict, self.complaint, self.list_, self.meet, self.visit, self.check, self.call,
            self.post, self.end, self.opinion, self.decide,
        ):  # fmt: skip
            if each():
                return True
        return False

    # --- each does one thing where it stands, and says whether there was something to do ---

    def wait(self) -> bool:
        """A proposal of a step back is returned: the honest way is onward."""
        found = StepBack.objects.filter(state="waiting").first()
        if found is not None:
            steps_back.return_step_back(found, answer="Làm tiếp", by=self.people["leader"], at=self.now)
        return found is not None

    def conflict(self) -> bool:
        """The form that holds goes on holding; where none does yet, the latest. One of a closed household is kept
        beside it."""
        rows = Survey.objects.filter(case__campaign=self.campaign, state="conflict")
        found = rows.order_by("-number").first()
        if found is None:
            return False
        case = found.case
        if case.state in ("closed", "screened_out"):
            by = self.somebody("officer", but={found.surveyed_by_id, found.entered_by_id, found.entered_again_by_id})
            late_forms.keep_beside(found, why="Hộ vẫn kết thúc", by=by, at=self.now)
            return True
        checked = case.state not in ("listed", "returned", "surveyed")
        chosen = case.survey if checked and case.survey else found
        surveys.settle_conflict(chosen, why="Đã hỏi lại", by=self.people["officer"], at=self.now)
        return True

    def complaint(self) -> bool:
        found = Complaint.objects.exclude(state__in=["answered", "withdrawn"]).order_by("pk").first()
        if found is None:
            return False
        visits = found_of(found.case)
        if found.state != "checked":
            self._recheck(found)
        elif disagree(visits):
            by = self.somebody("officer", "leader", but=visitors_of(visits))
            rechecks.settle_rechecks(found, holds=found.recheck, why="Xem kỹ hơn", by=by, at=self.now)
        else:
            self._answer(found)
        return True

    def _recheck(self, complaint: Complaint) -> None:
        people = possible_checkers(complaint, self.now.date()) or [self.somebody("enumerator", but={
            person.pk for person in self.people.values()
        })]  # fmt: skip
        checker = people[0]
        complaints.assign_checker(complaint, checker=checker, by=self.people["officer"], at=self.now)
        case = Case.objects.get(pk=complaint.case_id)
        filled = taking_in.Filled(
            sent_id=uuid.uuid4(), answers=POOR, door="keyboard", case_version=case.version,
            surveyed_on=self.now.date(), surveyed_by=checker, purpose="recheck",
        )  # fmt: skip
        complaints.take_recheck(complaint, filled, by=checker, at=self.now)

    def _answer(self, complaint: Complaint) -> None:
        from chungtay.work.review.queries.postings import changes_posted

        upheld = "yes" if changes_posted(complaint.case, surveys.class_of(complaint.recheck)) else "no"
        by = self.somebody("leader", but={complaint.received_by_id or 0, complaint.recheck.surveyed_by_id or 0})
        complaints.answer_complaint(complaint, upheld=upheld, answer="Vì vậy", by=by, at=self.now)

    def list_(self) -> bool:
        found = CampaignGroup.objects.filter(ward__campaign=self.campaign, state="lists", cases__isnull=False).first()
        if found is not None:
            lists.finish_list(found, by=self.people["officer"], at=self.now)
        return found is not None

    def _case(self, *states: str) -> Case | None:
        return Case.objects.filter(campaign=self.campaign, state__in=states).order_by("pk").first()

    def visit(self) -> bool:
        case = self._case("listed", "returned")
        if case is None:
            return False
        filled = taking_in.Filled(
            sent_id=uuid.uuid4(), answers=POOR, door="phone", case_version=case.version,
            surveyed_on=self.now.date(), surveyed_by=self.people["enumerator"],
        )  # fmt: skip
        taking_in.take_in(case, filled, by=self.people["enumerator"], at=self.now)
        return True

    def check(self) -> bool:
        case = self._case("surveyed")
        if case is None or case.survey is None:
            return False
        acted = {case.survey.surveyed_by_id or 0, case.survey.entered_by_id or 0}
        by = self.somebody("officer", "member", "district", but=acted)
        if case.class_id:
            surveys.confirm(case.survey, by=by, at=self.now)
        else:
            surveys.give_back(case.survey, remarks=[surveys.Said("Hỏi cho đủ")], by=by, at=self.now)
        return True

    def meet(self) -> bool:
        """A meeting that was called is held on its day, everybody agrees, the minutes are signed."""
        found = Meeting.objects.filter(group__ward__campaign=self.campaign, state__in=["planned", "held"]).first()
        if found is None:
            return False
        begin = datetime.datetime(found.held_on.year, found.held_on.month, found.held_on.day, 13, tzinfo=datetime.UTC)
        self.now = max(self.now, begin)
        votes = {row.case_id: meetings.Vote(20) for row in found.discussed.all()}
        by = self.people["officer"]
        meetings.enter_results(found, attended={"others": 20}, votes=votes, secretary="Thư ký", by=by, at=self.now)
        meetings.close_meeting(found, minutes=SIGNED, by=by, at=self.now)
        return True

    def call(self) -> bool:
        case = self._case("confirmed")
        if case is None:
            return False
        meetings.call_meeting(
            case.group, held_on=self.now.date() + datetime.timedelta(days=1), place="Nhà văn hóa", chair="Tổ trưởng",
            secretary="Thư ký", by=self.people["officer"], at=self.now,
        )  # fmt: skip
        return True

    def post(self) -> bool:
        if self._case("met", "rechecked") is None or Posting.objects.filter(ward=self.ward, state="posted").exists():
            return False
        postings.post_list(self.ward, places=["Trụ sở"], by=self.people["officer"], at=self.now)
        return True

    def end(self) -> bool:
        found = Posting.objects.filter(ward=self.ward, state="posted").first()
        if found is None:
            return False
        self.now = max(self.now, self.now + (found.last_day + datetime.timedelta(days=1) - self.now.date()))
        postings.end_posting(found, by=self.people["officer"], at=self.now)
        return True

    def opinion(self) -> bool:
        ward = self.ward
        if ward.state in ("agreed", "decided", "certified") or self._case("settled") is None:
            return False
        asked = Opinion.objects.filter(ward=ward, state="asked").first()
        if asked is None:
            opinions.ask_opinion(ward, letter="9/BC", by=self.people["officer"], at=self.now)
        else:
            opinions.agree(asked, reply="9/CV", by=self.people["chief"], at=self.now)
        return True

    def decide(self) -> bool:
        ward = self.ward
        draft = Decision.objects.filter(ward=ward, state="draft").first()
        if draft is not None and draft.drafted_by != self.people["leader"]:
            day = self.now.date()
            signature = decisions.Signature(
                f"{uuid.uuid4().hex[:6]}/QĐ", day, decisions.first_day_of(self.campaign, day), "Bùi Văn Chủ", "CHỦ TỊCH"
            )
            decisions.sign_decision(draft, signature=signature, by=self.people["leader"], at=self.now)
        elif ward.state == "agreed":
            decisions.draft_decision(ward, by=self.people["officer"], at=self.now)
        elif ward.state == "decided":
            signed = Decision.objects.filter(ward=ward, state="signed").order_by("pk").first()
            certificates.issue(signed, by=self.people["leader"], at=self.now)
        else:
            return False
        return True


def way_out(office: Office, campaign: Campaign, now: datetime.datetime) -> int:
    """Close the campaign by honest steps; how many it took. Raises DeadEnd."""
    honest = Honest(office, campaign, now)
    taken: list[str] = []

    def doing(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Exception as refused:
            raise DeadEnd(f"{refused}; {stands(campaign)}") from refused

    while doing(honest.step):
        taken.append(stands(campaign))
        if len(taken) > MOST_STEPS:
            raise DeadEnd(f"no end after {MOST_STEPS} steps: {taken[-4:]}")
    doing(lambda: campaigns.close_campaign(campaign, left_open="Đã xem", by=office.people["leader"], at=honest.now))
    return len(taken)


def stands(campaign: Campaign) -> str:
    """Where everything of a campaign stands, for the message."""
    wards = ",".join(campaign.wards.order_by("pk").values_list("state", flat=True))
    groups = ",".join(
        CampaignGroup.objects.filter(ward__campaign=campaign).order_by("pk").values_list("state", flat=True)
    )
    cases = ",".join(Case.objects.filter(campaign=campaign).order_by("pk").values_list("state", flat=True))
    return f"wards {wards}; groups {groups}; households {cases}"
