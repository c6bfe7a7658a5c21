"""Which cells of a file the register takes, how long their texts may be, and where a fault of a person is told."""

from __future__ import annotations

from chungtay.workbooks.registry.entries import CIRCUMSTANCES

FLAGS = ("ethnic_minority", "no_labour", "merit")
# what the register takes of a file; a wrong cell elsewhere (an answer of the survey) is not the register's concern
TAKEN = {
    "household_code", "official_code", "head_name", "name", "birth_date", "id_number", "ethnicity", "address", "group",
    "ward_name", "ward_code", "district", "district_code", "province", "province_code", "phone", "class", "b1", "b2",
    "reason", "decision_number", "decision_date", "signed_by", "note", "relationship", "relation_words", "sex",
    "old_card", "certificate_of_birth", "id_issued_on", "id_issued_by", "bank", "bank_account", "bank_holder", "since",
    "latitude", "longitude", "attending", "school_level", "education", "training", "employment", "social_benefit",
    "pension", "serious_illness", "index", "parent_index", *FLAGS, *(f"is_{kind}" for kind in CIRCUMSTANCES),
}  # fmt: skip
COLUMN_OF_CODE = {
    "name": "name", "sex": "sex", "relation": "relationship", "too_old": "birth_date", "future": "birth_date",
    "phone": "phone", "paper": "id_number", "no_head": "relationship", "two_heads": "relationship",
    "": "birth_date",
}  # fmt: skip
LONGEST = {
    "official_code": 60, "address": 200, "ethnicity": 40, "relation_words": 40, "decision_number": 60, "signed_by": 100,
    "id_issued_by": 100, "bank": 60, "bank_holder": 100, "household_code": 60,
}  # fmt: skip
