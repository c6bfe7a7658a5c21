"""What stands against a report being the official one: it holds what the year's review decided, between the two lists
that hold by decision, by a standard of that review. A preliminary report is free of all this."""

from __future__ import annotations

import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.foundation.places.models import Level, Unit
from chungtay.results.reports.queries.facts import PRELIMINARY, Wanted, wanted
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import CampaignState
from chungtay.work.review.queries.list_days import any_ward_decided, wards_without_decision, yearly_reviews

_NAMED = 5


def not_official(what: Wanted, today: datetime.date) -> list[str]:
    """Sentences; empty when the report may be final. A year whose lists another program made has no review here: its
    two lists and a standard of the year are asked, and that the second list holds."""
    if what.basis == PRELIMINARY:
        return []
    found = []
    if what.opening.day >= what.closing.day:
        found.append(_("The list at the start must be of an earlier day than the list at the end."))
    reviews = list(yearly_reviews(what.place, what.year).prefetch_related("standards"))
    undecided = [each.area.name for each in reviews if each.state == CampaignState.PREPARING]
    undecided += wards_without_decision(what.place, what.year)
    if what.place.level not in (Level.WARD, Level.GROUP) and any_ward_decided(what.place, what.year):
        undecided = []  # above, wards that decided late are named by the report itself and counted by the old list
    expected = wanted(what.place, what.year, max(today, datetime.date(what.year + 1, 12, 31)))
    if undecided:
        found.append(
            _("The review of %(year)s is not decided yet in: %(places)s. The report is official after the decision.")
            % {"year": what.year, "places": _names(undecided)}
        )
    elif not reviews and today < expected.closing.day:
        found.append(
            _("Nothing is decided for %(year)s yet; its second list is that of %(day)s.")
            % {"year": what.year, "day": f"{expected.closing.day:%d/%m/%Y}"}
        )
    if _days(what) != _days(expected):
        found.append(
            _("The official report of %(year)s is between the lists of %(from)s and %(to)s.")
            % {
                "year": what.year,
                "from": f"{expected.opening.day:%d/%m/%Y}",
                "to": f"{expected.closing.day:%d/%m/%Y}",
            }
        )
    if wrong := _standards_against(what, [{row.rule_set for row in each.standards.all()} for each in reviews]):
        found.append(wrong)
    return found


def _standards_against(what: Wanted, by_review: list[set[str]]) -> str:
    label = _label(what.rule_set)
    if not by_review:
        end, rules = datetime.date(what.year, 12, 31), rule_sets.load(what.rule_set)
        if rules.valid_from <= end and (rules.valid_to is None or end <= rules.valid_to):
            return ""
        return _("%(standard)s does not hold in %(year)s.") % {"standard": label, "year": what.year}
    if all(what.rule_set in standards for standards in by_review):
        return ""
    names = sorted({_label(name) for standards in by_review for name in standards})
    return _("%(standard)s is no standard of the review of %(year)s: %(standards)s.") % {
        "standard": label,
        "year": what.year,
        "standards": "; ".join(names),
    }


def _label(name: str) -> str:
    label = rule_sets.load(name).label
    return str(label.en if get_language() == "en" else label.vi)


def _days(what: Wanted) -> tuple[datetime.date, datetime.date, dict[Unit, tuple[datetime.date, datetime.date]]]:
    apart = {each.ward: (each.opening.day, each.closing.day) for each in what.apart}
    return what.opening.day, what.closing.day, apart


def _names(places: list[str]) -> str:
    more = len(places) - _NAMED
    return ", ".join(places[:_NAMED]) + (" " + _("and %(n)s more") % {"n": more} if more > 0 else "")
