"""Who may open what: closed by default, and the declaration is what is enforced."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from chungtay.foundation.core.audience import PUBLIC, SIGNED_IN, audience
from chungtay.foundation.core.middleware import ask_without_nul, refuse_undeclared_pages
from tests.factories import person


def answer(request):
    return HttpResponse("open")


def opened(view, rf, user) -> int:
    request = rf.get("/somewhere/")
    request.user = user
    return view(request).status_code


def test_a_page_without_declaration_opens_for_nobody(rf):
    with pytest.raises(PermissionDenied):
        refuse_undeclared_pages(answer).process_view(rf.get("/"), answer, (), {})


def test_a_declaration_needs_an_audience():
    with pytest.raises(TypeError):
        audience()


def test_public_pages_open_for_anybody(rf):
    assert opened(audience(PUBLIC)(answer), rf, AnonymousUser()) == 200


def test_signed_in_pages_send_strangers_to_the_sign_in(rf, units):
    view = audience(SIGNED_IN)(answer)
    assert opened(view, rf, AnonymousUser()) == 302
    assert opened(view, rf, person("an", None, None)) == 200


def test_role_pages_open_for_the_role_only(rf, units):
    view = audience("ward_leader")(answer)
    assert opened(view, rf, person("tin", "ward_leader", units["00016"])) == 200
    with pytest.raises(PermissionDenied):
        opened(view, rf, person("hoa", "ward_officer", units["00016"]))


@pytest.mark.parametrize("asked", ["tim=a%00b", "tim=%0%000", "tim=%0%0%0000"])
def test_no_question_brings_a_nul_along(rf, asked):
    """However it is written: one that comes together when another is taken out too."""
    seen = []
    ask_without_nul(lambda request: seen.append(request.GET["tim"]))(rf.get(f"/?{asked}"))
    assert "\x00" not in seen[0]
