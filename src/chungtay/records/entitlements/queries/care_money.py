"""What a monthly allowance by decision is paid for: the person's own right (20/2021/NĐ-CP Điều 5), or the care of
somebody else (Điều 20). Of rights of one's own the highest alone is paid (Điều 6 khoản 2, which speaks of Điều 5); what
is paid for care stands beside any of them, and never in the place of one.

A decision is on record by its words. Whom the care is for is told by `paid_for`; the words of the decree (“kinh phí
chăm sóc, nuôi dưỡng”) tell it of those entered before that was asked.
"""

from __future__ import annotations

from chungtay.foundation.core.words import fold
from chungtay.rulebook.rights import Policy

# Policies of Điều 20: told by the person cared for, paid to whoever cares.
CARE = frozenset({"care-child", "care-disabled", "care-disabled-taken-in", "care-elderly"})
# How decisions name what may stand beside another right of one's own.
_NAMED = {
    "btxh-5a": ("cao tuoi",),
    "btxh-5c": ("cao tuoi", "80 tuoi"),
    "btxh-5d": ("cao tuoi",),
    "btxh-6": ("khuyet tat",),
    "social-pension-2026": ("huu tri xa hoi",),
}


def is_care(title: str, paid_for: int | None) -> bool:
    """Whether an allowance is support for the care of somebody (Điều 20). A single parent's (Điều 5 khoản 4) is the
    parent's own, though it is paid for each child."""
    told = fold(title)
    if "don than" in told:
        return False
    if "cham soc" in told and any(words in told for words in ("kinh phi", "ho tro")):
        return True  # the decree gives people of Điều 5 a "trợ cấp", whoever cares "hỗ trợ kinh phí"
    return paid_for is not None and any(words in told for words in ("cham soc", "nuoi duong"))


def takes_the_place(policy: Policy, title: str, paid_for: int | None) -> bool:
    """Whether whoever has this allowance by decision gets nothing by the policy of monthly rights for the same time."""
    if is_care(title, paid_for):
        return False
    if not policy.beside:
        return paid_for is None  # a single parent's, for a child, stands beside it
    told = fold(title)
    return not any(words in told for name in policy.beside for words in _NAMED.get(name, ()))
