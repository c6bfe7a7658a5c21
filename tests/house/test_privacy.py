"""Every field of every model of ours says how much it tells about somebody."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from chungtay.foundation.core import privacy
from chungtay.foundation.core.privacy import Privacy
from chungtay.foundation.core.sealed import SealedTextField

OURS = [model for model in apps.get_models() if model.__module__.startswith("chungtay.")]

# Fields whose names say that they identify somebody; whoever adds one thinks twice about "official".
TELLING = ("identity", "passport", "bank", "account_number", "disability", "illness", "pregnan", "phone", "birth")


def test_there_are_models_to_look_at() -> None:
    assert len(OURS) >= 8


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_has_a_privacy_class_and_no_class_lacks_its_field(model: type[models.Model]) -> None:
    assert privacy.undeclared(model) == [], f"declare them in {model._meta.label}.PRIVACY (core.privacy.classes)"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_telling_fields_are_personal_or_sensitive(model: type[models.Model]) -> None:
    telling = [f.name for f in model._meta.fields if any(word in f.name for word in TELLING)]
    assert [name for name in telling if privacy.of(model, name) in (Privacy.PUBLIC, Privacy.OFFICIAL)] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_sealed_fields_are_sensitive_and_passwords_too(model: type[models.Model]) -> None:
    for field in model._meta.fields:
        if isinstance(field, SealedTextField) or field.name == "password":
            assert privacy.of(model, field.name) is Privacy.SENSITIVE
