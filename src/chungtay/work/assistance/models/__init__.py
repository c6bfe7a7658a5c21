"""Cases of assistance: what a household asks for, who decides, what is paid out in which parts, who looked at it."""

from chungtay.work.assistance.models.cases import Case, CaseKind, CaseState
from chungtay.work.assistance.models.files import AllowanceFile, FileLine, FileState, LineOutcome
from chungtay.work.assistance.models.parts import Part, PartKind, PartSource, PartState
from chungtay.work.assistance.models.proofs import Outcome, Proof, Visit, VisitKind

__all__ = [
    "AllowanceFile", "Case", "CaseKind", "CaseState", "FileLine", "FileState", "LineOutcome", "Outcome", "Part",
    "PartKind", "PartSource", "PartState", "Proof", "Visit", "VisitKind",
]  # fmt: skip
