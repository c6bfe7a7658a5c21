"""What came with a form beside its answers: where and when it was filled in, what was taken over from last year,
photographs and signatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.measurement.pace import metres_between
from chungtay.records.registry.queries.listed import places_of
from chungtay.work.review.models import Attachment, AttachmentKind, Survey

ARRIVED, COMING, REFUSED = "arrived", "coming", "refused"


@dataclass(frozen=True, slots=True)
class File:
    """`stands` is arrived, coming or refused; `problem` says why it was refused."""

    number: int
    label: str
    stands: str
    problem: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of one form. `place` and `home` are what the telephone said and how far from the register's place that lies, ""
    where nothing is known; `same` names the sections confirmed as last year's."""

    form: int
    case: int
    place: str
    home: str
    times: str
    same: list[str]
    files: list[File]

    @property
    def anything(self) -> bool:
        return bool(self.place or self.times or self.same or self.files)


def evidence_of(forms: Sequence[Survey]) -> list[Evidence]:
    """In the order of the forms; two statements, whatever their number. The forms come with their cases."""
    homes = places_of({form.case.household_id for form in forms if form.latitude is not None})
    files: dict[int, list[Attachment]] = {}
    for row in Attachment.objects.filter(survey__in=[form.pk for form in forms]).order_by("pk"):
        files.setdefault(row.survey_id, []).append(row)
    return [_evidence(form, homes, files.get(form.pk, [])) for form in forms]


def _evidence(form: Survey, homes: dict[int, tuple[float, float]], files: list[Attachment]) -> Evidence:
    place, home = "", ""
    if form.latitude is not None and form.longitude is not None:
        place = f"{form.latitude:.5f}, {form.longitude:.5f}"
        if form.accuracy_m is not None:
            place += f" (± {form.accuracy_m} m)"
        known = homes.get(form.case.household_id)
        if known is None:
            home = _("the register has no place of the household")
        else:
            metres = metres_between((float(form.latitude), float(form.longitude)), known)
            words = ngettext("%(metres)s metre from the household", "%(metres)s metres from the household", metres)
            home = words % {"metres": f"{metres:,}".replace(",", ".")}
    return Evidence(
        form=form.number,
        case=form.case_id,
        place=place,
        home=home,
        times=_times(form),
        same=[_section(form, str(mark)) for mark in cast(list[Any], form.same_as_before)],
        files=_files(files),
    )


def _times(form: Survey) -> str:
    """How long it took by the telephone's own clock."""
    if form.started_at is None or form.ended_at is None or form.ended_at < form.started_at:
        return ""
    minutes = int((form.ended_at - form.started_at).total_seconds() // 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def _section(form: Survey, mark: str) -> str:
    """The name of a section of the telephone's form; a mark that no section has is shown as it came."""
    names = {
        "dwelling": _("House, electricity, water"),
        "assets": _("Things in the house"),
        "land": _("Land of the household"),
        "livestock": _("Animals of the household"),
        "declared": _("Indicators of deprivation"),
    }
    kind, _colon, person = mark.partition(":")
    if kind == "member":
        members = cast(dict[str, Any], form.answers).get("members") or []
        found = next((each for each in members if str(each.get("person")) == person), None)
        return str(found.get("name")) if found and found.get("name") else _("a member")
    return names.get(mark, mark)


def _files(rows: Sequence[Attachment]) -> list[File]:
    """Numbered where there are several of a kind: "Ảnh 1", "Ảnh 2", "Chữ ký của hộ"."""
    many, seen = Counter(row.kind for row in rows), Counter[str]()
    found = []
    for row in rows:
        seen[row.kind] += 1
        label = str(AttachmentKind(row.kind).label)
        stands = REFUSED if row.problem else ARRIVED if row.stored else COMING
        found.append(File(row.pk, f"{label} {seen[row.kind]}" if many[row.kind] > 1 else label, stands, row.problem))
    return found
