"""The one-page summary of a classified file, as one HTML file that asks nobody for anything, and as PDF."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from chungtay.rulebook.model import RuleSet
from chungtay.workbooks.outcome import Outcome
from chungtay.workbooks.writing.findings import Finding, findings, headline, state
from chungtay.workbooks.writing.official import origin
from chungtay.workbooks.writing.pdf import write_pdf

_PAGE = Path(__file__).parent / "summary.html"
_NOTES_ON_PAPER = 6


def write_summary(path_html: Path, path_pdf: Path, outcome: Outcome, rule_set: RuleSet) -> None:
    """Title = the finding; one chart each for classes, B1 and indicators, with the table behind it."""
    charts = findings(outcome, rule_set)
    notes = _notes(outcome, rule_set)
    source = origin(outcome.meta.area, outcome.meta)
    page = Template(_PAGE.read_text("utf-8")).substitute(
        headline=escape(headline(outcome)),
        state=escape(state(outcome)),
        origin=escape(source),
        sections="\n".join(_section(chart) for chart in charts),
        notes="<h2>Ghi chú</h2>\n<ul>" + "".join(f"<li>{escape(note)}</li>" for note in notes) + "</ul>"
        if notes
        else "",
    )
    path_html.write_text(page, "utf-8")
    more = len(notes) - _NOTES_ON_PAPER
    data = {
        "headline": headline(outcome),
        "state": state(outcome),
        "origin": source,
        "findings": [
            {"title": chart.title, "svg": chart.svg, "headings": chart.headings, "rows": chart.rows} for chart in charts
        ],
        "notes": notes[:_NOTES_ON_PAPER] + ([f"… và {more} ghi chú nữa, xem bản HTML."] if more > 0 else []),
    }
    write_pdf(path_pdf, "summary", data, on=outcome.meta.on)


def _notes(outcome: Outcome, rule_set: RuleSet) -> list[str]:
    local = [f"Cách đọc của địa phương: {choice}." for choice in rule_set.local_choices()]
    return [*local, *(vi for vi, _ in outcome.notes)]


def _section(chart: Finding) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in chart.headings)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in chart.rows
    )
    return (
        f"<section><h2>{escape(chart.title)}</h2>\n{chart.svg}\n"
        "<details><summary>Số liệu</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details></section>"
    )
