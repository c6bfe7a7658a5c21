"""Words for the audit trail: what each action means, what it was done to, and why a link does not hold.

Every app says its own words in its `apps`:

    def audit_actions(self): return {"review.file_uploaded": _("A file was read in")}
    def audit_subjects(self): return {"review.reviewfile": Subject(_("File"))}

A test finds every action that the code records among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core import privacy
from chungtay.foundation.core.models import AuditEvent, TrailCheck
from chungtay.foundation.core.queries.chain import Fault

Words = str | Promise
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LONG_CODE = re.compile(r"[0-9a-f]{24,}")  # prints of files: their beginning tells them apart

# What an event's detail is about; a key that is not here is shown as it is.
DETAILS: dict[str, Words] = {
    "kind": _("kind"),
    "groups": _("residential groups"),
    "from": _("from"),
    "was": _("before"),
    "is": _("now"),
    "size": _("bytes"),
    "sha256": _("print of the file"),
    "rows": _("rows"),
    "key": _("key"),
    "code": _("code"),
    "ward": _("ward"),
    "units": _("units"),
    "undecided": _("not decided yet"),
    "successions": _("successions"),
    "sessions": _("sessions"),
    "sensitive": _("sensitive fields"),
    "personal": _("fields about people"),
    "score": _("likeness"),
    "page": _("page"),
    "old_groups": _("former groups"),
    "new_groups": _("new groups"),
    "office": _("office"),
    "model": _("kind of record"),
    "minutes": _("minutes"),
    "made": _("taken at"),
    "level": _("level"),
    "last_day": _("last day"),
    "household": _("household"),
    "fields": _("fields"),
    "events": _("events"),
    "ended": _("ended"),
    "changes": _("changes"),
    "by_clock": _("by the clock"),
    "broken": _("broken from"),
    "role": _("role"),
    "area": _("area"),
    "in": _("read"),
    "classified": _("classified"),
    "refused": _("refused"),
    "poor": _("poor"),
    "near_poor": _("near-poor"),
    "not_poor": _("not poor"),
    "average": _("average living standard"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about. `names` gives the names of some of them by number, where a name may stand in a list."""

    words: Words
    names: Callable[[Iterable[int]], Mapping[int, str]] | None = None


@cache
def action_words() -> dict[str, Words]:
    """Every action that an app declares, with what it means."""
    found: dict[str, Words] = {}
    for app in apps.get_app_configs():
        declared: Callable[[], dict[str, Words]] | None = getattr(app, "audit_actions", None)
        found |= declared() if declared else {}
    return found


@cache
def subjects() -> dict[str, Subject]:
    """Every kind of record that events are about: "places.unit" -> its words."""
    found: dict[str, Subject] = {}
    for app in apps.get_app_configs():
        declared: Callable[[], dict[str, Subject]] | None = getattr(app, "audit_subjects", None)
        found |= declared() if declared else {}
    return found


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One line of the trail in words."""

    event: AuditEvent
    action: str
    subject: str
    detail: list[tuple[str, str]]


def shown_events(events: Iterable[AuditEvent]) -> list[ShownEvent]:
    """In words; the names of all subjects of a kind are fetched in one statement."""
    rows = list(events)
    wanted: dict[str, set[int]] = {}
    for event in rows:
        if event.subject_id.isdecimal():
            wanted.setdefault(event.subject_type, set()).add(int(event.subject_id))
    names: dict[str, Mapping[int, str]] = {}
    for kind, numbers in wanted.items():
        known = subjects().get(kind)
        names[kind] = known.names(sorted(numbers)) if known and known.names else {}
    return [_shown(event, names) for event in rows]


def _shown(event: AuditEvent, names: Mapping[str, Mapping[int, str]]) -> ShownEvent:
    kind = subjects().get(event.subject_type)
    what = str(kind.words) if kind else event.subject_type
    number = int(event.subject_id) if event.subject_id.isdecimal() else None
    name = names.get(event.subject_type, {}).get(number, "") if number is not None else ""
    subject = f"{what} {name}" if name else f"{what} {event.subject_id}"
    words = str(action_words().get(event.action, event.action))
    return ShownEvent(event, words, subject, [_detail(event, key, value) for key, value in event.detail.items()])


def _detail(event: AuditEvent, key: str, value: Any) -> tuple[str, str]:
    """One thing that the event says, in words: fields by the name that people read, days as people write them."""
    if key in ("fields", "personal", "sensitive") and isinstance(value, list):
        model = _model(event.detail.get("model") or event.subject_type)
        return str(DETAILS[key]), _fields(model, value) if model else _value(value)
    return str(DETAILS.get(key, key)), _value(value)


def _fields(model: type[models.Model], paths: list[str]) -> str:
    """Fields in words, those of linked records together behind the kind of record: "Bank account: number, holder"."""
    found: dict[str, list[str]] = {}
    for path in paths:
        last, name = privacy.at_label(path) or privacy.end_of(model, path)
        kind = subjects().get(last._meta.label_lower)
        words = str(kind.words) if kind and last is not model else ""
        found.setdefault(words, []).append(privacy.in_words(last, name))
    return "; ".join(f"{kind}: {', '.join(names)}" if kind else ", ".join(names) for kind, names in found.items())


def _model(label: Any) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError, AttributeError):
        return None


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(each)}" for key, each in value.items())
    if isinstance(value, bool):
        return "✓" if value else "✗"
    text = "–" if value is None else str(value)
    if _DAY.fullmatch(text):
        return f"{text[8:]}/{text[5:7]}/{text[:4]}"
    return f"{text[:12]}…" if _LONG_CODE.fullmatch(text) else text


# Vietnamese, English; %d is the number of the event.
FAULTS: dict[str, tuple[str, str]] = {
    Fault.CHANGED: ("Việc số %d không còn đúng như khi được ghi.", "Event %d no longer says what was recorded."),
    Fault.MISSING: ("Việc số %d đã bị xóa khỏi nhật ký.", "Event %d was removed from the trail."),
    Fault.UNLINKED: (
        "Việc số %d không nối tiếp việc trước nó: việc trước đã bị thay.",
        "Event %d does not follow the one before it: that one was replaced.",
    ),
    Fault.HEAD: (
        "Cuối nhật ký không khớp từ việc số %d: có việc bị xóa hoặc bị thêm vào.",
        "The end of the trail does not fit from event %d on: events were removed or added there.",
    ),
    Fault.HISTORY: (
        "Lịch sử thay đổi thuộc việc số %d không còn đúng như khi được ghi.",
        "The history rows of event %d are no longer those that were recorded.",
    ),
    Fault.ANCHOR: (
        "Việc số %d không mang mã đã ghi lại trước đây: cả nhật ký đã bị làm lại.",
        "Event %d does not carry the seal that was noted down before: the whole trail was made anew.",
    ),
}


def what_is_broken(check: TrailCheck) -> tuple[str, str]:
    """The first broken link in Vietnamese and English; two empty texts when the chain holds."""
    if check.broken_number is None:
        return "", ""
    vi, en = FAULTS[check.fault]
    more = f" ({check.detail})" if check.detail else ""
    return vi % check.broken_number + more, en % check.broken_number + more
