"""Photographs in pieces: broken off, doubled, out of order, damaged, hostile."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from chungtay.foundation.core.files import read_kept
from chungtay.work.review.models import Attachment, Case
from tests import phones
from tests.phones import announced, form, phone_of

pytestmark = pytest.mark.django_db
PIECE = 700


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def office():
    return phones.under_survey(2)[0]


def picture() -> bytes:
    held = io.BytesIO()
    Image.effect_noise((90, 60), 80).convert("RGB").save(held, "JPEG", quality=80)
    return held.getvalue()


def sent_with(phone, content, **changes):
    """A form that announces one file; the file's number."""
    file = announced(content) | changes
    case = Case.objects.order_by("pk").filter(state="listed").first()
    [outcome] = phone.send(form(case, files=[file]))
    assert outcome["outcome"] == "kept", outcome
    return file["sent_id"]


def test_it_goes_on_where_it_broke_off_whatever_comes_twice_or_too_early(office, folder):
    phone, content = phone_of(office), picture()
    number = sent_with(phone, content)
    assert phone.piece(number, 0, b"").json()["got"] == 0
    assert phone.piece(number, 0, content[:PIECE]).json()["got"] == PIECE
    assert phone.piece(number, 0, content[:PIECE]).json()["got"] == PIECE  # the answer was lost, the piece comes again
    assert phone.piece(number, 2 * PIECE, content[2 * PIECE :]).json()["got"] == PIECE  # too early: left out
    assert phone.piece(number, PIECE, content[PIECE:] + b"more").json()["got"] == PIECE  # longer than announced
    answer = phone.piece(number, PIECE, content[PIECE:]).json()
    assert (answer["got"], answer["done"], answer["problem"]) == (len(content), True, "")
    row = Attachment.objects.get()
    assert row.media_type == "image/jpeg"
    with Image.open(io.BytesIO(read_kept(row.stored))) as kept:
        assert kept.size == (90, 60)
    assert phone.piece(number, PIECE, content[PIECE:]).json()["done"]
    assert [path.name for path in (folder / "arriving").iterdir()] == []
    assert len(list(Path(folder / "evidence").rglob("*.jpg"))) == 1


def test_a_piece_that_was_written_but_not_noted_is_written_over(office, folder):
    phone, content = phone_of(office), picture()
    number = sent_with(phone, content)
    phone.piece(number, 0, content[:PIECE])
    part = folder / "arriving" / f"{number}.part"
    part.write_bytes(part.read_bytes() + b"the rest of a piece whose transaction was cut off")
    assert phone.piece(number, PIECE, content[PIECE:]).json()["done"]
    assert Attachment.objects.get().problem == ""


def test_whole_but_never_looked_at_it_is_finished_by_the_next_call(office):
    phone, content = phone_of(office), picture()
    number = sent_with(phone, content)
    phone.piece(number, 0, content[:PIECE])
    row = Attachment.objects.get()
    from chungtay.work.review.operations.phone_files import _add  # the server dies between the piece and the look

    _add(row.sent_id, PIECE, content[PIECE:], office.people["enumerator"])
    assert Attachment.objects.get().stored == ""
    assert phone.piece(number, len(content), b"").json()["done"]
    assert Attachment.objects.get().stored


def test_damaged_on_the_way_it_begins_again(office):
    phone, content = phone_of(office), picture()
    number = sent_with(phone, content)
    damaged = content[:100] + b"\0" + content[101:]
    answer = phone.piece(number, 0, damaged).json()
    assert (answer["got"], answer["done"]) == (0, False)
    assert phone.piece(number, 0, content).json()["done"]


@pytest.mark.parametrize(
    "content",
    [b"<html><script>alert(1)</script></html>", b"%PDF-1.7\n%%EOF\n", b"\xff\xd8\xff" + b"no picture at all" * 20],
)
def test_what_is_no_picture_is_refused_in_words_and_not_kept(office, folder, content):
    phone = phone_of(office)
    number = sent_with(phone, content)
    answer = phone.piece(number, 0, content).json()
    assert answer["done"]
    assert answer["problem"]
    assert Attachment.objects.get().stored == ""
    assert list(Path(folder).rglob("*.part")) == []
    assert phone.piece(number, 0, content).json()["done"]  # not asked for again


def test_files_of_somebody_else_and_files_nobody_announced_are_closed(office):
    phone, content = phone_of(office), picture()
    number = sent_with(phone, content)
    other = phone_of(office, "enumerator2")
    assert other.piece(number, 0, content).status_code == 403
    assert phone.piece("00000000-0000-4000-8000-000000000000", 0, content).status_code == 404
    assert phone.call(f"tep/{number}/", content).status_code == 422  # without its offset


def test_too_many_or_too_large_files_are_refused_with_the_form(office):
    phone, case = phone_of(office), Case.objects.first()
    large = announced(b"x") | {"size": 50_000_000}
    unknown = announced(b"x") | {"kind": "virus"}
    for files in ([large], [unknown], [announced(b"x") for _ in range(13)]):
        [outcome] = phone.send(form(case, files=files))
        assert outcome["outcome"] == "refused"
