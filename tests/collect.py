"""ODK Collect as the office hears it: its requests in its order, and a form as XML without Java."""

from __future__ import annotations

import base64
import hashlib
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from chungtay.exchange.openrosa.models import CollectForm
from chungtay.exchange.openrosa.operations.forms import open_form
from chungtay.exchange.openrosa.operations.keys import make_key
from tests.campaigns import Office
from tests.phones import AT

LISTS = "{http://openrosa.org/xforms/xformsList}"
FILES = "{http://openrosa.org/xforms/xformsManifest}"
MESSAGE = "{http://openrosa.org/http/response}message"


def picture() -> bytes:
    held = io.BytesIO()
    Image.effect_noise((90, 60), 80).convert("RGB").save(held, "JPEG", quality=80)
    return held.getvalue()


def opened(office: Office, campaign: Any) -> CollectForm:
    return open_form(campaign, place=office.ward, by=office.people["officer"], at=AT)


@dataclass
class Collect:
    """A telephone with ODK Collect, set up for one person."""

    username: str
    password: str
    client: Client

    def headers(self, **more: str) -> dict[str, str]:
        packed = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {packed}", "X-OpenRosa-Version": "1.0"} | more

    def get(self, address: str, **more: Any) -> Any:
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return self.client.get(path, headers=self.headers(), secure=True, **more)

    def forms(self, query: str = "") -> list[dict[str, str]]:
        """As ODK Collect reads the list: every element in its namespace, or none of it."""
        answer = self.get(f"/odk/formList{query}")
        assert answer.status_code == 200, answer.content
        assert answer["X-OpenRosa-Version"] == "1.0"
        assert "text/xml" in answer["Content-Type"]
        root = ElementTree.fromstring(answer.content)
        assert root.tag == f"{LISTS}xforms"
        rows = [{child.tag.removeprefix(LISTS): child.text for child in each} for each in root]
        assert all({"formID", "name", "downloadUrl"} <= set(row) for row in rows)
        return rows

    def files(self, form: Mapping[str, str]) -> dict[str, bytes]:
        """The form and what lies beside it, each compared with its hash."""
        xml = self.get(form["downloadUrl"]).content
        assert form["hash"] == "md5:" + hashlib.md5(xml).hexdigest()
        found = {"form.xml": xml}
        for each in ElementTree.fromstring(self.get(form["manifestUrl"]).content):
            entry = {child.tag.removeprefix(FILES): child.text for child in each}
            content = self.get(entry["downloadUrl"]).content
            assert entry["hash"] == "md5:" + hashlib.md5(content).hexdigest()
            found[entry["filename"]] = content
        return found

    def send(self, xml: bytes | str, *files: tuple[str, bytes], part: str = "xml_submission_file", **more: str) -> Any:
        """One POST: the form, and the files that go with this part of the delivery."""
        content = xml.encode() if isinstance(xml, str) else xml
        body: dict[str, Any] = {part: SimpleUploadedFile("form.xml", content, "text/xml")}
        body |= {name: SimpleUploadedFile(name, data, "image/jpeg") for name, data in files}
        return self.client.post(
            "/odk/submission?deviceID=collect%3Aabc", body, headers=self.headers(**more), secure=True
        )


def telephone(office: Office, who: str = "enumerator") -> Collect:
    user = office.people[who]
    _key, secret = make_key(user, name=f"Máy của {who}", by=user, at=AT)
    return Collect(user.username, secret, Client())


def told(answer: Any) -> str:
    return ElementTree.fromstring(answer.content).find(MESSAGE).text


def filled(
    form: CollectForm,
    household: Mapping[str, Any],
    members: list[Mapping[str, Any]] | None = None,
    *,
    number: str = "",
    edits: str = "",
    **top: Any,
) -> str:
    """A form as ODK Collect writes it down."""

    def written(values: Mapping[str, Any]) -> str:
        return "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values.items())

    values = {"start": "2019-09-05T08:00:00.000+07:00", "end": "2019-09-05T08:20:00.000+07:00"}
    values |= {"review_date": "2019-09-05"} | top
    rows = "".join(f"<members>{written(row)}</members>" for row in members or [])
    old = f"<orx:deprecatedID>{edits}</orx:deprecatedID>" if edits else ""
    meta = f"<orx:meta><orx:instanceID>{number or f'uuid:{uuid.uuid4()}'}</orx:instanceID>{old}</orx:meta>"
    return (
        f"<?xml version='1.0' ?><data xmlns:orx='http://openrosa.org/xforms' id='chungtay_dot_{form.campaign_id}' "
        f"version='{form.version}'>{written(values)}<household>{written(household)}</household>{rows}{meta}</data>"
    )
