"""Sealed texts: unreadable at rest, bound to their column, opened with every key of the ring and with no other."""

from __future__ import annotations

import base64
import datetime
import json
import os
import stat
import unicodedata

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps.registry import Apps
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from chungtay.foundation.core import keyring
from chungtay.foundation.core.sealed import KeyRingError, SealedTextField, SealError, fingerprint

NUMBER = "099123456789"


class Paper(models.Model):
    """A model of this test alone; it has no table."""

    number = SealedTextField(null=True)
    other = SealedTextField(blank=True)

    class Meta:
        app_label = "core"
        apps = Apps()


@pytest.fixture(autouse=True)
def ring(settings, tmp_path):
    settings.KEY_RING = tmp_path / "keys.json"
    keyring.make()
    return settings.KEY_RING


def sealed(text: str, field: str = "number") -> str:
    return Paper._meta.get_field(field).get_prep_value(text)


def opened(token: str, field: str = "number") -> str:
    return Paper._meta.get_field(field).from_db_value(token, None, None)


def test_what_is_written_does_not_show_what_it_says():
    token = sealed(NUMBER)
    assert NUMBER not in token
    assert base64.b64encode(NUMBER.encode()).decode() not in token
    assert opened(token) == NUMBER


def test_the_same_text_is_sealed_differently_each_time():
    assert sealed(NUMBER) != sealed(NUMBER)


def test_the_seal_is_aes_gcm_bound_to_column_and_key(ring):
    """Opened here with the library alone, by the documented format."""
    _mark, number, body = sealed(NUMBER).split(":")
    content = json.loads(ring.read_text())
    assert [row["id"] for row in content["keys"]] == [number]
    raw, secret = base64.b64decode(body), base64.b64decode(content["keys"][0]["secret"])
    assert (
        AESGCM(secret).decrypt(raw[:12], raw[12:], f"chungtay:core.paper.number:{number}".encode()) == b"099123456789"
    )


def test_a_token_moved_to_another_column_does_not_open():
    with pytest.raises(SealError, match=r"core\.paper\.other"):
        opened(sealed(NUMBER), "other")


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_changed_token_is_refused(place, change):
    mark, number, body = sealed(NUMBER).split(":")
    raw = bytearray(base64.b64decode(body))
    raw[place % len(raw)] ^= change
    with pytest.raises(SealError):
        opened(f"{mark}:{number}:{base64.b64encode(raw).decode()}")


@pytest.mark.parametrize("token", [NUMBER, "sealed:", "sealed:k00000000", "sealed:k00000000:AAAA", "sealed::AAAA"])
def test_what_is_not_sealed_or_has_no_key_is_an_error(token):
    sealed(NUMBER)
    with pytest.raises(SealError):
        opened(token)


def test_nothing_stays_nothing():
    assert sealed("") == ""
    assert sealed(None) is None
    assert opened("") == ""
    assert opened(None) is None


@given(st.text(st.characters(codec="utf-8"), max_size=50))
def test_every_text_comes_back_in_nfc(text):
    if text.startswith("sealed:"):
        return
    assert opened(sealed(text)) == unicodedata.normalize("NFC", text)


def test_the_newest_key_seals_and_old_ones_still_open(ring):
    before = sealed(NUMBER)
    keyring.add_key(made=datetime.date(2024, 9, 20))
    after = sealed(NUMBER)
    assert before.split(":")[1] != after.split(":")[1]
    assert opened(before) == opened(after) == NUMBER
    assert [row["made"] for row in json.loads(ring.read_text())["keys"]][-1] == "2024-09-20"


def test_the_ring_is_the_owners_alone(ring):
    sealed(NUMBER)
    assert stat.S_IMODE(os.stat(ring).st_mode) == 0o600
    assert [path.name for path in ring.parent.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"ring":"r","keys":[],"fingerprint":"AAAA"}', "\x00\x01"])
def test_a_damaged_ring_is_a_sentence_and_not_a_new_ring(ring, content):
    ring.write_text(content)
    with pytest.raises(KeyRingError, match="bị hỏng"):
        sealed(NUMBER)
    assert ring.read_text() == content


def test_a_missing_ring_is_a_sentence_and_not_a_new_ring(ring):
    token = sealed(NUMBER)
    ring.unlink()
    for use in (lambda: sealed(NUMBER), lambda: opened(token), lambda: fingerprint(NUMBER, "registry.identity")):
        with pytest.raises(KeyRingError, match="missing"):
            use()
    assert not ring.exists()


def test_making_a_ring_twice_keeps_the_first(ring):
    before = ring.read_text()
    keyring.make()
    assert ring.read_text() == before


def test_secrets_and_texts_do_not_show_themselves(ring):
    paper = Paper(number=NUMBER)
    sealed(NUMBER)
    secret = json.loads(ring.read_text())["keys"][0]["secret"]
    shown = f"{paper.number!r} {keyring.key_ring()!r} {keyring.key_ring().newest!r} {vars(paper)!r}"
    assert NUMBER not in shown
    assert secret not in shown
    assert f"{paper.number}" == NUMBER


def test_a_dump_shows_it_sealed():
    shown = Paper._meta.get_field("number").value_to_string(Paper(number=NUMBER))
    assert NUMBER not in shown
    assert opened(shown) == NUMBER


def test_a_typed_text_cannot_pose_as_sealed():
    with pytest.raises(ValidationError):
        sealed(sealed(NUMBER))


@pytest.mark.parametrize("look", [{"number": NUMBER}, {"number__in": [NUMBER]}, {"number__startswith": "0991"}])
def test_it_cannot_be_searched(look):
    with pytest.raises(FieldError, match="fingerprint"):
        Paper.objects.filter(**look)


def test_no_form_shows_it_by_itself():
    from django.forms import modelform_factory

    assert list(modelform_factory(Paper, fields="__all__")().fields) == []


def test_a_fingerprint_is_stable_over_keys_and_differs_by_purpose_and_ring(settings, tmp_path):
    first = fingerprint(NUMBER, "registry.identity")
    assert len(first) == 32
    assert set(first) <= set("0123456789abcdef")
    keyring.add_key(made=datetime.date(2024, 9, 20))
    assert fingerprint(NUMBER, "registry.identity") == first
    assert fingerprint(NUMBER, "registry.bank") != first
    settings.KEY_RING = tmp_path / "another.json"
    keyring.make()
    assert fingerprint(NUMBER, "registry.identity") != first


def test_an_empty_text_has_no_fingerprint():
    with pytest.raises(ValueError):
        fingerprint("", "registry.identity")
