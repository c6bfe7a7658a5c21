"""COSE_Sign1 and base45, against the printed examples and against bytes put together by hand."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from chungtay.foundation.core import cose

KEY = cose.key_from(0x1F2E3D4C5B6A79881122334455667788990011223344556677889900AABBCCDD)
PUBLIC = cose.point(KEY)
KEYS = {cose.number_of(PUBLIC): PUBLIC}


@pytest.mark.parametrize(
    ("data", "text"),
    # RFC 9285, section 4.3: "AB", "Hello!!", "base-45", and "ietf!" of section 4.4
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_base45_is_that_of_the_rfc(data, text):
    assert cose.base45(data) == text
    assert cose.unbase45(text) == data


@pytest.mark.parametrize("text", ["GGW", ":::", "A", "ab8", "é00"])
def test_what_is_no_base45_is_refused(text):
    with pytest.raises(cose.Untrue):
        cose.unbase45(text)


def test_what_was_signed_comes_back_with_the_number_of_its_key():
    claims = {1: "00016", 2: "00016-2026-00001", -70001: "HN"}
    assert cose.verify(cose.sign(claims, KEY), KEYS) == (claims, cose.number_of(PUBLIC))


def test_every_changed_byte_is_found():
    message = cose.sign({1: "00016", 2: "00016-2026-00001"}, KEY)
    for place in range(len(message)):
        changed = bytearray(message)
        changed[place] ^= 1
        with pytest.raises(cose.Untrue):
            cose.verify(bytes(changed), KEYS)


def test_another_key_is_not_taken():
    message = cose.sign({1: "00016"}, cose.new_key())
    with pytest.raises(cose.Untrue):
        cose.verify(message, KEYS)


def by_hand(number: bytes, payload: bytes) -> bytes:
    """A COSE_Sign1 written byte by byte from RFC 9052, without any library of ours or of CBOR."""
    protected = bytes([0xA2, 0x01, 0x26, 0x04, 0x48]) + number  # {1: -7, 4: h'...8 bytes'}
    head = bytes([0x84, 0x6A]) + b"Signature1" + bytes([0x40 + len(protected)]) + protected + b"\x40"
    structure = head + bytes([0x40 + len(payload)]) + payload
    r, s = decode_dss_signature(KEY.sign(structure, ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    body = bytes([0xD2, 0x84, 0x40 + len(protected)]) + protected + b"\xa0" + bytes([0x40 + len(payload)]) + payload
    return body + b"\x58\x40" + signature


def test_a_message_put_together_by_hand_is_understood():
    number = hashlib.sha256(PUBLIC).digest()[:8]
    payload = bytes([0xA1, 0x01, 0x65]) + b"00016"  # {1: "00016"}
    claims, found = cose.verify(by_hand(number, payload), KEYS)
    assert (claims, found) == ({1: "00016"}, number.hex())
    ours = cose.sign({1: "00016"}, KEY)
    assert ours[:-64] == by_hand(number, payload)[:-64]  # all but the signature, which has a random part
