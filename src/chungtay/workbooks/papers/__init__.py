"""The papers that follow a classification: results with reasons, official lists and report, bad cells marked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from chungtay.rulebook.model import RuleSet
from chungtay.workbooks.outcome import Outcome
from chungtay.workbooks.papers.lists import write_escaped_list, write_poor_list
from chungtay.workbooks.papers.marked import write_marked
from chungtay.workbooks.papers.report_71 import write_report
from chungtay.workbooks.papers.results import write_results
from chungtay.workbooks.writing.official import write_escaped_list_pdf, write_poor_list_pdf, write_report_pdf
from chungtay.workbooks.writing.summary import write_summary

__all__ = ["write_all"]


def write_all(
    outcome: Outcome,
    rule_set: RuleSet,
    source: Path,
    out_dir: Path,
    *,
    members: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, str]:
    """Write every paper into `out_dir`; returns what -> path. The marked workbook only when something is wrong."""
    out_dir.mkdir(parents=True, exist_ok=True)
    steps: list[tuple[str, str, Callable[[Path], None]]] = [
        ("results", "ket-qua.xlsx", lambda path: write_results(path, outcome, rule_set)),
        ("summary", "tong-hop.html", lambda path: write_summary(path, path.with_suffix(".pdf"), outcome, rule_set)),
    ]
    # the printed forms belong to the period whose circular prints them
    forms: list[tuple[str, str, Callable[[Path], None]]] = [
        ("list_6_1", "mau-6.1.xlsx", lambda path: write_poor_list(path, outcome)),
        ("list_6_2", "mau-6.2.xlsx", lambda path: write_escaped_list(path, outcome)),
        ("report_7_1", "mau-7.1.xlsx", lambda path: write_report(path, outcome)),
        ("list_6_1_pdf", "mau-6.1.pdf", lambda path: write_poor_list_pdf(path, outcome)),
        ("list_6_2_pdf", "mau-6.2.pdf", lambda path: write_escaped_list_pdf(path, outcome)),
        ("report_7_1_pdf", "mau-7.1.pdf", lambda path: write_report_pdf(path, outcome, rule_set)),
    ]
    if rule_set.reports:
        steps += forms
    if outcome.problems():
        steps.append(
            (
                "marked",
                "tep-goc-danh-dau-loi.xlsx",
                lambda path: write_marked(source, path, outcome.problems(), members=members),
            )
        )
    written: dict[str, str] = {}
    for place, (name, file_name, write) in enumerate(steps, 1):
        write(out_dir / file_name)
        written[name] = str(out_dir / file_name)
        if progress is not None:
            progress(place, len(steps))
    written["summary_pdf"] = str(out_dir / "tong-hop.pdf")
    return written
