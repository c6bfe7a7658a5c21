"""How columns, files and households look on a page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chungtay.rulebook import rule_sets
from chungtay.rulebook.errors import ChungTayError
from chungtay.work.review.models import HouseholdResult, ReviewFile, State
from chungtay.work.review.queries.files import REFUSED, stale_before
from chungtay.workbooks.reading.questions import REGISTER_ONLY, questions_of

PAPERS = {
    "results": gettext_lazy("Results with reasons (Excel)"),
    "list_6_1": gettext_lazy("List of poor and near-poor households, form 6.1"),
    "list_6_2": gettext_lazy("List of households that rose above, form 6.2"),
    "report_7_1": gettext_lazy("Report form 7.1"),
    "summary_html": gettext_lazy("Summary with charts"),
    "summary_pdf": gettext_lazy("Summary with charts (PDF)"),
    "marked": gettext_lazy("Your file with each wrong cell marked"),
}
_FACT_LABELS = {
    "row_no": gettext_lazy("Row number"),
    "index": gettext_lazy("Row number of an export"),
    "parent_index": gettext_lazy("Row number of the household"),
    "group": gettext_lazy("Residential group"),
    "ward_name": gettext_lazy("Ward"),
    "ward_code": gettext_lazy("Code of the ward"),
    "district": gettext_lazy("District"),
    "province": gettext_lazy("Province"),
    "address": gettext_lazy("Address"),
    "phone": gettext_lazy("Telephone"),
    "ethnicity": gettext_lazy("Ethnicity"),
    "note": gettext_lazy("Note"),
}
STAGES = {
    "": gettext_lazy("Waiting for the worker"),
    "read": gettext_lazy("Reading the file"),
    "score": gettext_lazy("Scoring households"),
    "write": gettext_lazy("Writing lists and reports"),
}


# --- columns ----------------------------------------------------------------------------------------------------


def target_choices(rule_set: str) -> list[tuple[str, Any]]:
    """ "" (leave out), then facts, household questions, member questions, each group in the order of the forms."""
    questions = questions_of(rule_sets.load(rule_set))
    language = "en" if get_language() == "en" else "vi"
    facts: list[tuple[str, str]] = []
    household: list[tuple[str, str]] = []
    member: list[tuple[str, str]] = []
    for question in questions.by_id.values():
        label = str(_FACT_LABELS.get(question.id) or getattr(question.label, language))
        if question.id in REGISTER_ONLY:
            continue
        if question.entry is None:
            facts.append((question.id, label))
        else:
            (member if question.of == "member" else household).append((question.id, label))
    return [
        ("", _("– leave out –")),
        (_("Who and where"), facts),
        (_("Questions about the household"), household),
        (_("Questions about each member"), member),
    ]


def tables_of(file: ReviewFile) -> tuple[str, str] | None:
    """The names of a pair's two tables, households first; None for a file by itself."""
    return (Path(file.stored).name, Path(file.stored_members).name) if file.stored_members else None


# --- classes ----------------------------------------------------------------------------------------------------


def class_words(rule_set: str) -> dict[str, str]:
    """Class id -> its name in the reader's language, in the order of the rule book; refused last."""
    language = "en" if get_language() == "en" else "vi"
    try:
        classes = rule_sets.load(rule_set).classes
    except ChungTayError:
        classes = {}
    words = {name: getattr(entry.label, language) for name, entry in classes.items()}
    return words | {REFUSED: _("Not classified")}


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str
    count: int
    chosen: bool


def chips(counts: dict[str, int], words: dict[str, str], chosen: str) -> list[Chip]:
    """ "All" first, then each class that occurs, then the refused."""
    total = Chip("", _("All"), sum(counts.values()), chosen == "")
    order = [*words, *(name for name in counts if name not in words)]
    return [total] + [
        Chip(name, words.get(name, name), counts[name], chosen == name) for name in order if name in counts
    ]


# --- progress ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    stage: str
    percent: int
    done: int
    total: int
    stale: bool
    unattended: bool


def progress_of(file: ReviewFile, now: datetime.datetime) -> Progress:
    """Reading counts for a tenth of the way, scoring for six tenths, writing for the rest."""
    starts = {"": (0, 0), "read": (0, 10), "score": (10, 60), "write": (70, 30)}
    start, width = starts.get(file.stage, (0, 0))
    share = file.done / file.total if file.total else 0
    silent = file.beat_at is not None and file.beat_at < stale_before(now)
    return Progress(
        str(STAGES.get(file.stage, file.stage)),
        round(start + width * share),
        file.done,
        file.total,
        stale=silent and file.state == State.RUNNING,
        unattended=silent and file.state == State.QUEUED,
    )


def papers_of(file: ReviewFile) -> list[tuple[str, str, str]]:
    """(kind, label, ending) of every paper written, the marked workbook last."""
    order = [*PAPERS, *(kind for kind in file.written if kind not in PAPERS)]
    return [
        (kind, str(PAPERS.get(kind, kind)), file.written[kind].rpartition(".")[2].upper())
        for kind in order
        if kind in file.written
    ]


# --- one household ----------------------------------------------------------------------------------------------


def next_step(file: ReviewFile, counts: dict[str, int]) -> str:
    """One sentence of state for the head of a page or a line of a list; `counts` of the households that are seen."""
    sentences = {
        State.UPLOADED: _("Confirm what each column means, then classify."),
        State.UNREADABLE: _("The file cannot be read. See why, correct it and send it again."),
        State.QUEUED: _("Waiting its turn; you may leave this page."),
        State.RUNNING: _("Being classified; you may leave this page."),
        State.FAILED: _("Stopped by an error. Try again, or send a corrected file."),
        State.WITHDRAWN: _("Withdrawn: it no longer counts, but stays readable."),
    }
    if file.state in sentences:
        return sentences[State(file.state)]
    total, refused = sum(counts.values()), counts.get(REFUSED, 0)
    if refused:
        sentence = _("%(classified)s of %(in)s households classified; %(refused)s need a correction.")
        return sentence % {"classified": total - refused, "in": total, "refused": refused}
    return _("All %(in)s households are classified.") % {"in": total}


def household_title(household: HouseholdResult) -> str:
    return household.head_name or household.code or _("Household in row %(row)s") % {"row": household.row}
