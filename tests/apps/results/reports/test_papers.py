"""The code on a printed form leads back to its page and tells whether the figures are still those of the paper."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from pypdf import PdfReader

from chungtay.results.reports.queries.facts import read
from chungtay.results.reports.queries.tables import tables_of
from chungtay.workbooks.reports import paper
from chungtay.workbooks.reports.paper import grouped, with_seal
from chungtay.workbooks.reports.tables import seal_of
from tests import factories
from tests.apps.results.reports import world as w
from tests.apps.results.reports.test_forms import three_homes

pytestmark = pytest.mark.django_db


def test_the_seal_changes_with_the_figures_alone():
    made = three_homes()
    first = seal_of(tables_of(read(w.of(made.ward)), "group")["7.1"])
    assert first == seal_of(tables_of(read(w.of(made.ward)), "group")["7.1"])
    assert re.fullmatch(r"[0-9a-f]{16}", first)
    w.classed(made.homes["two"], "near_poor", w.D(2024, 12, 1))
    assert seal_of(tables_of(read(w.of(made.ward)), "group")["7.1"]) != first
    assert grouped("0123456789abcdef") == "0123 4567 89ab cdef"
    assert with_seal("/x/?a=1", "s") == "/x/?a=1&ma=s"
    assert with_seal("/x/", "s") == "/x/?ma=s"


def test_a_scanned_paper_is_held_against_the_records(client, tmp_path, monkeypatch):
    """The address in the code opens the form; after a correction the page says that the paper shows other figures."""
    made = three_homes()
    officer = factories.person("officer", "ward_officer", made.ward)
    client.force_login(officer)
    printed: list[str] = []
    drawn = paper._qr
    monkeypatch.setattr(paper, "_qr", lambda text: printed.append(text) or drawn(text))
    page = reverse("reports:form_file", args=[made.ward.code, 2024, "chinh-thuc", "7.1", "pdf"])
    answer = client.post(page)
    path = tmp_path / "bieu.pdf"
    path.write_bytes(b"".join(answer.streaming_content))
    assert "Mã số liệu" in "".join(page.extract_text() for page in PdfReader(path).pages)
    parts = urlsplit(printed[0])
    scanned = f"{parts.path}?{parts.query}"
    assert "Số liệu trên bản giấy khớp với hồ sơ hôm nay." in client.get(scanned).content.decode()
    w.classed(made.homes["two"], "near_poor", w.D(2024, 12, 1))
    assert "Hồ sơ hôm nay cho số liệu khác bản giấy" in client.get(scanned).content.decode()
