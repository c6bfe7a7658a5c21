"""How a file on its way into the register looks on a page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chungtay.foundation.core.models import Job, JobState
from chungtay.foundation.core.queries.jobs import unattended
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import (
    CircumstanceKind,
    ImportFile,
    ImportState,
    Leaving,
    Outcome,
    PaperKind,
    Relation,
    Sex,
    StagedHousehold,
    StatusClass,
)
from chungtay.records.registry.operations.intake.staging import differences_of
from chungtay.records.registry.queries.intake.files import MISSING
from chungtay.records.registry.queries.intake.incoming import Incoming, from_payload
from chungtay.records.registry.queries.intake.planning import Difference, born_shown
from chungtay.records.registry.queries.intake.taken import TAKEN
from chungtay.rulebook import rule_sets
from chungtay.workbooks.reading.questions import questions_of
from chungtay.workbooks.registry.entries import reasons_in_words

FIELDS = {
    "full_name": gettext_lazy("Full name"),
    "sex": gettext_lazy("Sex"),
    "birth_date": gettext_lazy("Date of birth"),
    "ethnicity": gettext_lazy("Ethnicity"),
    "phone": gettext_lazy("Telephone"),
    "relation": gettext_lazy("Relationship to the head"),
    "relation_words": gettext_lazy("Relationship in words"),
    "issued_on": gettext_lazy("Paper issued on"),
    "issued_by": gettext_lazy("Paper issued by"),
    "account": gettext_lazy("Bank account"),
    "address": gettext_lazy("Address"),
    "group": gettext_lazy("Residential group"),
    "official_code": gettext_lazy("Code in the ministry's program"),
    "note": gettext_lazy("Note"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "class_id": gettext_lazy("Class"),
    "b1": gettext_lazy("Score B1"),
    "b2": gettext_lazy("Score B2"),
    "decision_number": gettext_lazy("Decision number"),
    "decision_date": gettext_lazy("Date of the decision"),
    "signed_by": gettext_lazy("Signed by"),
    "reasons": gettext_lazy("Why the household is poor"),
    "result": gettext_lazy("Marks of the household"),
    "member": gettext_lazy("Joins the household"),
    "gone": gettext_lazy("Leaves the household"),
    "missing": gettext_lazy("Is not in the file"),
}
_CODES: dict[str, Any] = {"sex": Sex, "relation": Relation, "class_id": StatusClass, "gone": Leaving}


# --- where it stands --------------------------------------------------------------------------------------------------


def sentence_of(file: ImportFile) -> str:
    """Where the file stands and what comes next."""
    counts = file.counts
    sentences = {
        ImportState.UPLOADED: _("Confirm what each column means; then it is compared with the register."),
        ImportState.UNREADABLE: _("The file cannot be read. See why, correct it and send it again."),
        ImportState.STAGING: _("Being compared with the register; nothing is changed by that."),
        ImportState.APPLYING: _("Being taken over. You may leave this page."),
        ImportState.UNDOING: _("Being undone. You may leave this page."),
        ImportState.UNDONE: _("Undone: the register is as if the file had never come; the history shows both."),
        ImportState.DISCARDED: _("Put away without changing anything."),
    }
    if file.state in sentences:
        return sentences[ImportState(file.state)]
    if file.state == ImportState.APPLIED:
        taken = counts.get("applied", 0)
        return _("Taken over: %(count)s households written, %(refused)s not accepted.") % {
            "count": taken,
            "refused": counts.get("refused", 0),
        }
    writing = counts.get("new", 0) + counts.get("changed", 0)
    if not writing and counts.get("refused", 0):
        said = _("Nothing would be written: %(refused)s households are not accepted; each says why.")
        return said % {"refused": counts["refused"]}
    if not writing:
        return _("Nothing would change: the register has everything that can be read from this file.")
    return _("%(new)s new households and %(changed)s with changes wait to be taken over. Nothing is written yet.") % {
        "new": counts.get("new", 0),
        "changed": counts.get("changed", 0),
    }


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str
    count: int
    chosen: bool
    needs_you: bool = False


def chips(file: ImportFile, chosen: str) -> list[Chip]:
    """One for each outcome that occurs, and for households with members who are not in the file."""
    counts = file.counts
    words = [*Outcome.choices, (MISSING, _("Members not in the file"))]
    all_of_them = sum(counts.get(name, 0) for name in Outcome.values)
    found = [Chip("", _("All"), all_of_them, chosen == "")]
    needy = (Outcome.REFUSED, Outcome.DUPLICATE, MISSING)
    for name, label in words:
        if counts.get(name):
            found.append(Chip(name, str(label), counts[name], chosen == name, name in needy))
    return found


@dataclass(frozen=True, slots=True)
class Work:
    """The background work as its page shows it."""

    job: Job
    percent: int
    unattended: bool

    @property
    def stopped(self) -> bool:
        return self.job.state in (JobState.FAILED, JobState.STOPPED)


def work_of(job: Job | None, now: datetime.datetime) -> Work | None:
    return Work(job, job.percent, unattended(job, now)) if job else None


# --- columns ----------------------------------------------------------------------------------------------------------


def target_choices(rule_set: str) -> list[tuple[str, Any]]:
    """ "" (leave out), then what the register takes."""
    questions = questions_of(rule_sets.load(rule_set))
    language = "en" if get_language() == "en" else "vi"
    taken = [each for each in questions.by_id.values() if each.id in TAKEN or each.id.startswith("birth_")]
    return [("", _("– leave out –")), *((each.id, str(getattr(each.label, language))) for each in taken)]


# --- one household ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    who: str
    field: str
    label: str
    before: str
    after: str


def lines_of(row: StagedHousehold) -> list[Line]:
    """What would change, field by field; members who are not in the file are told apart."""
    return [_line(each) for each in differences_of(row) if each.field not in ("missing", "left_out")]


def missing_of(row: StagedHousehold) -> list[tuple[int, str]]:
    """Members on record who are not in the file, or were said to be gone: (membership, name)."""
    return [(each.membership, each.who) for each in differences_of(row) if each.field in ("missing", "gone")]


def left_out_of(row: StagedHousehold) -> list[tuple[int, str]]:
    """Who of the file is on record as having died or left: (place among the file's members, name)."""
    return [(each.membership, each.who) for each in differences_of(row) if each.field == "left_out"]


def _line(each: Difference) -> Line:
    field, before, after = each.field, each.before, each.after
    if choices := _CODES.get(field):
        before, after = (choices(text).label if text in choices.values else text for text in (before, after))
    elif field == "reasons":
        before, after = reasons_in_words(before), reasons_in_words(after)
    elif field == "result":
        before = after = ""
    return Line(each.who, field, label_of(field), str(before), str(after))


def label_of(field: str) -> str:
    if field.startswith("paper_"):
        return str(PaperKind(field.removeprefix("paper_")).label)
    if field.startswith("is_"):
        return str(CircumstanceKind(field.removeprefix("is_")).label)
    return str(FIELDS.get(field, field))


@dataclass(frozen=True, slots=True)
class ReadMember:
    name: str
    relation: str
    born: str
    sex: str
    number: str


@dataclass(frozen=True, slots=True)
class Read:
    """The household as it was read; numbers with their last four digits."""

    code: str
    place: str
    address: str
    class_label: str
    members: list[ReadMember]


def read_of(row: StagedHousehold) -> Read | None:
    if not row.payload:
        return None
    home = from_payload(row.payload)
    members = [
        ReadMember(
            each.entered.full_name,
            each.entered.relation_words or _label(Relation, each.entered.relation),
            born_shown(each.entered.birth_date, each.entered.birth_known),
            _label(Sex, each.entered.sex),
            next((f"***{paper.number[-4:]}" for paper in each.entered.papers), ""),
        )
        for each in home.members
    ]
    said = home.standing.class_id if home.standing else ""
    return Read(home.code, _place(home), home.address, _label(StatusClass, said), members)


def _place(home: Incoming) -> str:
    ward = Unit.objects.filter(pk=home.ward).first() if home.ward else None
    return ", ".join(part for part in (home.group_name, ward.name if ward else "") if part)


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else ""


def told_of(row: StagedHousehold) -> list[dict[str, Any]]:
    return list(row.messages)


def may_be_entered(row: StagedHousehold) -> bool:
    """Held back because it may be here already, and the officer can tell."""
    return bool(row.payload) and (row.outcome == Outcome.DUPLICATE or bool(row.choice.get("enter")))
