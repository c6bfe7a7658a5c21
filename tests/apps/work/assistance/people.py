"""A ward with its three hands, a family of four with a burnt house, and a photograph."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.files import StoredFile
from chungtay.foundation.core.files.keeping import keep_file
from chungtay.foundation.core.files.kinds import PAPERS, PHOTOS
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.operations.status import record_hardship
from tests import factories
from tests.apps.records.registry.factories import family, household

D = datetime.date
HANOI = datetime.timezone(datetime.timedelta(hours=7))
TOLD = datetime.datetime(2026, 9, 10, 21, 0, tzinfo=HANOI)
AT = datetime.datetime(2026, 9, 10, 22, 0, tzinfo=HANOI)
NEXT = datetime.datetime(2026, 9, 11, 9, 0, tzinfo=HANOI)
DAY, NEXT_DAY = D(2026, 9, 10), D(2026, 9, 11)
ENTERED = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=HANOI)


def hands(ward: Unit, before: str = "") -> dict[str, object]:
    """Who proposes, approves, pays, visits; and a leader of another ward; `before` their usernames."""
    other = Unit.objects.get(level="ward", code="00001")
    return {
        "officer": factories.person(f"{before}can-bo", Role.WARD_OFFICER, ward),
        "leader": factories.person(f"{before}lanh-dao", Role.WARD_LEADER, ward),
        "payer": factories.person(f"{before}thu-quy", Role.COMMITTEE_MEMBER, ward),
        "visitor": factories.person(f"{before}to-truong", Role.ENUMERATOR, ward),
        "stranger": factories.person(f"{before}phuong-khac", Role.WARD_LEADER, other),
    }


def home_with_a_fire(group: Unit, kind: str = "fire", day: D = DAY):
    home = household(group, family(), since=D(2015, 1, 1), at=ENTERED)
    event = record_hardship(home, kind=kind, happened_on=day, description="Cháy nhà lúc 20 giờ", by=None, at=AT)
    return home, event


def picture() -> bytes:
    found = io.BytesIO()
    Image.new("RGB", (40, 30), "#c8f0d0").save(found, "JPEG")
    return found.getvalue()


def photo() -> StoredFile:
    return keep_file(SimpleUploadedFile("anh.jpg", picture()), kinds=PAPERS | PHOTOS)


def photo_file(folder: Path) -> Path:
    path = folder / "anh.jpg"
    path.write_bytes(picture())
    return path
