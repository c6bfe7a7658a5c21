"""Texts at the border: NFC, nothing invisible, whichever way they come in."""

from __future__ import annotations

import unicodedata

import pytest
from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.forms import modelform_factory
from hypothesis import given
from hypothesis import strategies as st

from chungtay.foundation.core.text import LineField, LinesField, tidy

COMPOSED, APART = "Đặng Thị Hường", unicodedata.normalize("NFD", "Đặng Thị Hường")


class Note(models.Model):
    """A model of this test alone; it has no table."""

    title = LineField(max_length=40)
    words = LinesField(blank=True)

    class Meta:
        app_label = "core"
        apps = Apps()


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        (APART, COMPOSED),
        ("  Nguyễn Văn A ", "Nguyễn Văn A"),
        ("Nguyễn\u00a0Văn\u200bA", "Nguyễn VănA"),
        ("\ufeffPhường Ngọc Hà", "Phường Ngọc Hà"),
        ("Tổ 3\x0bNgõ 12", "Tổ 3 Ngõ 12"),
        ("", ""),
    ],
)
def test_a_line_gets_its_one_form(given_text, kept):
    assert tidy(given_text) == kept


def test_lines_stay_lines():
    assert tidy("một\r\nhai\rba\x0bbốn\n", lines=True) == "một\nhai\nba\nbốn"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\ue000"])
def test_invisible_signs_are_refused_with_their_number(sign):
    with pytest.raises(ValidationError, match=f"U\\+{ord(sign):04X}"):
        tidy(f"Nguyễn{sign}Văn")


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.booleans())
def test_tidied_once_is_tidied_for_good(text, lines):
    try:
        once = tidy(text, lines=lines)
    except ValidationError:
        return
    assert tidy(once, lines=lines) == once
    assert unicodedata.is_normalized("NFC", once)


def test_fields_tidy_what_is_written_and_what_is_looked_up():
    title = Note._meta.get_field("title")
    assert title.get_prep_value(APART) == COMPOSED
    assert title.get_lookup("exact")(models.expressions.Col("core_note", title), APART).rhs == COMPOSED
    assert Note._meta.get_field("words").get_prep_value("a\r\nb") == "a\nb"
    assert title.get_prep_value(None) is None


def test_a_line_longer_than_its_column_is_refused_before_any_database_sees_it():
    title = Note._meta.get_field("title")
    longest = "Ổ" * title.max_length
    assert title.get_db_prep_save(longest, connection) == longest
    with pytest.raises(ValidationError) as refused:
        title.get_db_prep_save(longest + "a", connection)
    assert str(title.max_length + 1) in refused.value.messages[0]


def test_forms_say_beside_the_field_what_is_wrong():
    form = modelform_factory(Note, fields="__all__")({"title": "A\x1bB", "words": APART})
    assert not form.is_valid()
    assert "U+001B" in str(form.errors["title"])
    assert form.cleaned_data["words"] == COMPOSED


def test_migrations_see_the_plain_fields():
    assert Note._meta.get_field("title").deconstruct()[1] == "django.db.models.CharField"
    assert Note._meta.get_field("words").deconstruct()[1] == "django.db.models.TextField"
