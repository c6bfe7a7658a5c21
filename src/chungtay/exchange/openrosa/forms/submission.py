"""The XML of a form that ODK Collect sends, read with care: it may be anything. Format: OpenRosa, ODK XForms.

head = open_submission(raw)                       # which form, which version, which number
sent = read_submission(head, questions, user=user)
"""

from __future__ import annotations

import datetime
import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from chungtay.exchange.openrosa.operations.deliveries import Sent
from chungtay.foundation.core.text import tidy
from chungtay.population.xpath import CLASS
from chungtay.rulebook.questionnaire import FROM_THE_PLACE, Question, Questionnaire, declared_name
from chungtay.work.review.models import AttachmentKind, Door, Purpose
from chungtay.work.review.operations.taking_in import Filled
from chungtay.workbooks.xlsform import LISTED, PHOTOS, SIGNED_ENUMERATOR, SIGNED_HOUSEHOLD

MOST_XML = 512 * 1024
_MOST_NOTE = 2_000
_LONGEST = 200  # letters of one answer
_KINDS = {
    **dict.fromkeys(PHOTOS, AttachmentKind.PHOTO),
    SIGNED_HOUSEHOLD: AttachmentKind.SIGNED_HOUSEHOLD,
    SIGNED_ENUMERATOR: AttachmentKind.SIGNED_ENUMERATOR,
}
# what the form itself adds to a household and to a member: copied from the list, or worked out
_BESIDE = {"household_code", "previous_class", "who", *LISTED, *FROM_THE_PLACE}
_WORKED_OUT = re.compile(r"[slm]_[a-z0-9_]+")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class NotAForm(ValidationError):
    """What was sent is no form at all."""


@dataclass(frozen=True, slots=True)
class Head:
    """A form before its answers are read. `number` is made on the telephone; `edits`: the form it was made from."""

    form_id: str
    version: str
    number: uuid.UUID
    edits: uuid.UUID | None
    root: Any
    raw: bytes


def open_submission(raw: bytes) -> Head:
    """Raises NotAForm for whatever is no form: entities and other traps, too much, another encoding than UTF-8 (the XML
    is kept as text), no name, no number, encrypted."""
    if len(raw) > MOST_XML:
        raise NotAForm(_("The form is too large."), code="size")
    try:
        if "\0" in raw.decode():
            raise ValueError("another encoding than UTF-8")
        root = ElementTree.fromstring(raw, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotAForm(_("What was sent is not a form of ODK Collect."), code="xml") from error
    if root.get("encrypted") == "yes":
        raise NotAForm(_("The form is encrypted; the forms of this office are not. Get the form anew."), code="xml")
    form_id, version = root.get("id") or "", root.get("version") or ""
    meta = next((child for child in root if _name(child) == "meta"), None)
    said = {_name(child): (child.text or "").strip() for child in meta} if meta is not None else {}
    if not form_id or not said.get("instanceID"):
        raise NotAForm(_("The form does not say which form it is, or has no number of its own."), code="xml")
    number = _number_of(form_id, said["instanceID"])
    edits = _number_of(form_id, said["deprecatedID"]) if said.get("deprecatedID") else None
    return Head(form_id[:250], version[:250], number, edits, root, raw)


def read_submission(head: Head, questions: Questionnaire, *, user: Any, device: str = "") -> Sent:
    """The answers as every other door writes them. Raises ValidationError in words."""
    top = _values(child for child in head.root if len(child) == 0)
    groups = [child for child in head.root if len(child) and _name(child) not in ("meta", "members")]
    if [_name(child) for child in groups] != ["household"]:
        raise _not_understood()
    given = _values(groups[0])
    members = [_values(child) for child in head.root if _name(child) == "members"]
    latitude, longitude, accuracy = _place(top.get("place", ""))
    filled = Filled(
        sent_id=head.number,
        answers=_answers(questions, given, members),
        door=Door.ODK,
        purpose=Purpose.FIRST,
        case_version=_whole(given.get("case_version", "")),
        surveyed_on=_day(top.get("review_date", "")),
        surveyed_by=user,
        started_at=_moment(top.get("start", "")),
        ended_at=_moment(top.get("end", "")),
        latitude=latitude,
        longitude=longitude,
        accuracy_m=accuracy,
        note=tidy(top.get("visit_note", "")[:_MOST_NOTE], lines=True),
    )
    worked_out = ("deprivations",) if questions.method == "income" else ("b1", "b2")
    return Sent(
        household=given.get("household_code", "")[:40],
        filled=filled,
        files={top[name][:_LONGEST]: kind for name, kind in _KINDS.items() if top.get(name)},
        said={"class": top.get(CLASS, "")[:20]} | {name: _plain(top.get(name, "")) for name in worked_out},
        xml=head.raw.decode(),
        digest=hashlib.sha256(head.raw).hexdigest(),
        edits=head.edits,
        device=tidy(device)[:200],
    )


def _answers(questions: Questionnaire, given: dict[str, str], members: list[dict[str, str]]) -> dict[str, Any]:
    asked = {question.id: question for question in questions.member}
    rows = [_row(asked, row, {"age_months", "id_number"}) for row in members]
    rows = [row for row in rows if row]  # a repeat that was opened and left empty
    if questions.method == "income":
        declared = {declared_name(each.id): each for each in questions.household if each.of == "declared"}
        found = _row(declared, given, _BESIDE | {"income"})
        (income,) = [each for each in questions.household if each.of == "income"]
        return {
            "income_per_person": _read(income, given.get("income", "")),
            "declared": {declared[name].id: value for name, value in found.items()},
            "members": rows,
        }
    household = {question.id: question for question in questions.household}
    return {"household": _row(household, given, _BESIDE), "members": rows}


def _row(asked: dict[str, Question], given: dict[str, str], beside: set[str]) -> dict[str, Any]:
    """The answers of a household or a member by the names that the form gives them."""
    for name in given:
        if name not in asked and name not in beside and not _WORKED_OUT.fullmatch(name):
            raise ValidationError(_("There is no question “%(name)s”.") % {"name": name[:60]}, code="answers")
    read = {name: _read(question, given.get(name, "")) for name, question in asked.items()}
    return {name: value for name, value in read.items() if value is not None}


def _read(question: Question, text: str) -> Any:
    text = text.strip()[:_LONGEST]
    if question.kind == "date":
        found = _ISO.match(text)
        return "/".join(reversed(found.groups())) if found else text or None
    if question.kind == "text":
        return tidy(text) or None
    if question.kind == "number":
        return question.read(_plain(text).replace(".", ",") if question.decimals else _plain(text))
    return question.read(text)


def _plain(text: str) -> str:
    """A number as people write it: ODK may send 12.0 or 1.2E3 for what is 12 or 1200; anything else stays as it is."""
    text = text.strip()[:_LONGEST]
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number) >= 10**12 or number.as_tuple().exponent < -12:  # type: ignore[operator]
        return text
    return format(number.normalize(), "f") if number else "0"


def _values(elements: Iterable[Any]) -> dict[str, str]:
    """Name -> text of elements without children. Raises ValidationError where one stands twice or has children."""
    rows = list(elements)
    found = [(_name(each), (each.text or "").strip()) for each in rows]
    counted = Counter(name for name, _text in found)
    if any(times > 1 for times in counted.values()) or any(len(each) for each in rows):
        raise _not_understood()
    return dict(found)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _number_of(form_id: str, text: str) -> uuid.UUID:
    """ "uuid:..." as it is; any other text stands for a number that is always the same."""
    try:
        return uuid.UUID(text.removeprefix("uuid:"))
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"openrosa:{form_id}:{text}")


def _whole(text: str) -> int:
    """The state of the household that the form answers to; one that says nothing answers to none."""
    number = _plain(text)
    return min(int(number), 2**31 - 1) if number.isascii() and number.isdecimal() else 0


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError as error:
        raise ValidationError(_("The date of the visit is missing or not in the calendar."), code="day") from error


def _moment(text: str) -> datetime.datetime | None:
    """A time of the telephone's clock, which may be anything; what is no time is left out."""
    try:
        found = parse_datetime(text[:60])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None and 2000 <= found.year < 2200 else None


def _place(text: str) -> tuple[Decimal | None, Decimal | None, int | None]:
    """Latitude, longitude, metres of doubt from "lat lon altitude accuracy"; nothing where it makes no sense."""
    try:
        latitude, longitude, _altitude, accuracy = (Decimal(part) for part in text.split()[:4])
        if not (abs(latitude) <= 90 and abs(longitude) <= 180 and 0 <= accuracy < 10**7):
            return None, None, None
    except (ValueError, InvalidOperation):
        return None, None, None
    return round(latitude, 6), round(longitude, 6), round(accuracy)


def _not_understood() -> ValidationError:
    return ValidationError(_("The form has an answer that is not understood. Ask the ward officer."), code="shape")
