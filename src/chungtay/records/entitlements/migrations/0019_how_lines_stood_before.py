"""How lines of lists and allowances stood before they were changed is kept from now on. Of what was changed already the
trail tells most: when a list was approved or put away, when a line was handed over, refused, lapsed or given back, and
which reorganisation took it to which list. Where it does not, a row without a state says that nobody knows."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

_PART = 2_000
_OF_LINES = ("handed_over", "line_lapsed", "line_refused", "line_returned")
_LINE = "entitlements.supportline"


def fill(apps, schema_editor):
    lines_told(apps)
    allowances_told(apps)


def lines_told(apps):
    """Statements grow with thousands of lines, not with lines."""
    line, before = (apps.get_model("entitlements", name) for name in ("SupportLine", "LineBefore"))
    told = _events(apps, "list_dropped", *_OF_LINES)
    by_line: dict[int, dict[str, Any]] = {}
    dropped: dict[int, Any] = {}
    for action, subject, at, detail in told:
        if action == "list_dropped":
            dropped[int(subject)] = at
        else:
            by_line.setdefault(detail["line"], {})[action] = at
    went: dict[int, list[Any]] = {}
    for each in apps.get_model("places", "Carried").objects.filter(kind=_LINE).order_by("pk"):
        went.setdefault(each.number, []).append(each)
    wards = dict(apps.get_model("entitlements", "SupportList").objects.values_list("pk", "ward"))
    asked = line.objects.order_by("pk").select_related("list")
    rows, now = [], timezone.now()
    for one in asked.iterator(chunk_size=_PART):
        rows += _of_line(before, one, by_line.get(one.pk, {}), dropped, went.get(one.pk, []), wards, now)
        if len(rows) >= _PART:
            before.objects.bulk_create(rows, batch_size=500)
            rows = []
    before.objects.bulk_create(rows, batch_size=500)


def _of_line(before, one, told, dropped, went, wards, now):
    """The rows of one line, the earliest first."""
    steps = _steps(one, told, dropped)
    if any(at is None for at, *_step in steps) or any(each.undone_at for each in went):
        return [before(line=one, until=now, action="")]
    changes = [*steps, *((each.at, "entitlements.list_went_along", each.before) for each in went)]
    state, note, number, household = one.state, one.note, one.list_id, one.household_id
    found = []
    for at, action, was in sorted(changes, key=lambda change: change[0], reverse=True):
        if isinstance(was, int):
            number = was
        else:
            state, note = was, ""
            if action == "entitlements.handed_over" and one.person_id is not None:
                household = None  # the hand-over wrote down where the person lives by then
        found.append(
            before(
                line=one, until=at, action=action, list_id=number, ward_id=wards[number], household_id=household,
                state=state, note=note,
            )
        )  # fmt: skip
    return found[::-1]


def _steps(one, told, dropped):
    """(when, by which event, the state until then) of one line; without a time where the trail tells none."""
    approved = (one.list.approved_at, "entitlements.list_approved", "due")
    handed = (told.get("handed_over"), "entitlements.handed_over", "approved")
    if one.state == "dropped":
        return [(dropped.get(one.list_id), "entitlements.list_dropped", "due")]
    if one.state == "approved":
        return [approved]
    if one.state == "delivered":
        return [approved, handed]
    if one.state == "returned":
        return [approved, handed, (told.get("line_returned"), "entitlements.line_returned", "delivered")]
    if one.state == "lapsed":
        lapsed = told.get("line_lapsed")
        return [approved, (lapsed, "entitlements.line_lapsed", "approved")] if lapsed else [approved]
    if one.state == "refused":
        refused, since = told.get("line_refused"), approved[0]
        if refused is not None and since is not None and since <= refused:
            return [approved, (refused, "entitlements.line_refused", "approved")]
        return [(refused, "entitlements.line_refused", "due")]
    return []


def allowances_told(apps):
    """When one ended the trail tells, not until when it was decided before."""
    allowance, before = (apps.get_model("entitlements", name) for name in ("Allowance", "AllowanceBefore"))
    ended: dict[int, Any] = {}
    taken: dict[int, Any] = {}
    for action, subject, at, _detail in _events(apps, "allowance_ended", "allowances_taken_back"):
        (ended if action == "allowance_ended" else taken)[int(subject)] = at
    of_file = {}
    for ward, origin, number in allowance.objects.filter(pk__in=taken).values_list("ward", "origin", "pk"):
        of_file[ward, origin] = taken[number]
    changed = allowance.objects.filter(models.Q(withdrawn=True) | ~models.Q(note="")).order_by("pk")
    rows, now = [], timezone.now()
    for one in changed.iterator(chunk_size=_PART):
        at = of_file.get((one.ward_id, one.origin)) if one.withdrawn else ended.get(one.pk)
        rows.append(before(allowance=one, until=at or now, action=""))
    before.objects.bulk_create(rows, batch_size=500)


def _events(apps, *names):
    """(name, number of the subject, when, detail), the earliest first."""
    events = apps.get_model("core", "AuditEvent").objects.filter(action__in=[f"entitlements.{name}" for name in names])
    for action, subject, at, detail in (
        events.order_by("number").values_list("action", "subject_id", "at", "detail").iterator()
    ):
        yield action.partition(".")[2], subject, at, detail


class Migration(migrations.Migration):
    dependencies = [
        ("entitlements", "0018_why_two_allowances"),
        ("places", "0004_what_went_along"),
        ("core", "0006_files_of_jobs"),
        ("registry", "0013_class_asked_after_a_split"),
    ]

    operations = [
        migrations.CreateModel(
            name="AllowanceBefore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
                ("action", models.CharField(max_length=60)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
                (
                    "allowance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="before", to="entitlements.allowance"
                    ),
                ),
            ],
            options={
                "ordering": ["allowance", "pk"],
                "indexes": [models.Index(fields=["allowance", "until"], name="entitlements_allowance_before")],
            },
        ),
        migrations.CreateModel(
            name="LineBefore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateTimeField()),
                ("action", models.CharField(max_length=60)),
                ("state", models.CharField(blank=True, max_length=9)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "household",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.household",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="before",
                        to="entitlements.supportline",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entitlements.supportlist",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "ordering": ["line", "pk"],
                "indexes": [
                    models.Index(fields=["line", "until"], name="entitlements_line_before"),
                    models.Index(fields=["until", "ward"], name="entitlements_line_until"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
