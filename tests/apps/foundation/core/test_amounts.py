"""Amounts as people write them: grouped by threes or not at all; what could be read in two ways is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.core.forms import AmountField


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("500000", 500_000),
        ("500.000", 500_000),
        ("1.200.000", 1_200_000),
        ("1 200 000", 1_200_000),
        (" 1\u00a0200\u00a0000 ", 1_200_000),
        ("7", 7),
    ],
)
def test_an_amount_is_read(typed, amount):
    assert AmountField().clean(typed) == amount


@pytest.mark.parametrize(
    "typed", ["500.000,5", "500,000.00", "500,000", "1.5", "12.34", "1.2000", "1.200 000", "1 2", "năm trăm", "-5", "0"]
)
def test_what_could_be_another_amount_is_refused(typed):
    with pytest.raises(ValidationError):
        AmountField().clean(typed)
