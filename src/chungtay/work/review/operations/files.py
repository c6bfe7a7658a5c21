"""A file that was read in: its columns confirmed, classified by a job, withdrawn. The only door for writing."""

from __future__ import annotations

import datetime
import logging
import traceback
from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path, PurePosixPath
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chungtay.foundation.core.faults import may_pass
from chungtay.foundation.core.files import laid_open, scratch, seal_file
from chungtay.foundation.core.operations import jobs, record_event
from chungtay.foundation.core.operations.progress import JobTaken, Progress
from chungtay.foundation.core.queries.jobs import jobs_about
from chungtay.foundation.core.words import fold, given_name_key
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review.models import CellMistake, HouseholdResult, ReviewFile, State
from chungtay.work.review.operations.receiving import memory_of
from chungtay.work.review.permissions import check_may_classify
from chungtay.work.review.queries import files as queries
from chungtay.work.review.transitions import NEXT, WrongState, before_withdrawal, check_may_become
from chungtay.workbooks.classify import classify_file
from chungtay.workbooks.contents import CellProblem
from chungtay.workbooks.outcome import Outcome, Row

log = logging.getLogger(__name__)
TELL_EVERY = datetime.timedelta(seconds=1)


def confirm_columns(file: ReviewFile, *, mapping: Mapping[str, str], by: Any, at: datetime.datetime) -> ReviewFile:
    """Take the columns as the officer confirmed them and put the file in the queue. Sent twice, queued once."""
    check_may_classify(by, file.area, at.date())
    return _queue(file, mapping=dict(mapping), by=by, at=at, action="review.columns_confirmed")


def classify_again(file: ReviewFile, *, by: Any, at: datetime.datetime) -> ReviewFile:
    """Put a file back in the queue whose job failed or lost its worker."""
    check_may_classify(by, file.area, at.date())
    if file.state == State.RUNNING and file.beat_at and file.beat_at >= queries.stale_before(at):
        raise WrongState(_("“%(file)s” is being worked on. Wait until it is done.") % {"file": file.name})
    return _queue(file, mapping=None, by=by, at=at, action="review.queued_again")


@transaction.atomic
def _queue(
    file: ReviewFile, *, mapping: dict[str, str] | None, by: Any, at: datetime.datetime, action: str
) -> ReviewFile:
    file = ReviewFile.objects.select_for_update(no_key=True).select_related("area").get(pk=file.pk)
    check_may_become(file, State.QUEUED)
    file.state, file.stage, file.done, file.total, file.problem, file.beat_at = State.QUEUED, "", 0, 0, {}, at
    if mapping is not None:
        file.mapping = mapping
    file.save()
    record_event(action, file, by=by, at=at, area=file.area)
    for before in jobs_about(file):
        jobs.stop(before, by=by, at=at)  # the job of a worker that died; one that has ended stays as it is
    jobs.start("review.classify", file, by=by, at=at, area=file.area)
    return file


def run_classification(number: int, *, clock: Any, progress: Progress | None = None) -> None:
    """What the job does: classify, keep every household and paper, or say why not. Run twice, done once.

    With `progress`, this worker holds the job: a file whose worker died, or whose job is started again, is taken up."""
    free = {State.QUEUED, State.RUNNING, State.FAILED} if progress else {State.QUEUED}
    with transaction.atomic():
        file = ReviewFile.objects.select_for_update(no_key=True).select_related("area").get(pk=number)
        if file.state not in free:
            return
        file.state, file.beat_at = State.RUNNING, clock()
        file.save(update_fields=["state", "beat_at"])
    try:
        outcome = _classify(file, clock, progress)
        with progress.batch() if progress else nullcontext():  # an outcome of a job that was taken away is not kept
            _finish(file, outcome, at=clock())
    except JobTaken:
        raise
    except ChungTayError as error:
        _fail(file, {"vi": error.vi, "en": error.en}, at=clock())
    except Exception as error:
        if may_pass(error) and progress:
            raise  # the database was busy: the job is tried again
        # the place without the message: a message may quote what somebody typed, and nothing personal is logged
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("Classification of review file %s failed: %s\n%s", file.pk, type(error).__name__, place)
        problem = {
            "vi": "Chương trình gặp lỗi khi phân loại tệp này. Chưa có gì bị mất; hãy thử lại hoặc báo quản trị viên.",
            "en": "The program made a mistake with this file. Nothing is lost; try again or tell the administrator.",
        }
        _fail(file, problem, at=clock())


def _running(file: ReviewFile) -> ReviewFile | None:
    """The file's row, held; None when another worker has brought it to its end meanwhile."""
    held = ReviewFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    return held if held.state == State.RUNNING else None


@transaction.atomic
def _finish(file: ReviewFile, outcome: Outcome, *, at: datetime.datetime) -> None:
    held = _running(file)
    if held is None:
        return
    _keep_outcome(held, outcome)
    held.state, held.finished_at = State.DONE, at
    held.save()
    record_event("review.file_classified", held, by=None, at=at, area=held.area, detail=held.counts)
    if held.replaces is not None and State.WITHDRAWN in NEXT[held.replaces.state]:
        _withdraw(held.replaces, by=held.uploaded_by, at=at)


@transaction.atomic
def _fail(file: ReviewFile, problem: dict[str, str], *, at: datetime.datetime) -> None:
    held = _running(file)
    if held is None:
        return
    held.state, held.problem, held.finished_at = State.FAILED, problem, at
    held.save()
    record_event("review.classification_failed", held, by=None, at=at, area=held.area)


def _classify(file: ReviewFile, clock: Any, progress: Progress | None) -> Outcome:
    """Run the main job on the stored file; tells the file's row about its progress once a second."""
    told = clock()

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal told
        now = clock()
        if stage != file.stage or now - told >= TELL_EVERY:
            file.stage, told = stage, now
            ReviewFile.objects.filter(pk=file.pk).update(stage=stage, done=done, total=total, beat_at=now)
            if progress:
                progress.beat(done, total)

    stored = [each for each in (file.stored, file.stored_members) if each]
    with laid_open(*stored) as paths, scratch() as folder:
        outcome = classify_file(
            paths[0],
            members=paths[1] if file.stored_members else None,
            rule_set_id=file.rule_set,
            area=queries.area_in_words(file),
            on=file.on,
            out_dir=folder / "papers",
            mapping=file.mapping,
            memory=memory_of(file.area),
            progress=tell,
        )
        outcome.written = {kind: _keep_paper(file, Path(path)) for kind, path in outcome.written.items()}
    return outcome


def _keep_paper(file: ReviewFile, path: Path) -> str:
    """A paper beside the file that it was made of, sealed as that is."""
    stored = str(PurePosixPath(file.stored).parent / "papers" / path.name)
    seal_file(path, stored)
    return stored


def _keep_outcome(file: ReviewFile, outcome: Outcome) -> None:
    """Every household and every mistake as rows; the file remembers counts, remarks and papers."""
    wards = queries.Wards(file.area, file.on)
    households = [_household(file, position, row, wards) for position, row in enumerate(outcome.rows, 1)]
    HouseholdResult.objects.bulk_create(households, batch_size=500)
    mistakes = [
        _mistake(file, household, problem)
        for household, row in zip(households, outcome.rows, strict=True)
        for problem in row.problems
    ]
    mistakes += [_mistake(file, None, problem) for problem in outcome.file_problems]
    CellMistake.objects.bulk_create(mistakes, batch_size=1000)
    file.written = dict(outcome.written)
    file.rule_set_version = outcome.meta.version
    file.counts = outcome.count()
    file.notes = [list(note) for note in outcome.notes]
    reasons = Counter((entry.reason_vi, entry.reason_en) for entry in outcome.set_aside)
    file.set_aside = [[vi, en, count] for (vi, en), count in reasons.most_common()]
    file.columns = [{**column, "examples": []} for column in file.columns]


def _household(file: ReviewFile, position: int, row: Row, wards: queries.Wards) -> HouseholdResult:
    facts, result = row.household.facts, row.result
    head, code, group = (facts.get(name, "") for name in ("head_name", "household_code", "group"))
    scores = {name: bounds.low for name, bounds in result.scores.items() if bounds.exact} if result else {}
    return HouseholdResult(
        file=file,
        area=wards.of(facts) or file.area,
        position=position,
        sheet=row.household.sheet[:100],
        row=row.household.row,
        code=code[:60],
        head_name=head[:120],
        group=group[:120],
        address=facts.get("address", "")[:200],
        members=len(row.household.members),
        name_key=given_name_key(head),
        search=fold(f"{head} {code} {group} {facts.get('address', '')}")[:400],
        class_id=result.class_id if result and row.classified else "",
        b1=scores.get("b1"),
        b2=scores.get("b2"),
        explanation=result.as_json() if result else {},
    )


def _mistake(file: ReviewFile, household: HouseholdResult | None, problem: CellProblem) -> CellMistake:
    return CellMistake(
        file=file,
        household=household,
        sheet=problem.sheet[:100],
        row=problem.row,
        column=problem.column[:4],
        question=problem.input[:60],
        value=problem.value[:300],
        vi=problem.message_vi,
        en=problem.message_en,
    )


@transaction.atomic
def withdraw_file(file: ReviewFile, *, by: Any, at: datetime.datetime) -> ReviewFile:
    """The file no longer counts; it and its results stay readable. The same file may then be read in anew."""
    check_may_classify(by, file.area, at.date())
    return _withdraw(file, by=by, at=at)


def _withdraw(file: ReviewFile, *, by: Any, at: datetime.datetime) -> ReviewFile:
    file = ReviewFile.objects.select_for_update(no_key=True).select_related("area").get(pk=file.pk)
    check_may_become(file, State.WITHDRAWN)
    file.state = State.WITHDRAWN
    file.save(update_fields=["state"])
    record_event("review.file_withdrawn", file, by=by, at=at, area=file.area)
    return file


@transaction.atomic
def restore_file(file: ReviewFile, *, by: Any, at: datetime.datetime) -> ReviewFile:
    """A withdrawn file counts again, as it stood before. Refused (WrongState) while another file holds its place: the
    same content read in anew, the file that replaced it, or the older one that it had replaced."""
    check_may_classify(by, file.area, at.date())
    file = (
        ReviewFile.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "replaces")
        .get(pk=file.pk)
    )
    state = before_withdrawal(file)
    check_may_become(file, state)
    other = queries.in_the_place_of(file)
    if other is not None:
        sentence = _(
            "“%(file)s” cannot be taken back: “%(other)s”, read in on %(day)s, stands in its place. Withdraw that file"
            " first."
        )
        day = timezone.localtime(other.uploaded_at)
        raise WrongState(sentence % {"file": file.name, "other": other.name, "day": f"{day:%d/%m/%Y %H:%M}"})
    file.state = state
    file.save(update_fields=["state"])
    record_event("review.file_restored", file, by=by, at=at, area=file.area, detail={"state": state})
    return file


def record_download(file: ReviewFile, *, kind: str, by: Any, at: datetime.datetime) -> None:
    """Taking a list of people out of the program leaves a trace."""
    record_event("review.paper_taken", file, by=by, at=at, area=file.area, detail={"kind": kind})
