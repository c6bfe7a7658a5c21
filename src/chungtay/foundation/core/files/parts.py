"""Sealing a large file part by part: memory does not grow with it, and no part opens out of its place.

    mark, number of the key, 7 random bytes, then the parts: each AES-GCM under a nonce of these bytes, the number of
    the part and whether it is the last one

That is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a part that is left out, moved or missing at
the end does not open.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag

from chungtay.foundation.core import keyring
from chungtay.foundation.core.keyring import KEY_NUMBER, PARTS_MARK

PART = 1024 * 1024
_TAG = 16
_RANDOM = 7


def seal_parts(source: IO[bytes], target: IO[bytes], name: str) -> int:
    """Seal what can be read from `source`, to be opened under this name only; how many bytes it had."""
    key = keyring.key_ring().newest
    random, bound = secrets.token_bytes(_RANDOM), keyring.bound_to(name, key.number)
    target.write(PARTS_MARK + key.number.encode("ascii") + random)
    size, number, part = 0, 0, source.read(PART)
    while True:
        following = source.read(PART)
        target.write(key.cipher.encrypt(_nonce(random, number, last=not following), part, bound))
        size, number, part = size + len(part), number + 1, following
        if not part:
            return size


def open_parts(source: IO[bytes], name: str) -> Iterator[bytes]:
    """The content of a file sealed in parts, part by part; raises SealError at the first that does not open. Who must
    not act on a beginning alone reads to the end first."""
    head = source.read(len(PARTS_MARK) + KEY_NUMBER + _RANDOM)
    key = keyring.key_for_file(head, name)
    random, bound = head[-_RANDOM:], keyring.bound_to(name, key.number)
    number, part = 0, source.read(PART + _TAG)
    while True:
        following = source.read(PART + _TAG)
        try:
            yield key.cipher.decrypt(_nonce(random, number, last=not following), part, bound)
        except (InvalidTag, ValueError) as error:
            raise keyring.does_not_open(name) from error
        number, part = number + 1, following
        if not part:
            return


def _nonce(random: bytes, number: int, *, last: bool) -> bytes:
    return random + number.to_bytes(4, "big") + bytes([last])
