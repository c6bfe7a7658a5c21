"""Evidence files: told by content, bounded, written anew without place, whole or not there, handed out as downloads."""

from __future__ import annotations

import datetime
import errno
import hashlib
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chungtay.foundation.core import keyring
from chungtay.foundation.core.faults import DiskFull, disk_is_full
from chungtay.foundation.core.files import PAPERS, PHOTOS, FileKind, FileRefused, hand_out, keep_file, keeping, path_of
from chungtay.foundation.core.files.keeping import sweep_arrivals
from chungtay.foundation.core.files.sealing import files_left, read_kept, seal_files_anew, under_keys
from chungtay.foundation.core.keyring import SealError

OFFICE = "application/vnd.openxmlformats-officedocument"
BEGINNINGS = [b"", b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff", b"RIFF....WEBP", b"\0\0\0 ftypheic"]
OUTSIDE = ["../keys.json", "/etc/passwd", "evidence/../../keys.json", "", ".", "evidence", "evidence/00/none.pdf"]
HERE = Path(__file__).parent
TAKEN_AT = {1: "N", 2: (21.0, 2.0, 7.0), 3: "E", 4: (105.0, 49.0, 40.0)}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def ring(settings, tmp_path):
    """A ring of this test's own: whether the process set up a database before, which makes one, is chance."""
    settings.KEY_RING = tmp_path / "keys.json"
    keyring.make()
    return settings.KEY_RING


def sent(content: bytes, name: str = "giay-to.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")  # what the browser says is not believed


def keep(content: bytes, name: str = "giay-to.pdf", **more):
    return keep_file(sent(content, name), **({"kinds": PAPERS | PHOTOS} | more))


def picture(form: str, size=(60, 40), mode="RGB", **options) -> bytes:
    image = Image.new(mode, size, (200, 30, 30) if mode == "RGB" else (200, 30, 30, 0))
    image.paste((20, 80, 200) if mode == "RGB" else (20, 80, 200, 255), (0, 0, size[0] // 2, size[1]))
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def metadata(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x8825] = "Telephone", orientation, TAKEN_AT
    return exif


def office(*entries: str, **contents: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("[Content_Types].xml", *entries):
            package.writestr(name, contents.get(name, b"<x/>"))
    return target.getvalue()


def shown(kept) -> Image.Image:
    return Image.open(io.BytesIO(read_kept(kept.stored)))


def lying_about(settings) -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("content", "kind", "media_type"),
    [
        (PDF, "pdf", "application/pdf"),
        (picture("JPEG"), "jpg", "image/jpeg"),
        (picture("PNG"), "png", "image/png"),
        (picture("WEBP"), "webp", "image/webp"),
        (
            office("word/document.xml"),
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (office("xl/workbook.xml"), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 5 else "",
)
def test_a_file_is_what_its_content_says(settings, content, kind, media_type):
    kept = keep(content, "ảnh chụp.exe")
    assert (kept.kind, kept.media_type, kept.name) == (kind, media_type, f"ảnh chụp.{kind}")
    lies = path_of(kept.stored)
    assert kept.size == len(read_kept(kept.stored))
    assert kept.sha256 == hashlib.sha256(read_kept(kept.stored)).hexdigest()
    assert stat.S_IMODE(lies.stat().st_mode) == 0o600
    assert lying_about(settings) == [kept.stored]
    assert "chụp" not in kept.stored


HOSTILE = {
    "a page": b"<html><script>alert(1)</script></html>",
    "a picture that is a page": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a program": b"MZ\x90\x00" + b"\x00" * 200,
    "a program of Linux": b"\x7fELF" + b"\x00" * 200,
    "an archive": office("readme.txt").replace(b"[Content_Types].xml", b"[Xontent_Types].xml"),
    "an archive in disguise": office("readme.txt"),
    "a PDF cut off": PDF[:30],
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a page behind a picture's first bytes": b"\xff\xd8\xff<html><script>alert(1)</script>",
    "a damaged picture": picture("PNG")[:80],
    "a picture of another kind than it begins": b"\x89PNG\r\n\x1a\n" + picture("JPEG"),
    "a broken archive": b"PK\x03\x04" + os.urandom(200),
    "nothing": b"",
    "macros": office("word/document.xml", "word/vbaProject.bin"),
    "a shell": b"#!/bin/sh\nrm -rf /\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["giay-to.pdf", "anh.jpg"])
def test_what_it_is_not_is_refused_whatever_its_name(settings, content, name):
    with pytest.raises(FileRefused) as refused:
        keep(content, name)
    assert len(refused.value.vi) > 20
    assert refused.value.en != refused.value.vi
    assert lying_about(settings) == []


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff", b"RIFF....WEBP", b"\0\0\0 ftypheic"]),
)
def test_whatever_arrives_is_kept_or_refused_with_a_sentence(begin_with_anything, content, begins):
    try:
        kept = keep(begins + content)
    except FileRefused:
        return
    assert kept.kind is FileKind.PDF


@pytest.fixture(scope="module")
def begin_with_anything(tmp_path_factory):
    from django.test import override_settings

    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


def test_a_kind_that_is_not_asked_for_is_refused_by_its_words(settings):
    with pytest.raises(FileRefused, match=r"JPEG, PNG, WebP, HEIC") as refused:
        keep(PDF, kinds=PHOTOS)
    assert "PDF" not in refused.value.vi


def test_a_bomb_is_refused_before_it_is_unpacked(settings):
    bomb = office("word/document.xml", **{"word/document.xml": b"\0" * (400 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    with pytest.raises(FileRefused, match="phình"):
        keep(bomb)


def test_a_picture_that_unpacks_to_gigabytes_is_refused(settings):
    """A PNG says its size in its first bytes: 60,000 × 60,000 points in 33 + 12 bytes."""
    import struct
    import zlib

    def part(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = part(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    with pytest.raises(FileRefused, match="quá lớn"):
        keep(b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(b"")) + part(b"IEND", b""))


def test_what_is_too_large_is_not_read_to_its_end(settings):
    class Endless:
        name, read = "x.pdf", 0

        def chunks(self):
            yield PDF
            while True:
                self.read += 1
                yield b"\0" * 1024 * 1024

    upload = Endless()
    with pytest.raises(FileRefused, match="3 MB"):
        keep_file(upload, kinds=PAPERS, limit=3 * 1024 * 1024)
    assert upload.read == 3
    assert lying_about(settings) == []


# --- photographs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_loses_its_place_and_all_else_that_is_hidden(settings, form):
    content = picture(form, exif=metadata(), **({"comment": b"hidden words"} if form == "JPEG" else {}))
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825) == TAKEN_AT
    kept = keep(content + b"hidden behind the end", "anh.jpg")
    lies = read_kept(kept.stored)
    assert b"hidden" not in lies
    assert b"Telephone" not in lies
    again = Image.open(io.BytesIO(lies))
    assert not again.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(again.info)
    blue, red = again.convert("RGB").getpixel((10, 20)), again.convert("RGB").getpixel((50, 20))
    assert blue[2] > 150 > blue[0]
    assert red[0] > 150 > red[2]


def test_a_photograph_of_a_telephone_becomes_jpeg_without_its_place(settings):
    content = (HERE / "photos" / "telephone.heic").read_bytes()
    assert b"Telephone" in content
    kept = keep(content, "IMG_0001.HEIC")
    assert (kept.kind, kept.name, kept.media_type) == (FileKind.JPEG, "IMG_0001.jpg", "image/jpeg")
    assert b"Telephone" not in read_kept(kept.stored)
    anew = shown(kept)
    assert (anew.size, dict(anew.getexif())) == ((96, 64), {})
    assert anew.getpixel((10, 30))[2] > 150
    assert anew.getpixel((86, 30))[0] > 150


def test_a_photograph_is_turned_upright_because_the_note_about_it_goes(settings):
    kept = keep(picture("JPEG", exif=metadata(orientation=6)))  # the camera was held on its side
    picture_shown = shown(kept)
    assert picture_shown.size == (40, 60)
    assert picture_shown.getpixel((20, 10))[2] > 150  # what was left is on top now


def test_a_large_photograph_is_made_smaller_and_a_small_one_is_not(settings):
    assert shown(keep(picture("JPEG", size=(7000, 1000)))).size == (3500, 500)
    assert shown(keep(picture("JPEG", size=(300, 200)))).size == (300, 200)


def test_what_is_transparent_stays_so(settings):
    kept = keep(picture("PNG", mode="RGBA"))
    assert shown(kept).mode == "RGBA"


# --- whole or not there ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["receiving", "writing anew", "putting in its place"])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(settings, monkeypatch, where):
    full = OSError(errno.ENOSPC, "No space left on device")

    def fail(*args, **options):
        raise full

    class Filling:
        name = "x.jpg"

        def chunks(self):
            yield picture("JPEG")
            if where == "receiving":
                raise full

    if where == "writing anew":
        monkeypatch.setattr(Image.Image, "save", fail)
    if where == "putting in its place":
        monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DiskFull, match="Ổ đĩa đã đầy"):
        keep_file(Filling(), kinds=PHOTOS)
    assert lying_about(settings) == []


def test_a_really_full_disk(settings):
    """/dev/full takes nothing: the system's own error, not one of ours."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    with pytest.raises(OSError) as full:
        Path("/dev/full").write_bytes(b"x" * 10_000)
    assert disk_is_full(full.value)


def test_a_file_goes_when_its_row_is_not_written(settings):
    def fail() -> None:
        with keeping(sent(PDF)) as kept:
            assert path_of(kept.stored).exists()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert lying_about(settings) == []
    with keeping(sent(PDF)) as kept:
        pass
    assert lying_about(settings) == [kept.stored]


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Hoa\\giấy khai sinh.pdf", "giấy khai sinh.pdf"),
        ("a\u202efdp.exe", "a fdp.pdf"),
        ('x"; filename="y.html', "x; filename y.pdf"),
        ("", "tep.pdf"),
        (".pdf", "pdf.pdf"),
        ("n" * 300 + ".pdf", "n" * 100 + ".pdf"),
    ],
)
def test_the_name_people_gave_is_kept_without_what_fools_the_eye(settings, name, kept_as):
    upload = sent(PDF)
    upload._name = name
    assert keep_file(upload, kinds=PAPERS).name == kept_as


# --- handed out -----------------------------------------------------------------------------------------------------


def test_it_is_handed_out_as_a_download_that_no_browser_runs(settings):
    kept = keep(PDF, "giấy khai sinh.pdf")
    answer = hand_out(kept.stored, name=kept.name, media_type=kept.media_type)
    assert b"".join(answer.streaming_content) == PDF
    answer.file_to_stream.close()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''gi%E1%BA%A5y")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("stored", OUTSIDE)
def test_nothing_else_is_handed_out(settings, stored):
    keep(PDF)
    with pytest.raises(Http404):
        hand_out(stored, name="x.pdf", media_type="application/pdf")


# --- sealed on the disk -----------------------------------------------------------------------------------------------


def test_nothing_of_a_file_can_be_read_on_the_disk(ring):
    kept = keep(PDF)
    lies = path_of(kept.stored).read_bytes()
    assert lies.startswith(b"chungtay sealed file 1\n")
    assert b"%PDF" not in lies
    assert read_kept(kept.stored) == PDF
    assert (kept.size, kept.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    answer = hand_out(kept.stored, name=kept.name, media_type=kept.media_type)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Length"] == str(len(PDF))
    answer.file_to_stream.close()


def test_a_file_that_was_changed_cut_or_exchanged_does_not_open(ring):
    one, other = keep(PDF), keep(PDF + b"\n%%EOF\n")
    whole = path_of(one.stored).read_bytes()
    for spoilt in (whole[:-1], whole[:40] + b"X" + whole[41:], path_of(other.stored).read_bytes()):
        path_of(one.stored).write_bytes(spoilt)
        with pytest.raises(SealError):
            read_kept(one.stored)
        with pytest.raises(SealError):
            hand_out(one.stored, name="x.pdf", media_type="application/pdf")


@pytest.mark.django_db  # the end of an answer looks after the connection
def test_files_are_sealed_anew_with_a_new_key_and_those_of_before_too(ring, settings):
    first = keyring.key_ring().newest.number
    kept = [keep(PDF + bytes([number]) + b"%%EOF") for number in range(65, 68)]
    open_one = Path(settings.MEDIA_ROOT) / "evidence" / "ab" / f"{'ab' * 16}.pdf"
    open_one.parent.mkdir(exist_ok=True)
    open_one.write_bytes(PDF)  # as the program kept files before it sealed them
    stored = open_one.relative_to(settings.MEDIA_ROOT).as_posix()
    assert read_kept(stored) == PDF
    answer = hand_out(stored, name="x.pdf", media_type="application/pdf")
    assert b"".join(answer.streaming_content) == PDF
    answer.close()
    assert under_keys() == {first: 3, "": 1}
    newest = keyring.add_key(made=datetime.date(2026, 11, 29)).newest.number
    assert files_left(newest)
    told = []
    assert seal_files_anew(newest, tell=lambda what, count: told.append((what, count))) == 4
    assert told == [("evidence", 4)]
    assert under_keys() == {newest: 4}
    assert not files_left(newest)
    assert seal_files_anew(newest, tell=lambda what, count: None) == 0
    assert [read_kept(each.stored) for each in kept] == [PDF + bytes([number]) + b"%%EOF" for number in range(65, 68)]
    assert read_kept(stored) == PDF
    assert [name for name in lying_about(settings) if "/." in name] == []


def test_without_its_key_a_file_says_which_one_is_missing(ring):
    kept = keep(PDF)
    number = keyring.key_ring().newest.number
    ring.unlink()
    keyring.make()
    with pytest.raises(SealError) as refused:
        read_kept(kept.stored)
    assert number in refused.value.vi


def test_what_a_killed_process_left_of_a_file_goes_after_an_hour_and_nothing_else():
    kept = keep(PDF)
    folder = path_of(kept.stored).parents[1]
    old, young = folder / ".0a.arriving", folder / ".0b.anew"
    for path in (old, young):
        path.write_bytes(b"x")
    for path in (old, path_of(kept.stored)):
        os.utime(path, (0, 0))
    assert sweep_arrivals() == 1
    assert (old.exists(), young.exists(), read_kept(kept.stored)) == (False, True, PDF)
    assert sweep_arrivals() == 0
