"""How one field of a form stands on a page."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string


class Asked(forms.Form):
    name = forms.CharField(label="Tên")
    beside = forms.BooleanField(label="Hưởng cùng khoản khác", required=False, help_text="Một lời giải thích")
    kinds = forms.MultipleChoiceField(label="Loại", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)


def shown(name: str) -> str:
    return " ".join(render_to_string("core/field.html", {"field": Asked()[name]}).split())


def test_a_lone_tick_stands_before_its_words() -> None:
    text = shown("beside")
    assert '<label class="choice" for="id_beside"><input type="checkbox"' in text
    assert "<span>Hưởng cùng khoản khác</span></label>" in text
    assert text.count("Hưởng cùng khoản khác") == 1
    assert "Một lời giải thích" in text


def test_other_fields_stand_below_their_words() -> None:
    assert '<label for="id_name">Tên</label> <input type="text"' in shown("name")
    assert "choice" not in shown("name")
    assert '<label class="choice"' not in shown("kinds")
