"""The catalogue as the rows of a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from chungtay.foundation.core.templatetags.words import words as told
from chungtay.records.catalogue.forms.policies import APPROVALS, GIVES, GROUPS
from chungtay.records.catalogue.presenters.policies import Line, NamedLine, NormLine
from chungtay.records.catalogue.presenters.wording import NumberLine, amount_lines, condition
from chungtay.rulebook.named import ToVerify
from chungtay.rulebook.rights import Policy
from chungtay.workbooks.catalogue import Sheet


def policies(lines: Sequence[tuple[Line, Policy]], day: datetime.date, places: Sequence[str]) -> Sheet:
    """Every policy, shipped and own, with its condition and amounts in words and in đồng on the day."""
    labels = {policy.id: line.label for line, policy in lines}
    headings = [
        (_("Policy"), 44), (_("State"), 16), (_("Who"), 44), (_("Condition"), 54), (_("Gives"), 18),
        (_("Amounts"), 54), (_("How often"), 16), (_("Months at most"), 10),
        (_("Of this group only the highest is given"), 24), (_("May stand beside"), 34), (_("Documents"), 34),
        (_("Each case is approved by"), 20), (_("Issuer"), 16), (_("Where it holds"), 18), (_("Instrument"), 28),
        (_("Article"), 24), (_("How far it was checked"), 26), (_("Applies from"), 12), (_("Applies to"), 12),
        (_("Note"), 50),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for line, policy in lines:
        amounts = [_amount(each) for each in amount_lines(policy, day, places)]
        rows.append(
            [
                line.label, line.state, line.who, condition(policy), str(GIVES.get(policy.gives, policy.gives)),
                "\n".join(amounts), str(line.period), policy.months_at_most,
                str(GROUPS.get(policy.excludes, policy.excludes)) if policy.excludes else "",
                "\n".join(labels.get(name, name) for name in policy.beside),
                "\n".join(told(each) for each in policy.documents),
                str(APPROVALS.get(policy.approval, policy.approval)), str(line.issuer), line.place or _all(policy),
                policy.instrument, policy.article, str(line.mark_words), _day(line.valid_from), _day(line.valid_to),
                told(policy.note),
            ]
        )  # fmt: skip
    return Sheet(_("Policies"), headings, rows)


def _all(policy: Policy) -> str:
    return _("The whole city") if policy.territory else _("The whole country")


def _amount(line: Any) -> str:
    said = line.words + (f" ({line.when})" if line.when else "")
    return f"{said}: {_dong(line.amount)} đ" if line.amount is not None else f"{said}: {line.formula}"


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _day(day: datetime.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def named(lines: Sequence[NamedLine]) -> Sheet:
    headings = [
        (_("Policy"), 44), (_("Who"), 50), (_("Amounts"), 44), (_("How often"), 16), (_("Why not worked out"), 54),
        (_("Instrument"), 44), (_("How far it was checked"), 26), (_("Applies from"), 12), (_("Applies to"), 12),
    ]  # fmt: skip
    rows = [
        [
            line.label, line.who,
            "\n".join(f"{text}: " + (_("number not found") if sum_ is None else f"{_dong(sum_)} đ")
                      for text, sum_ in line.amounts),
            str(line.period) if line.amounts else "", line.why, line.source, str(line.mark), _day(line.valid_from),
            _day(line.valid_to),
        ]
        for line in lines
    ]  # fmt: skip
    return Sheet(_("Looked at case by case"), headings, rows)


def norms(lines: Sequence[NormLine]) -> Sheet:
    headings = [
        (_("Norm"), 54), (_("Who"), 54), (_("Amount"), 14), (_("Unit"), 12), (_("For"), 20), (_("At least"), 10),
        (_("Instrument"), 44), (_("How far it was checked"), 26),
    ]  # fmt: skip
    rows = [
        [line.label, line.who, _("number not found") if line.amount is None else line.amount, str(line.unit),
         str(line.each), _("at least") if line.least else "", line.source, str(line.mark)]
        for line in lines
    ]  # fmt: skip
    return Sheet(_("Norms"), headings, rows)


def numbers(lines: Sequence[NumberLine]) -> Sheet:
    headings = [
        (_("Number of law"), 34), (_("Amount"), 14), (_("Counts on the day"), 12), (_("Applies from"), 12),
        (_("Applies to"), 12), (_("Where it holds"), 18), (_("Instrument"), 54), (_("How far it was checked"), 26),
        (_("Note"), 60),
    ]  # fmt: skip
    rows = [
        [line.label, line.amount, _("yes") if line.counts else "", _day(line.valid_from), _day(line.valid_to),
         _("The whole city") if line.city else _("The whole country"), line.source, str(line.mark), line.note]
        for line in lines
    ]  # fmt: skip
    return Sheet(_("Numbers of law"), headings, rows)


def to_verify(entries: Sequence[ToVerify]) -> Sheet:
    headings = [(_("Policy"), 54), (_("Instrument"), 44), (_("Why"), 80)]
    rows = [[told(each.label), each.instrument, told(each.why)] for each in entries]
    return Sheet(_("To be verified"), headings, rows)
