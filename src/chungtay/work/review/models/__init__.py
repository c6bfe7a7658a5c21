"""Tables of the review. Other apps use `queries` and `operations`, never these."""

from chungtay.work.review.models.files import (
    CellMistake,
    HouseholdResult,
    HouseholdResultQuerySet,
    PackedJSONField,
    ReviewFile,
    State,
)

__all__ = ["CellMistake", "HouseholdResult", "HouseholdResultQuerySet", "PackedJSONField", "ReviewFile", "State"]
