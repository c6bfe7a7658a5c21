"""Vietnamese order: letters of the dictionary first, then tones; lists of people by given name."""

import random

from chungtay.foundation.core.words import given_name_key, order_key

SHUFFLED = random.Random(2019)


def test_words_in_the_order_of_the_dictionary():
    ordered = ["an", "anh", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "da", "đa", "em", "ê", "oi", "ôi", "ơi"]
    assert sorted(SHUFFLED.sample(ordered, len(ordered)), key=order_key) == ordered


def test_a_longer_word_follows_the_shorter_whatever_its_tone():
    assert order_key("bạ") < order_key("ban")


def test_people_by_given_name_then_surname():
    ordered = ["Ngô Mai An", "Lê Thành Bách", "Trần Thành Bách", "Đỗ Văn Đình", "Nguyễn Văn Đình", "Bùi Thị Yến"]
    assert sorted(SHUFFLED.sample(ordered, len(ordered)), key=given_name_key) == ordered


def test_decomposed_letters_sort_like_composed_ones():
    assert order_key("Đi\u0300nh") == order_key("Đình")


def test_no_name_sorts_first():
    assert given_name_key("") < given_name_key("An")
