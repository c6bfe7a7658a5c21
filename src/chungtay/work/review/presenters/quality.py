"""Flags in sentences, the distribution beside a line as a drawing with its table, rates of disagreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chungtay.foundation.core.templatetags.words import whole, words
from chungtay.measurement.agreement import Rate
from chungtay.measurement.density import thousandths
from chungtay.rulebook import rule_sets
from chungtay.rulebook.questionnaire import Questionnaire
from chungtay.work.review.models import Flag, FlagKind, FlagState
from chungtay.work.review.presenters.entry import label_of
from chungtay.work.review.queries.quality import AtLine
from chungtay.work.review.queries.settling import question_at
from chungtay.workbooks.writing.charts import Bin, distribution


@dataclass(frozen=True, slots=True)
class Chip:
    id: str
    label: str
    count: int
    open: int


def chips(counts: Counter[tuple[str, str]]) -> list[Chip]:
    """One for each kind of flag, with how many there are and how many nobody has looked at."""
    found = []
    for kind in FlagKind:
        total = sum(counts[kind, state] for state in FlagState)
        found.append(Chip(str(kind), str(kind.label), total, counts[kind, FlagState.OPEN]))
    return found


def sentence(flag: Flag) -> str:
    """The figures that raised a flag, as one sentence."""
    told = {
        FlagKind.SPOT: _spot, FlagKind.SHORT: _short, FlagKind.FAR: _far, FlagKind.ALIKE: _alike,
        FlagKind.BUNCHED: _bunched, FlagKind.LAST_YEAR: _found, FlagKind.REGISTER: _found,
    }  # fmt: skip
    return told[FlagKind(flag.kind)](flag.detail)


def _spot(detail: dict[str, Any]) -> str:
    return _("%(differing)s of %(compared)s answers differ; class %(first)s, at the second visit %(second)s.") % {
        "differing": len(detail["differing"]),
        "compared": detail["compared"],
        "first": class_word(detail["class_first"]),
        "second": class_word(detail["class_second"]),
    }


def _short(detail: dict[str, Any]) -> str:
    return _("%(minutes)s for %(members)s members; in the middle of the ward it is %(median)s a member.") % {
        "minutes": time(detail["seconds"]),
        "members": detail["members"],
        "median": time(detail["median"]),
    }


def time(seconds: int) -> str:
    return _("%(minutes)s min %(seconds)s s") % {"minutes": seconds // 60, "seconds": seconds % 60}


def _far(detail: dict[str, Any]) -> str:
    return _("Filled in %(metres)s m from the household (the telephone may be wrong by %(accuracy)s m).") % {
        "metres": whole(detail["metres"]),
        "accuracy": whole(detail["accuracy"]),
    }


def _alike(detail: dict[str, Any]) -> str:
    return _(
        "%(twins)s of %(forms)s forms have another one nearly the same; of the others %(other_twins)s of %(others)s."
        " By chance: %(p)s."
    ) % {**detail, "p": chance(int(detail["p"]))}


def _bunched(detail: dict[str, Any]) -> str:
    return _("%(under)s households just under %(cut)s, %(above)s just above. By chance: %(p)s.") % {
        "under": detail["under"],
        "above": detail["above"],
        "cut": whole(detail["cut"]),
        "p": chance(int(detail["p"])),
    } + jump_words(detail.get("jump"))


def jump_words(jump: Sequence[int] | None) -> str:
    """The jump of the density at the line with its standard error; "" where the counts carry none."""
    if not jump:
        return ""
    theta, error = (f"{each / 1000:.2f}" for each in jump)
    if get_language() != "en":
        theta, error = theta.replace(".", ","), error.replace(".", ",")
    return " " + _("Density test: logarithms differ by %(theta)s, standard error %(error)s.") % {
        "theta": theta,
        "error": error,
    }


def chance(in_ten_thousand: int) -> str:
    """ "21" -> "0,21 %"; the smallest that is told is 0,01 %."""
    text = f"{in_ten_thousand // 100}.{in_ten_thousand % 100:02}"
    return f"≤ {text if get_language() == 'en' else text.replace('.', ',')} %"


def chance_of(share: Fraction) -> str:
    return chance(-(-share.numerator * 10_000 // share.denominator))


def _found(detail: dict[str, Any]) -> str:
    return " ".join(contradiction(*each) for each in detail["found"])


def contradiction(code: str, member: int, now: Any, before: Any) -> str:
    said = {
        "class": _("Poor last year, now %(now)s.") % {"now": class_word(str(now))},
        "members": _("%(now)s members, last year %(before)s.") % {"now": now, "before": before},
        "floor_area": _("Floor area %(now)s m², last year %(before)s m².") % {"now": now, "before": before},
        "sex": _("Member %(member)s: another sex.") % {"member": member},
        "birth": _("Member %(member)s: another date of birth.") % {"member": member},
        "head": _("Member %(member)s: head of household in one, not in the other.") % {"member": member},
        "elsewhere": _("Member %(member)s belongs to another household in the register.") % {"member": member},
        "not_on_form": _("%(count)s persons of the register are not on the form.") % {"count": before},
        "not_in_register": _("%(count)s persons on the form are not in the register.") % {"count": now},
        "benefit": _("Member %(member)s: a list has a monthly social benefit, the form has none.") % {"member": member},
        "schooling": _("Member %(member)s: a list has them in school, the form does not.") % {"member": member},
        "illness": _("Member %(member)s: a list has a serious illness, the form has none.") % {"member": member},
        "paper_of_other": _("Member %(member)s: the identity number is somebody else's in the register.")
        % {"member": member},
        "paper_differs": _("Member %(member)s: another identity number than in the register.") % {"member": member},
    }
    return said[code]


_CLASSES = {
    "poor": ("nghèo", "poor"), "near_poor": ("cận nghèo", "near-poor"), "not_poor": ("không nghèo", "not poor"),
    "average": ("mức sống trung bình", "of average living standard"), "": ("chưa xếp loại", "without a class"),
}  # fmt: skip


def class_word(class_id: str) -> str:
    return words(_CLASSES.get(class_id, (class_id, class_id)))


_AMOUNTS = 10_000  # lines of points lie far below, lines of income far above


@dataclass(frozen=True, slots=True)
class Plot:
    """A distribution beside its line, with the table behind it."""

    title: str
    drawing: SafeString
    rows: list[tuple[str, int]]
    words: str


def plot(line_label: str, cut: int, bands: Sequence[Sequence[int]], told: str) -> Plot:
    bins = [Bin(low, high, count) for low, high, count in bands]
    # points are short: narrow, so that they can be read on a telephone; amounts need the room
    width = 480 if cut < _AMOUNTS else 640
    drawn = distribution(line_label, bins, cut, _("Line %(value)s") % {"value": whole(cut)}, width=width)
    rows = [(f"{whole(band.low)} – {whole(band.high)}", band.count) for band in bins]
    return Plot(line_label, mark_safe(drawn), rows, told)  # noqa: S308 - our own drawing, labels escaped


def plots(found: Sequence[AtLine]) -> list[Plot]:
    return [
        plot(
            f"{each.ward.ward.name} · {words(each.label)} · {area_word(each.kind)}",
            each.found.cut,
            [(band.low, band.high, band.count) for band in each.found.bands],
            _("%(under)s just under, %(above)s just above. By chance: %(p)s.%(few)s")
            % {
                "under": each.found.under,
                "above": each.found.above,
                "p": chance_of(each.found.p),
                "few": "" if each.found.enough else " " + _("Fewer than 20 households: this shows nothing."),
            }
            + jump_words(thousandths(each.found.jump)),
        )
        for each in found
    ]


def plot_of(flag: Flag) -> Plot | None:
    if flag.kind != FlagKind.BUNCHED:
        return None
    standard = next(each for each in flag.campaign.standards.all() if each.main)
    line = rule_sets.load(standard.rule_set).lines[flag.detail["line"]]
    label = f"{words(line.label)} · {area_word(flag.detail['area'])}"
    return plot(label, flag.detail["cut"], flag.detail["bands"], sentence(flag))


def area_word(kind: str) -> str:
    return words({"vi": "thành thị" if kind == "urban" else "nông thôn", "en": kind})


def rate_rows(form: Questionnaire, found: Sequence[Rate]) -> list[tuple[str, Rate]]:
    """Questions by their labels, the worst first."""
    rows = []
    for rate in found:
        question = question_at(form, rate.name) or question_at(form, f"members.1.{rate.name}")
        rows.append((words(question.label) if question else rate.name, rate))
    return rows


def differing_labels(form: Questionnaire, flag: Flag) -> list[str]:
    return [label_of(form, path, []) for path in flag.detail.get("differing", [])]
