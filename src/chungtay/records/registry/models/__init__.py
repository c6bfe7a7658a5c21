"""Tables of the register. Other apps use `queries` and `operations`, never these."""

from chungtay.records.registry.models.base import DatedRecord, Record
from chungtay.records.registry.models.circumstance import ASKED, ASKED_OF_HOME, Circumstance, CircumstanceKind
from chungtay.records.registry.models.duplicate import DuplicatePair, FoundBy, Verdict
from chungtay.records.registry.models.history import Change, Operation, Source
from chungtay.records.registry.models.household import (
    CodeSeries,
    Ending,
    EventKind,
    HardshipEvent,
    Household,
    Residence,
)
from chungtay.records.registry.models.intake import ImportFile, ImportState, Outcome, StagedHousehold
from chungtay.records.registry.models.person import (
    BankAccount,
    IdentityPaper,
    Leaving,
    Membership,
    PaperKind,
    Person,
    Precision,
    Relation,
    Sex,
)
from chungtay.records.registry.models.request import ChangeRequest, RequestState
from chungtay.records.registry.models.search import HouseholdEntry, PersonEntry
from chungtay.records.registry.models.sent import SentForm
from chungtay.records.registry.models.status import Evidence, HouseholdStatus, StatusClass, StatusSource
from chungtay.records.registry.models.tally import ListTally
from chungtay.records.registry.models.years import HouseholdStretch, PastTally

# Every kind of record with a history, by the name that history rows use.
RECORDS: dict[str, type[Record]] = {
    model.RECORD_TYPE: model
    for model in (
        Household, Residence, Person, Membership, IdentityPaper, BankAccount, Circumstance, HouseholdStatus,
        HardshipEvent, Evidence,
    )
}  # fmt: skip

__all__ = [
    "ASKED",
    "ASKED_OF_HOME",
    "RECORDS",
    "BankAccount",
    "Change",
    "ChangeRequest",
    "Circumstance",
    "CircumstanceKind",
    "CodeSeries",
    "DatedRecord",
    "DuplicatePair",
    "Ending",
    "EventKind",
    "Evidence",
    "FoundBy",
    "HardshipEvent",
    "Household",
    "HouseholdEntry",
    "HouseholdStatus",
    "HouseholdStretch",
    "IdentityPaper",
    "ImportFile",
    "ImportState",
    "Leaving",
    "ListTally",
    "Membership",
    "Operation",
    "Outcome",
    "PaperKind",
    "PastTally",
    "Person",
    "PersonEntry",
    "Precision",
    "Record",
    "Relation",
    "RequestState",
    "Residence",
    "SentForm",
    "Sex",
    "Source",
    "StagedHousehold",
    "StatusClass",
    "StatusSource",
    "Verdict",
]
