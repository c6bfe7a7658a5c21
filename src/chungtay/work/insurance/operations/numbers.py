"""The number of a card, as somebody types it in.

Its form (15 signs, or ten digits) is what cards look like, and no text of law in our notes gives it: an unusual number
is asked about once and never refused. So is a number that somebody else has on record.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chungtay.records.entitlements.queries.cards import held_by_another
from chungtay.workbooks.cards import looks_right, plain_number

MOST = 40


def check_number(text: str, person: int, *, looked_at: bool) -> tuple[str, str]:
    """The number as it is kept, and the note that stays with the card: "" when nothing speaks against the number.

    Raises ValidationError: code "look" when something does and nobody said to have looked again."""
    number = plain_number(text)
    if len(number) > MOST:
        raise ValidationError(_("The card number is longer than any card's: type the number alone."), code="card")
    found = []
    if number and not looks_right(number):
        found.append(_("The card number has neither 15 signs nor 10 digits."))
    if held_by_another(number, person):
        found.append(_("Another person has a card of this number on record."))
    if found and not looked_at:
        found.append(_("Look at the card again. If the number is right, tick that you looked, and go on."))
        raise ValidationError(" ".join(found), code="look")
    return number, " ".join([*found, _("Looked at again when it was entered.")]) if found else ""
