"""When the machine fails, a page says what happened and what to do; nothing personal is in it."""

from __future__ import annotations

import errno
import importlib

import pytest
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.test import Client

PAGE = importlib.import_module("chungtay.foundation.core.views.jobs")


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 507, "Ổ đĩa đã đầy"),
        (OperationalError("database is locked"), 503, "Chờ một lát rồi gửi lại"),
        (RuntimeError("Nguyễn Văn Bí Mật"), 500, "Chương trình gặp lỗi"),
        (BadRequest("x"), 400, "Hãy quay lại"),
    ],
)
def test_a_fault_of_the_machine_has_its_page(officer, monkeypatch, error, status, said):
    def fail(*args):
        raise error

    monkeypatch.setattr(PAGE, "jobs_of", fail)
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    answer = client.get("/viec-nen/")
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "Bí Mật" not in answer.content.decode()
