"""What is sealed, with which key; and whether the key ring beside the data is the one of this database."""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeAlias

from django.apps import apps
from django.db import models
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast

from chungtay.foundation.core import keyring
from chungtay.foundation.core.files.sealing import files_left
from chungtay.foundation.core.keyring import MARK, KeyRingError
from chungtay.foundation.core.models import KeyRingMark
from chungtay.foundation.core.sealed import SealedTextField

Sealed: TypeAlias = "SealedTextField[Any, Any]"


def sealed_models() -> list[tuple[type[models.Model], list[Sealed]]]:
    """Every model of the program that has sealed fields, with them."""
    found = []
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, SealedTextField)]
        if fields and not model._meta.proxy:
            found.append((model, fields))
    return found


def as_sealed(model: type[models.Model], fields: list[Sealed]) -> models.QuerySet[Any]:
    """Rows with `sealed_<field>`: the tokens as they lie in the database, unopened."""
    raw = {f"sealed_{field.name}": Cast(F(field.name), TextField()) for field in fields}
    rows: models.QuerySet[Any] = model._base_manager.annotate(**raw)
    return rows


def under_older_key(fields: list[Sealed], newest: str) -> Q:
    """Rows of `as_sealed` where some field carries another key's number than the newest."""
    older = Q(pk__in=[])
    for field in fields:
        name = f"sealed_{field.name}"
        older |= Q(**{f"{name}__gt": ""}) & ~Q(**{f"{name}__startswith": f"{MARK}{newest}:"})
    return older


def something_left(newest: str) -> bool:
    """Is there a value that an older key sealed: was a rotation stopped in the middle?"""
    return files_left(newest) or any(
        as_sealed(model, fields).filter(under_older_key(fields, newest)).exists() for model, fields in sealed_models()
    )


def sealed_under_keys() -> dict[str, Counter[str]]:
    """Key -> column -> how many values are sealed with it."""
    found: dict[str, Counter[str]] = {}
    for model, fields in sealed_models():
        for field in fields:
            column = f"{model._meta.label_lower}.{field.name}"
            tokens = as_sealed(model, [field]).order_by()
            start = models.functions.Substr(F(f"sealed_{field.name}"), len(MARK) + 1, 9)
            by_key = tokens.annotate(sealed_key=start).values_list("sealed_key")
            counted = by_key.annotate(sealed_rows=models.Count("*"))
            for key, count in counted:
                if key:
                    found.setdefault(key, Counter())[column] += count
    return found


def check_key_ring() -> None:
    """Raise KeyRingError when the ring beside the data is missing or not the one of this database."""
    mark = KeyRingMark.objects.filter(pk=1).first()
    if mark is None:
        return
    if not keyring.path().exists():
        raise KeyRingError(
            f"Thiếu tệp khóa {keyring.path()}. Dữ liệu này được mã hóa bằng bộ khóa {mark.ring}: hãy chép lại tệp đó "
            "từ nơi lưu giữ. Chương trình không tạo bộ khóa mới vì sẽ không mở được dữ liệu cũ.",
            f"The key ring {keyring.path()} is missing. This data was sealed with the ring {mark.ring}: put back the "
            "copy that you keep. No new ring is made, for it could not open what is there.",
        )
    ring = keyring.key_ring()
    if ring.proof() != mark.proof:
        raise KeyRingError(
            f"Tệp khóa {keyring.path()} là bộ {ring.name}, còn dữ liệu này cần bộ {mark.ring}. Hãy đặt đúng tệp khóa.",
            f"The key ring {keyring.path()} is {ring.name}, but this data needs {mark.ring}. Put the right one there.",
        )
