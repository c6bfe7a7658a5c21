"""What everybody may see: what the program is, and a check of one's own household."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from chungtay.foundation.core.audience import PUBLIC, audience
from chungtay.rulebook import rule_sets
from chungtay.rulebook.program import program

SELF_CHECK_RULES = "vn-2022"  # the one period whose points the sources give in full


@audience(PUBLIC)
def front(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home:start")
    return render(request, "portal/front.html")


@audience(PUBLIC)
def self_check(request: HttpRequest) -> HttpResponse:
    """The form and its evaluator run in the browser; nothing that is typed there is sent anywhere."""
    return render(request, "portal/self_check.html", {"rule_set": SELF_CHECK_RULES})


@audience(PUBLIC)
def rules_program(request: HttpRequest, rule_set: str) -> HttpResponse:
    """The law as the browser runs it: every question, row, point and sentence of one rule set."""
    if rule_set not in rule_sets.names():
        raise Http404
    data = program(rule_sets.load(rule_set))
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "public, max-age=3600"
    return response
