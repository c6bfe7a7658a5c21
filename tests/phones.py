"""Enumerators with telephones: a campaign under survey with as many households as wanted, and the calls of a phone."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client

from chungtay.rulebook import process as processes
from chungtay.work.review.models import Campaign, CampaignGroup, Device
from chungtay.work.review.operations import phone as operations
from chungtay.work.review.operations import teams
from chungtay.work.review.operations.campaigns import Standard
from tests import campaigns as made_up
from tests.campaigns import Office, declared

AT = datetime.datetime(2026, 9, 10, 2, 0, tzinfo=datetime.UTC)
# Fictional: a family name, a middle name and a given name each from a list.
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
_MIDDLE = ("Thị", "Thu", "Minh", "Ngọc", "Thanh", "Kim", "Bích", "Hồng", "Xuân", "Mai", "Lan", "Diệu")
_GIVEN = ("An", "Bưởi", "Cảnh", "Dậu", "Đình", "Gấm", "Hường", "Khế", "Lụa", "Mận", "Nhài", "Ổi", "Quế", "Sen", "Tẹo")


def names(count: int) -> list[str]:
    """All different, up to 21,600."""
    second = ("", *_MIDDLE)
    parts = ((_FAMILY[n % 10], _MIDDLE[n // 150 % 12], second[n // 1_800], _GIVEN[n // 10 % 15]) for n in range(count))
    return [" ".join(filter(None, each)) for each in parts]


def under_survey(
    households: int = 5, *, points: bool = False, units: Any = None, along: bool = True, **changes: Any
) -> tuple[Office, Campaign]:
    """Households of last year's list given to nobody yet; classified by declared income, or by points (2022). `along`:
    the officer lets telephones take such households along."""
    office = made_up.office(units)
    homes = tuple((name, "poor" if n % 3 else "near_poor") for n, name in enumerate(names(households)))
    made_up.register(office, homes, rule_set="vn-2022" if points else "vn-2016")
    campaign = made_up.under_survey(office, **((by_points() if points else {}) | changes))
    if along:
        let_free_along(office, campaign)
    return office, campaign


def let_free_along(office: Office, campaign: Campaign) -> None:
    for group in CampaignGroup.objects.filter(ward__campaign=campaign, group=office.group):
        teams.let_free_along(group, on=True, by=office.people["officer"], at=made_up.OPENED)


def by_points() -> dict[str, Any]:
    day = datetime.date(2024, 9, 1)
    return {
        "year": 2024,
        "first_day": day,
        "last_day": datetime.date(2024, 12, 14),
        "baseline_on": datetime.date(2024, 8, 31),
        "standards": [Standard("vn-2022", "points")],
        "settled": {f"{step}.{each.what}": 5 for step, each in processes.in_force(day).unknowns()},
    }


@dataclass
class Phone:
    """A registered telephone as the office hears it."""

    device: Device
    token: str
    client: Client

    def call(self, path: str, body: Any = None, **headers: str) -> Any:
        content = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        shown = {"Authorization": f"Phone {self.device.key}.{self.token}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.client.post(f"/khao-sat/{path}", content, content_type=kind, headers=shown)

    def send(self, *forms: dict[str, Any]) -> list[dict[str, Any]]:
        response = self.call("gui/", {"forms": list(forms)})
        assert response.status_code == 200, response.content
        return response.json()["outcomes"]

    def piece(self, number: Any, offset: int, content: bytes) -> Any:
        return self.call(f"tep/{number}/", content, Upload_Offset=str(offset))


def phone_of(office: Office, who: str = "enumerator") -> Phone:
    user = office.people[who]
    device, token = operations.register_device(user, name=f"Máy của {who}", by=user, at=AT)
    return Phone(device, token, Client())


def form(case: Any, answers: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A form as the app sends it, for a household as it stands."""
    return {
        "sent_id": str(uuid.uuid4()),
        "case": case.pk,
        "case_version": case.version,
        "answers": answers or declared(1_000_000, "2", "6"),
        "surveyed_on": "2019-09-05",
        "started_at": "2019-09-05T02:00:00.000Z",
        "ended_at": "2019-09-05T02:20:00.000Z",
        "place": None,
        "same": [],
        "note": "",
        "files": [],
    } | changes


def announced(content: bytes, kind: str = "photo") -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"sent_id": str(uuid.uuid4()), "kind": kind, "size": len(content), "sha256": digest}
