"""Background jobs of the review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.files import scratch
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations.jobs import daily, job_kind
from chungtay.foundation.core.operations.progress import Progress
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review.models import Campaign, CampaignGroup, CampaignWard, Case, ReviewFile, State
from chungtay.work.review.operations import file_door, paper_forms, quality, reminders, scored_again
from chungtay.work.review.operations import files as operations
from chungtay.work.review.operations import letters as letter_operations
from chungtay.work.review.presenters.decision_papers import letter_data
from chungtay.work.review.presenters.letters import letter_of
from chungtay.work.review.queries import letters as letter_queries
from chungtay.work.review.queries.paper_forms import PRINT
from chungtay.workbooks.writing.pdf import write_pdf


def _file(job: Job) -> ReviewFile:
    return ReviewFile.objects.select_related("area").get(pk=job.subject_id)


def _address(job: Job) -> str:
    file = _file(job)
    return reverse("review:file", args=[file.area.code, file.on.year, file.pk])


@job_kind("review.classify", title=_("Classifying a file"), address=_address)
def classify(job: Job, progress: Progress) -> dict[str, Any] | None:
    operations.run_classification(int(job.subject_id), clock=timezone.now, progress=progress)
    file = _file(job)
    if file.state == State.FAILED:
        raise ChungTayError(file.problem["vi"], file.problem["en"])
    done, refused = file.counts.get("classified", 0), file.counts.get("refused", 0)
    return {
        "vi": f"Đã phân loại {done} hộ, {refused} hộ chờ sửa.",
        "en": f"{done} households classified, {refused} wait for a correction.",
    }


@daily("review.remind")
@job_kind("review.remind", title=_("Telling deadlines of reviews"))
def remind(job: Job, progress: Progress) -> dict[str, Any] | None:
    now = timezone.now()
    told = reminders.remind_all(at=now, today=timezone.localdate(now))
    return {"vi": f"Đã nhắc {told} việc.", "en": f"{told} reminders."}


def _letters_address(job: Job) -> str:
    ward = CampaignWard.objects.select_related("ward", "campaign").filter(pk=int(job.subject_id)).first()
    if ward is None:
        return ""
    place = [ward.ward.code, ward.campaign.year, ward.campaign_id]
    if job.result.get("stored"):
        return reverse("letters:file", args=[*place, job.pk])
    return reverse("letters:letters", args=place)


@job_kind(letter_operations.KIND, title=_("Writing the letters of a ward"), address=_letters_address)
def letters(job: Job, progress: Progress) -> dict[str, Any] | None:
    """One paper with the letter of every household of a ward that can be told, in Vietnamese."""
    ward = CampaignWard.objects.select_related("ward", "campaign").get(pk=int(job.subject_id))
    today = timezone.localdate()
    cases = Case.objects.filter(ward=ward, state__in=letter_queries.TOLD)
    cases = cases.select_related("campaign", "ward__ward", "group__group", "posting")
    told = letter_queries.told(cases.order_by("group__group__code", "name_key", "pk"), today)
    standards = letter_queries.standards_of(ward.campaign)
    with translation.override("vi"):
        written = [
            letter_of(
                each.case,
                each.results,
                standards=standards,
                decision=each.decision,
                posting=each.case.posting,
                today=today,
                before=each.before,
            )
            for each in told
        ]
    begins = str(job.options.get("address", ""))
    addresses = {each.case.pk: f"{begins}ho/{each.case.pk}/" for each in written} if begins else {}
    with scratch() as folder:
        path = folder / "thu.pdf"
        write_pdf(path, "why_letter", letter_data(written, ward=ward.ward, on=today, addresses=addresses), on=today)
        stored = letter_operations.keep_letters(path)
    return {
        "stored": stored,
        "vi": f"Đã viết thư cho {len(written)} hộ.",
        "en": f"Letters of {len(written)} households written.",
    }


def _campaign_page(route: str) -> Callable[[Job], str]:
    """The page of a campaign that a job is about, at the area where the person started it."""

    def address(job: Job) -> str:
        campaign = Campaign.objects.select_related("area").get(pk=job.subject_id)
        return reverse(route, args=[job.options.get("place") or campaign.area.code, campaign.year, campaign.pk])

    return address


@job_kind(quality.CHECK, title=_("Looking through the forms of a review"), address=_campaign_page("quality:flags"))
def check_quality(job: Job, progress: Progress) -> dict[str, Any] | None:
    raised = sum(quality.run_check(job, progress, at=timezone.now()).values())
    return {"vi": f"{raised} điểm mới cần xem.", "en": f"{raised} new things to look at."}


@job_kind(scored_again.KIND, title=_("Computing all forms of a review"), address=_campaign_page("quality:again"))
def score_again(job: Job, progress: Progress) -> dict[str, Any] | None:
    forms, differing = scored_again.run_scoring(job, progress, at=timezone.now())
    return {
        "vi": f"Đã chấm lại {forms} phiếu, {differing} phiếu khác kết quả đã lưu.",
        "en": f"{forms} forms computed, {differing} differ from the stored result.",
    }


def _paper_page(job: Job) -> str:
    group = CampaignGroup.objects.select_related("ward__campaign").get(pk=job.subject_id)
    campaign = group.ward.campaign
    return reverse("papers:papers", args=[job.options["place"], campaign.year, campaign.pk])


@job_kind(PRINT, title=_("Making paper forms"), address=_paper_page)
def print_forms(job: Job, progress: Progress) -> dict[str, Any] | None:
    return paper_forms.run_printing(job, progress, at=timezone.now())


@job_kind(file_door.TAKE_IN, title=_("Taking the forms of a file in"), address=_campaign_page("filedoor:files"))
def take_file_in(job: Job, progress: Progress) -> dict[str, Any] | None:
    return file_door.run_taking_in(job, progress, at=timezone.now())
