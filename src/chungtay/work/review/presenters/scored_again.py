"""What differs between a stored result and today's, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from chungtay.foundation.core.templatetags.words import whole, words
from chungtay.rulebook import rule_sets
from chungtay.work.review.models import ScoringDifference
from chungtay.work.review.presenters.quality import class_word


def told(each: ScoringDifference) -> list[tuple[str, str, str]]:
    """(what, stored, now) of everything that differs; the class always first."""
    was, now = each.was, each.now
    if not was:
        return [(_("Class"), _("nothing stored"), class_word(now["class"]))]
    rows = [(_("Class"), class_word(was["class"]), class_word(now["class"]))]
    for name, label in (("b1", "B1"), ("b2", "B2"), ("income", _("Income"))):
        if was[name] != now[name]:
            rows.append((label, _figure(was[name]), _figure(now[name])))
    if was["deprived"] != now["deprived"]:
        rows.append((_("Lacking"), _lacking(each, was["deprived"]), _lacking(each, now["deprived"])))
    return rows


def _figure(value: Any) -> str:
    return "–" if value is None else whole(value)


def _lacking(each: ScoringDifference, ids: str) -> str:
    names = {entry.id: words(entry.short) for entry in rule_sets.load(each.run.rule_set).indicators}
    return ", ".join(names.get(one, one) for one in ids.split(",") if one) or "–"
