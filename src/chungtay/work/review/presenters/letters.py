"""Why a household has its class, in sentences that a neighbour understands: from the result as it was stored."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.core.templatetags.words import day, whole, words
from chungtay.rulebook import rule_sets
from chungtay.rulebook.income_changes import ABOVE, DOWN_TO, FEWER, MORE, income_changes
from chungtay.work.review.models import Campaign, Case, Decision, DecisionState, Posting, SurveyResult
from chungtay.work.review.queries.campaigns import process_of
from chungtay.work.review.queries.holding import Span

MOST_CHANGES = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, its sentences, and rows of a small table (what, points)."""

    heading: str
    lines: list[str]
    rows: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Letter:
    """What one household is told."""

    case: Case
    to: str
    parts: list[Part]


def letter_of(
    case: Case,
    results: Mapping[str, SurveyResult],
    *,
    standards: list[str],
    decision: Decision | None,
    posting: Posting | None,
    today: datetime.date,
    before: Sequence[Span] = (),
) -> Letter:
    """The letter of a household whose class was checked. `standards`: rule sets, the main one first; `posting` the one
    that shows the household, `decision` the one that names it, `before` what holds until it does."""
    parts = [_outcome(case, results, standards[0], decision, before)]
    for number, name in enumerate(standards):
        result = results.get(name)
        if result is not None and result.class_id:
            parts.append(_why(result, beside=number > 0))
            if changes := _changes(result):
                parts.append(changes)
    parts.append(_objection(case.campaign, case.ward.ward.name, posting, today))
    to = _("To the household of %(name)s, %(address)s") % {
        "name": case.head_name,
        "address": ", ".join(part for part in (case.address, case.group.group.name) if part),
    }
    return Letter(case, to, parts)


def class_words(result: SurveyResult) -> str:
    label: str = words(rule_sets.load(result.rule_set).classes[result.class_id].label)
    return label[0].lower() + label[1:]


def _outcome(
    case: Case, results: Mapping[str, SurveyResult], main: str, decision: Decision | None, before: Sequence[Span]
) -> Part:
    said = {"name": case.head_name, "class": class_words(results[main]) if results[main].class_id else ""}
    if decision is not None and decision.state == DecisionState.SIGNED:
        row = next((row for row in decision.annex["rows"] if row["case"] == case.pk), None)
        taken = row["found"].get(main, {}).get("taken_back") if row else None
        told = {"number": decision.number, "day": day(decision.signed_on), "from": day(decision.effective_on)}
        if taken:
            sentence = _("Decision %(number)s of %(day)s took the recognition back from %(from)s on, because: %(why)s")
            lines = [sentence % {**told, "why": taken["why"]}]
        else:
            sentence = _("Your household is: %(class)s. Decision %(number)s of %(day)s; it holds from %(from)s.")
            lines = [sentence % {**told, **said}]
        lines += [_until(span, main) for span in before]
    else:
        lines = [_("The review found: %(class)s. It is not decided yet.") % said]
    return Part(_("The result"), lines, [])


def _until(span: Span, main: str) -> str:
    """What counts while the later decision does not hold yet."""
    label: str = words(rule_sets.load(main).classes[span.class_id].label)
    sentence = _("From %(from)s to %(last)s your household counts as: %(class)s, by decision %(number)s.")
    days = {"from": day(span.begins), "last": day(span.last)}
    return sentence % {**days, "class": label[0].lower() + label[1:], "number": span.number}


def _why(result: SurveyResult, *, beside: bool) -> Part:
    why: Any = result.explanation
    label = words(rule_sets.load(result.rule_set).label)
    heading = _("Why, under %(standard)s") % {"standard": label}
    lines = [_("Beside it, under this standard: %(class)s.") % {"class": class_words(result)}] if beside else []
    lines += list(_income_lines(result, why) if result.method == "income" else _point_lines(why))
    lines += [_mark_in_words(words(note)) for note in why.get("notes", [])]
    if basis := sources_of(why):
        lines.append(_("This rests on: %(law)s.") % {"law": basis})
    rows = [
        (words(item["reason"]), str(item["points"]["low"]))
        for item in why.get("items", [])
        if item["points"]["low"] != 0
    ]
    return Part(heading, lines, rows)


def _mark_in_words(note: str) -> str:
    """The rule book's mark for what only others tell, as a household understands it."""
    plain = note.replace("mức tin cậy S", "theo nguồn khác, chưa thấy nguyên văn")
    return plain.replace("confidence S", "told by others, wording not seen")


def _income_lines(result: SurveyResult, why: Mapping[str, Any]) -> Iterator[str]:
    income = why["scores"]["income"]["low"]
    yield _("Income of one person in one month, as your household stated it: %(income)s đồng.") % {
        "income": whole(income)
    }
    for name, line in income_lines(result.rule_set, why):
        told = {"line": name, "amount": whole(line), "away": whole(abs(line - income))}
        if income <= line:
            yield _("%(line)s is %(amount)s đồng. Your income is not above it (%(away)s đồng below).") % told
        else:
            yield _("%(line)s is %(amount)s đồng. Your income is %(away)s đồng above it.") % told
    lacking = [words(each["label"]) for each in why.get("declared", []) if each["deprived"]]
    yield _lacks(lacking, why["scores"]["deprivations"]["low"])
    if needed := why["lines"].get("min_deprivations"):
        yield _("The standard asks whether at least %(needed)s are lacking.") % {"needed": needed}


def income_lines(rule_set: str, why: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The amounts that a stored result was held against, with their names; lowest first."""
    names = {line.id: line.label for line in rule_sets.load(rule_set).lines.values()}
    return [(words(names[name]), value) for name, value in income_lines_by_id(why) if name in names]


def income_lines_by_id(why: Mapping[str, Any]) -> list[tuple[str, int]]:
    found = [
        (name, value) for name, value in why["lines"].items() if name.endswith("line") and not name.startswith("b")
    ]
    return sorted(found, key=lambda row: row[1])


def _point_lines(why: Mapping[str, Any]) -> Iterator[str]:
    lines = why["lines"]
    for score, sentence in (
        ("b1", _("Points for assets and income (form B1): %(points)s. Line: %(line)s.")),
        ("b2", _("Points for what is lacking (form B2): %(points)s. Line: %(line)s.")),
    ):
        points = why["scores"][score]["low"]
        for name, line in sorted(lines.items(), key=lambda row: row[1]):
            if not name.startswith(f"{score}_"):
                continue
            text = sentence % {"points": points, "line": line}
            away = {"away": abs(points - line)}
            if points > line:
                yield f"{text} " + _("That is %(away)s points above the line.") % away
            elif points == line:
                yield f"{text} " + _("That is exactly the line.")
            else:
                yield f"{text} " + _("That is %(away)s points below the line.") % away
    lacking = [each for each in why.get("indicators", []) if each["deprived"]]
    yield _lacks([words(each["label"]) for each in lacking], len(lacking))


def _lacks(names: list[str], count: int) -> str:
    if not count:
        return _("Your household lacks none of the basic services that the standard counts.")
    named = "; ".join(names)
    return _("Your household lacks %(count)s of the basic services that the standard counts: %(names)s.") % {
        "count": count,
        "names": named,
    }


def sources_of(why: Mapping[str, Any]) -> str:
    """Instruments and forms that the stored result names, each once."""
    form = _("form")
    found = {
        f"{each['source']['instrument']}" + (f", {form} {each['source']['form']}" if each["source"]["form"] else "")
        for each in [*why.get("items", []), *why.get("indicators", [])]
        if each.get("source")
    }
    if not found:
        found = {_article(words(why.get("summary", {})))}
    return "; ".join(sorted(each for each in found if each))


def _article(summary: str) -> str:
    """What stands in the last brackets of a stored summary: "… (QĐ 12/2016/QĐ-UBND Hà Nội (S))."."""
    text = summary.rstrip(". ")
    depth, start = 0, -1
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == ")") - (text[place] == "(")
        if text[place] == "(" and depth == 0:
            start = place + 1
            break
    return text[start:-1] if start > 0 and text.endswith(")") else ""


def _changes(result: SurveyResult) -> Part | None:
    """What would change the class: as stored by the rule book; by income, the amounts that lie nearest."""
    why: Any = result.explanation
    heading = _("What would change it")
    sentences = _point_changes(why) if result.method != "income" else _income_changes(result, why)
    return Part(heading, sentences, []) if sentences else None


def _point_changes(why: Mapping[str, Any]) -> list[str]:
    """What is lacking first: a household can act on it; then one answer of each item before further ones of the same.
    Shortened, it says how many more there are and where they stand."""
    lacking = {each["id"] for each in why.get("indicators", [])}
    seen: Counter[str] = Counter()
    ranked = []
    for change in why.get("changes", []):
        seen[change["item"]] += 1
        ranked.append(((0 if change["item"] in lacking else seen[change["item"]]), change))
    ranked.sort(key=lambda row: row[0])  # stable: within a rank as the form has them
    sentences = [words(change["sentence"]) for _rank, change in ranked]
    more = len(sentences) - MOST_CHANGES
    if more <= 0:
        return sentences
    told = ngettext(
        "%(count)s more single change would do it too: ask the ward's office, or try it at “Check my own household”.",
        "%(count)s more single changes would do it too: ask the ward's office, or try at “Check my own household”.",
        more,
    )
    return [*sentences[:MOST_CHANGES], told % {"count": more}]


def _income_changes(result: SurveyResult, why: Mapping[str, Any]) -> list[str]:
    """Only what makes another class, tried by the rules with the lines as stored."""
    scores = why["scores"]
    count = scores["deprivations"]["low"]
    rules = rule_sets.load(result.rule_set)
    amounts = dict(income_lines_by_id(why))
    needed = {name: value for name, value in why["lines"].items() if name == "min_deprivations"}
    said = {
        ABOVE: _("If the income of one person in one month rises above %(amount)s đồng (%(line)s)."),
        DOWN_TO: _("If the income of one person in one month falls to %(amount)s đồng or less (%(line)s)."),
        FEWER: _("If fewer than %(needed)s basic services are lacking (%(count)s now)."),
        MORE: _("If %(needed)s or more basic services are lacking (%(count)s now)."),
    }
    found = [
        said[each.kind]
        % {
            "amount": whole(each.amount),
            "line": words(rules.lines[each.line].label) if each.line else "",
            "needed": each.amount,
            "count": count,
        }
        for each in income_changes(
            rules, amounts | needed, income=scores["income"]["low"], deprivations=count, class_id=result.class_id
        )
    ]
    if found:
        found.append(_("Each of these is a reason to look again; the class then follows from both together."))
    return found


def _objection(campaign: Campaign, ward: str, posting: Posting | None, today: datetime.date) -> Part:
    heading = _("If you do not agree")
    rule = process_of(campaign).in_year
    lines = []
    if posting is not None and posting.state == "posted" and today <= posting.last_day:
        lines.append(
            _(
                "Tell the office of %(ward)s by %(day)s: come, call, or write. You get a receipt, and others than the "
                "first time look at it again."
            )
            % {"ward": ward, "day": day(posting.last_day)}
        )
    else:
        lines.append(_("The time of the posted list is over."))
    when = _(
        "Later, and whenever your life changes: from day %(from)s of each month you may ask the office of %(ward)s for "
        "a review within the year."
    )
    lines.append(when % {"from": rule.from_day, "ward": ward})
    if rule.unit == "days":
        lines.append(
            _("The answer comes within %(days)s days (%(law)s).") % {"days": rule.decide_within, "law": rule.article}
        )
    else:
        lines.append(
            _("The answer comes within %(days)s working days (%(law)s).")
            % {"days": rule.decide_within, "law": rule.article}
        )
    lines.append(_("Asking costs nothing and brings no disadvantage."))
    return Part(heading, lines, [])
