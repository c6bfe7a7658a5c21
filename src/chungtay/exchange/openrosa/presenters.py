"""What a telephone with ODK Collect reads: lists of forms and files, answers, and its settings as a QR code. Formats:
OpenRosa Form List, Form Manifest and Form Submission API 1.0; ODK Collect's settings code."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

import segno
from django.utils.safestring import mark_safe
from django.utils.xmlutils import SimplerXMLGenerator

_FORMS = "http://openrosa.org/xforms/xformsList"
_FILES = "http://openrosa.org/xforms/xformsManifest"
_ANSWER = "http://openrosa.org/http/response"


def form_list(forms: Iterable[dict[str, str]]) -> bytes:
    """Each form with formID, name, version, hash, downloadUrl and manifestUrl, in this order."""
    return _document("xforms", _FORMS, "xform", forms)


def manifest(files: Iterable[dict[str, str]]) -> bytes:
    """Each file beside a form with filename, hash and downloadUrl."""
    return _document("manifest", _FILES, "mediaFile", files)


def answer(words: str, nature: str) -> bytes:
    """What became of a form, in words that the telephone shows."""
    text = StringIO()
    writer = SimplerXMLGenerator(text, "utf-8")
    writer.startDocument()
    writer.startElement("OpenRosaResponse", AttributesImpl({"xmlns": _ANSWER}))
    writer.addQuickElement("message", words, {"nature": nature})
    writer.endElement("OpenRosaResponse")
    return text.getvalue().encode()


def hash_of(content: bytes) -> str:
    """As the formats want it; it tells versions apart and protects nothing."""
    return "md5:" + hashlib.md5(content, usedforsecurity=False).hexdigest()


def settings_code(*, server: str, username: str, password: str, project: str) -> str:
    """The text of the QR code that sets ODK Collect up: JSON, packed, in letters. Forms follow the office's by
    themselves, and finished ones are sent as soon as there is a network."""
    settings = {
        "general": {
            "protocol": "odk_default",
            "server_url": server,
            "username": username,
            "password": password,
            "form_update_mode": "match_exactly",
            "periodic_form_updates_check": "every_one_hour",
            "autosend": "wifi_and_cellular",
            "app_language": "vi",
        },
        "admin": {},
        "project": {"name": project, "icon": "C", "color": "#0f5c5c"},
    }
    packed = zlib.compress(json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode())
    return base64.b64encode(packed).decode()


def picture_of(code: str) -> str:
    """The QR code as a picture inside the page."""
    drawn = segno.make(code, error="l", micro=False)
    return mark_safe(drawn.svg_inline(scale=4, border=4, light="#ffffff", svgclass="qr", lineclass=None))  # noqa: S308


def _document(root: str, namespace: str, name: str, rows: Iterable[dict[str, str]]) -> bytes:
    text = StringIO()
    writer = SimplerXMLGenerator(text, "utf-8")
    writer.startDocument()
    writer.startElement(root, AttributesImpl({"xmlns": namespace}))
    for row in rows:
        writer.startElement(name, AttributesImpl({}))
        for key, value in row.items():
            writer.addQuickElement(key, value)
        writer.endElement(name)
    writer.endElement(root)
    return text.getvalue().encode()
