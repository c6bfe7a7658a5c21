"""Conditions and formulas in the words of officers: nothing of the code is left, nothing is lost."""

from __future__ import annotations

import re

import pytest

from chungtay.rulebook import policy_book
from chungtay.rulebook.in_words import condition_words, formula_words
from chungtay.rulebook.language import names_in, parse_condition, parse_number

BOOK = policy_book.load()
WORDS = policy_book.words_of(BOOK.facts)
NAMES = policy_book.names_for("person", BOOK.facts, BOOK.parameters)


def said(text: str) -> str:
    return condition_words(parse_condition(text, NAMES, WORDS), BOOK.facts, BOOK.parameters).vi


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("household_class in (poor, near_poor)", "Diện hộ: hộ nghèo hoặc hộ cận nghèo"),
        ("age_months >= 720", "Tuổi: từ 60 tuổi trở lên"),
        ("age_months < 36", "Tuổi: dưới 3 tuổi"),
        ("age_months < 30", "Tuổi: dưới 30 tháng tuổi"),
        ("720 <= age_months", "Tuổi: từ 60 tuổi trở lên"),
        ("schooling != not_at_school", "Đang học: không phải không đi học"),
        ("persons > 4", "Số người trong hộ: trên 4 người"),
        ("not (insured == has_card)", "Không phải (thẻ bảo hiểm y tế: có thẻ còn hạn)"),
        (
            "pension == no_pension and (age_months >= 900 or household_class == poor)",
            "Lương hưu, trợ cấp bảo hiểm xã hội hằng tháng: không có; "
            "và (tuổi: từ 75 tuổi trở lên; hoặc diện hộ: hộ nghèo)",
        ),
        ("True", "Mọi người"),
    ],
)
def test_conditions(condition: str, words: str) -> None:
    assert said(condition) == words


def test_formulas() -> None:
    node, digits = parse_number("1.5 * assistance_standard", NAMES, WORDS)
    assert formula_words(node, 10**digits, BOOK.facts, BOOK.parameters).vi == ("15 × mức chuẩn trợ giúp xã hội / 10")
    node, _ = parse_number("500000 + 100000 * (persons - 1)", NAMES, WORDS)
    assert formula_words(node, 1, BOOK.facts, BOOK.parameters).vi == "500.000 + 100.000 × (số người trong hộ − 1)"


@pytest.mark.parametrize("policy", BOOK.policies, ids=lambda policy: policy.id)
def test_no_code_word_is_left_and_every_fact_is_named(policy: policy_book.Policy) -> None:
    text = condition_words(policy.who, BOOK.facts, BOOK.parameters)
    for language in (text.vi, text.en):
        assert not re.search(r"[a-z]+_[a-z]+|==|!=|>=|<=", language), language
    for name in names_in(policy.who):
        label = "tuổi" if name == "age_months" else BOOK.facts[name].label.vi.lower()
        assert label in text.vi.lower()
