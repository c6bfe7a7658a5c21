"""Fictional people for the conformance cases; each answers exactly what the form asks somebody of that age."""

from __future__ import annotations

from typing import Any

Person = dict[str, Any]

ON = "2026-09-15"

# 66 years, retired, insured, online: nothing but one person in the house
RETIRED: Person = {
    "birth_date": "02/01/1960",
    "training": 1,
    "health_insurance": 1,
    "internet": 1,
    "employment": 6,
    "serious_illness": 2,
}
ELDER = RETIRED | {"social_benefit": 1}
# 46 years, keeps the house: of working age
HOMEMAKER = RETIRED | {"birth_date": "02/01/1980"}
# 46 years, works the family's land
FARMER = HOMEMAKER | {"employment": 1, "job_type": 4, "contract": 3, "nonfarm": 2}
CIVIL_SERVANT = HOMEMAKER | {"employment": 1, "job_type": 1, "contract": 1}
EMPLOYEE = FARMER | {"job_type": 2, "contract": 1, "nonfarm": 1}
TRADER = FARMER | {"job_type": 4, "contract": 3, "nonfarm": 1}
HIRED = FARMER | {"job_type": 3, "contract": 2, "nonfarm": 1}


def born(months: int, days_late: int = 0) -> str:
    """The birthday of somebody who has completed that many months on the review date (or will in some days)."""
    year, month = divmod(2026 * 12 + 8 - months, 12)
    return f"{15 + days_late:02}/{month + 1:02}/{year}"


def young(months: int, **answers: Any) -> Person:
    """Somebody under 30 who is tall, insured, at school at the level of the age, and online."""
    person: Person = {"birth_date": born(months), "internet": 1}
    if months < 192:
        person |= {"sex": 1, "height_cm": 190}
    if months < 120:
        person |= {"weight_kg": 60}
    if months >= 36:
        person |= {"attending": 1}
    if 36 <= months < 192:
        person |= {"school_level": 1 if months < 72 else 2 if months < 144 else 3}
    if months >= 72:
        person |= {"health_insurance": 1}
    if months >= 180:
        person |= {"training": 1, "employment": 4, "serious_illness": 2}
    return person | answers


def grown(months: int, **answers: Any) -> Person:
    """Somebody from 16 who has left school with the upper secondary certificate and keeps the house."""
    leaving = {"attending": 2, "education": 4} if months < 360 else {}
    return RETIRED | {"birth_date": born(months)} | leaving | answers
