"""Short texts that a machine checks without a network: COSE_Sign1 with ES256 (RFC 9052, RFC 9053) around claims of a
CWT (RFC 8392), written in base45 (RFC 9285) so that a QR code stays small.

    key = new_key()
    text = "CT1:" + base45(sign({1: "00016", 2: "00016-2026-00001"}, key))
    claims, number = verify(unbase45(text[4:]), {number_of(point(key)): point(key)})
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ES256, ALG, KID, SIGN1 = -7, 1, 4, 18
_HALF = 32  # bytes of each half of a signature
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_CURVE = ec.SECP256R1()


class Untrue(ValueError):
    """The text is none of ours: damaged, changed, or signed with a key that is not known."""


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(_CURVE)


def key_from(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, _CURVE)


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half as 65 bytes: 04, x, y."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def number_of(public: bytes) -> str:
    """The number of a key: the beginning of the hash of its public half, 16 hexadecimal digits."""
    return hashlib.sha256(public).hexdigest()[:16]


def sign(claims: Mapping[int, Any], key: ec.EllipticCurvePrivateKey) -> bytes:
    """A COSE_Sign1 with algorithm and number of the key in the protected header."""
    protected = cbor2.dumps({ALG: ES256, KID: bytes.fromhex(number_of(point(key)))}, canonical=True)
    payload = cbor2.dumps(dict(claims), canonical=True)
    r, s = decode_dss_signature(key.sign(_signed(protected, payload), ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")
    return cbor2.dumps(cbor2.CBORTag(SIGN1, [protected, {}, payload, signature]))


def verify(message: bytes, keys: Mapping[str, bytes]) -> tuple[dict[int, Any], str]:
    """The claims and the number of the key that signed them. Raises Untrue."""
    try:
        tag = cbor2.loads(message)
        protected, _open, payload, signature = tag.value
        header = cbor2.loads(protected)
        number = header[KID].hex()
        if tag.tag != SIGN1 or header[ALG] != ES256 or len(signature) != 2 * _HALF:
            raise Untrue("not a COSE_Sign1 with ES256")
        public = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, keys[number])
        halves = (int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big"))
        public.verify(encode_dss_signature(*halves), _signed(protected, payload), ec.ECDSA(hashes.SHA256()))
        claims = cbor2.loads(payload)
    except Untrue:
        raise
    except (InvalidSignature, cbor2.CBORDecodeError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise Untrue("the text does not hold") from error
    return dict(claims), number


def _signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, section 4.4."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def base45(data: bytes) -> str:
    text = []
    for start in range(0, len(data), 2):
        part = data[start : start + 2]
        value = int.from_bytes(part, "big")
        for _place in range(len(part) + 1):
            value, sign_number = divmod(value, 45)
            text.append(_SIGNS[sign_number])
    return "".join(text)


def unbase45(text: str) -> bytes:
    """Raises Untrue for what is no base45."""
    data = b""
    for start in range(0, len(text), 3):
        part = text[start : start + 3]
        places = [_SIGNS.find(sign_) for sign_ in part]
        value = sum(place * 45**power for power, place in enumerate(places))
        size = len(part) - 1
        if -1 in places or size == 0 or value >= 256**size:
            raise Untrue("not base45")
        data += value.to_bytes(size, "big")
    return data
