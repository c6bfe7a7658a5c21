"""Errors that a person reads. Each says what happened, where, and what to do, in Vietnamese and English."""

from __future__ import annotations


class ChungTayError(Exception):
    """Any error meant for a person; `exit_code` is what the command line returns."""

    exit_code = 2

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.vi = vi
        self.en = en

    def __str__(self) -> str:
        return f"{self.vi}\n{self.en}"


class RuleSetError(ChungTayError):
    """A rule file that cannot be trusted. Names the file and the line; nothing of the rule set is loaded."""

    def __init__(self, file: str, line: int, vi: str, en: str) -> None:
        super().__init__(f"{file}, dòng {line}: {vi}", f"{file}, line {line}: {en}")
        self.file = file
        self.line = line


class RuleSetIncomplete(ChungTayError):
    """The sources lack a table that this calculation needs; says which one and what an officer can do."""


class UnknownRuleSet(ChungTayError):
    """No rule set of that name."""


class AnswersError(ChungTayError):
    """The answers do not have the documented shape (not a mapping, unknown question, wrong type)."""
