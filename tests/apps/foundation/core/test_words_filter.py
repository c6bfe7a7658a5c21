"""Texts of the law in the reader's language, as people write units."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from chungtay.foundation.core.templatetags.words import words
from chungtay.rulebook.result import Text

KEPT = {"vi": "Mục 6: 25 m2 → Từ 20 m2 đến dưới 30 m2.", "en": "Item 6: 25 m2 → 20 m2 to under 30 m2."}


@pytest.mark.parametrize("text", [KEPT, Text(**KEPT), (KEPT["vi"], KEPT["en"])])
def test_square_metres_of_a_kept_result_are_shown_as_such(text):
    with override("vi"):
        assert words(text) == "Mục 6: 25 m² → Từ 20 m² đến dưới 30 m²."
    with override("en"):
        assert words(text) == "Item 6: 25 m² → 20 m² to under 30 m²."
