"""The parts of a campaign: its steps in their order, and the tools beside them. A new part adds one line to TOOLS."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.permissions import ROLES, Permission
from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.work.review.models import Campaign
from chungtay.work.review.queries.campaigns import takes

# Name of the route (place, year, campaign), what the tab says, start of the names of the routes that belong to it.
_Line = tuple[str, str | Promise, str]
# What every household goes through, in this order.
STEPS: list[_Line] = [
    ("campaign:campaign", _("Progress"), "campaign:"),
    ("campaign:cases", _("Households and forms"), "campaign:"),
    ("meetings:meetings", _("Residents' meetings"), "meetings:"),
    ("postings:postings", _("Public posting"), "postings:"),
    ("complaints:complaints", _("Complaints"), "complaints:"),
    ("decisions:decisions", _("Decision"), "decisions:"),
    ("certificates:certificates", _("Certificates"), "certificates:"),
]
# What helps with it, when needed.
TOOLS: list[_Line] = [
    ("letters:letters", _("Letters to households"), "letters:"),
    ("papers:papers", _("Paper forms"), "papers:"),
    ("entry:pile", _("Typing paper forms"), "entry:"),
    ("filedoor:files", _("Forms from files"), "filedoor:"),
    ("phone:phones", _("Telephones"), "phone:"),
    ("openrosa:collect", "ODK Collect", "openrosa:"),
    ("quality:flags", _("Quality"), "quality:"),
]


# Flags are about people who fill forms in; those who only do that look at none.
LOOK = (Permission.REVIEW_CONFIRM, Permission.REVIEW_OPEN, Permission.AUDIT_READ)
# One of these opens the part, where not everybody may who reads the review. What is closed is not offered.
_NEEDS: dict[str, tuple[Permission, ...]] = {
    "entry:pile": (Permission.REVIEW_SURVEY, Permission.REVIEW_RECHECK),
    "filedoor:files": (Permission.REVIEW_SURVEY,),
    "quality:flags": LOOK,
}


# Pages of the campaign's own addresses that are about its households.
_OF_CASES = {"campaign:cases", "campaign:case", "campaign:add", "campaign:team"}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    address: str
    current: bool


def _belongs(name: str, route: str, belongs: str) -> bool:
    if belongs == "campaign:":
        return name in _OF_CASES if route == "campaign:cases" else name == route
    return name.startswith(belongs)


@dataclass(frozen=True, slots=True)
class Parts:
    """`here` is the part that the page belongs to; `tool` says whether it is one of the tools."""

    steps: list[Tab]
    tools: list[Tab]

    @property
    def here(self) -> Tab | None:
        return next((tab for tab in [*self.steps, *self.tools] if tab.current), None)

    @property
    def tool(self) -> Tab | None:
        return next((tab for tab in self.tools if tab.current), None)


def tabs_of(request: PageRequest, campaign: Campaign) -> Parts:
    """Parts of the campaign at the place and year of the page."""
    match = request.resolver_match
    name = match.view_name if match else ""
    year = match.kwargs["year"] if match else campaign.year

    held = {held for row in request.user.assignments_on(timezone.localdate()) for held in ROLES[row.role].may}

    def drawn(lines: list[_Line]) -> list[Tab]:
        return [
            Tab(label, reverse(route, args=[request.place.code, year, campaign.pk]), _belongs(name, route, belongs))
            for route, label, belongs in lines
            if (route != "meetings:meetings" or takes(campaign, "meeting"))
            and held.intersection(_NEEDS.get(route, held))
        ]

    return Parts(drawn(STEPS), drawn(TOOLS))
