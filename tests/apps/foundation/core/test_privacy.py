"""Asking for the privacy class of a field, through links too."""

from __future__ import annotations

import pytest
from django.apps.registry import Apps
from django.db import models

from chungtay.foundation.core import privacy
from chungtay.foundation.core.privacy import Privacy
from chungtay.foundation.core.sealed import SealedTextField

HERE = Apps()


class Person(models.Model):
    PRIVACY = privacy.classes(public="ward", personal="name")

    ward = models.CharField(max_length=5)
    name = models.CharField(max_length=50)
    number = SealedTextField()

    class Meta:
        app_label = "core"
        apps = HERE


class Gift(models.Model):
    PRIVACY = privacy.classes(public="amount kind", personal="person")

    amount = models.BigIntegerField()
    person = models.ForeignKey(Person, models.PROTECT)
    forgotten = models.CharField(max_length=5)

    class Meta:
        app_label = "core"
        apps = HERE


@pytest.mark.parametrize(
    ("model", "field", "found"),
    [
        (Person, "ward", Privacy.PUBLIC),
        (Person, "name", Privacy.PERSONAL),
        (Person, "number", Privacy.SENSITIVE),
        (Person, "id", Privacy.OFFICIAL),
        (Gift, "amount", Privacy.PUBLIC),
        (Gift, "person__number", Privacy.SENSITIVE),
        (Gift, "person__ward", Privacy.PERSONAL),  # that this person got it is personal, wherever the person lives
        (Gift(), "amount", Privacy.PUBLIC),
    ],
)
def test_the_class_of_a_field(model, field, found):
    assert privacy.of(model, field) is found


def test_an_undeclared_field_is_an_error_and_never_public():
    with pytest.raises(LookupError, match="forgotten"):
        privacy.of(Gift, "forgotten")
    with pytest.raises(LookupError, match="no field nothing"):
        privacy.of(Gift, "nothing")
    with pytest.raises(LookupError):
        privacy.of(Gift, "amount__more")


def test_what_is_missing_and_what_is_too_much_is_named():
    assert privacy.undeclared(Gift) == ["forgotten", "kind"]
    assert privacy.undeclared(Person) == []


def test_a_field_has_one_class():
    with pytest.raises(ValueError, match="name"):
        privacy.classes(public="name", personal="name")
