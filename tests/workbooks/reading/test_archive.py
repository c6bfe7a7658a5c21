"""A zip with the two tables of a survey; and zips that are something else, each with its sentence."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from chungtay.rulebook import rule_sets
from chungtay.workbooks.reading.archive import is_archive, unpack
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.pairs import sort_files
from tests import surveys
from tests.workbooks.ward.books import HOUSE, OLD, ward_book

RULES = rule_sets.load("vn-2022")
TABLE = b"household_code,water\n1,2\n"


def zipped(entries: list[tuple[str, bytes]], *, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as package:
        for name, content in entries:
            package.writestr(name, content)
    return target.getvalue()


def refused(data: bytes, folder: Path) -> str:
    with pytest.raises(FileRefused) as error:
        unpack(data, folder)
    assert error.value.en
    assert not [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 2**20]
    return error.value.vi


def test_a_zip_holds_a_pair_and_a_workbook_is_no_zip(tmp_path: Path) -> None:
    houses, people = surveys.kobo(tmp_path)
    data = surveys.packed(tmp_path, people, houses).read_bytes()
    assert is_archive(data)
    paths = unpack(data, tmp_path / "out")
    assert [path.name for path in paths] == ["thanh-vien.csv", "ho.csv"]
    assert [path.read_bytes() for path in paths] == [people.read_bytes(), houses.read_bytes()]
    pair = sort_files(paths, RULES)
    assert (pair.households, pair.members) == (paths[1], paths[0])
    assert not is_archive(ward_book(tmp_path / "so.xlsx", [[OLD | HOUSE]]).read_bytes())
    assert not is_archive(TABLE)


def test_what_comes_along_is_left_inside(tmp_path: Path) -> None:
    data = zipped(
        [
            ("khao-sat/", b""),
            ("khao-sat/Phiếu rà soát.csv", TABLE),
            ("khao-sat\\media\\1.jpg", b"\xff\xd8"),
            ("__MACOSX/._Phiếu rà soát.csv", b"x"),
            ("khao-sat/.DS_Store", b"x"),
        ]
    )
    (path,) = unpack(data, tmp_path / "out")
    assert path.name == "Phiếu rà soát.csv"
    assert [file for file in (tmp_path / "out").rglob("*") if file.is_file()] == [path]


@pytest.mark.parametrize("name", ["../a.csv", "x/../../a.csv", "/etc/a.csv", "C:\\a.csv", "..\\a.csv"])
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert "trỏ ra ngoài thư mục" in refused(zipped([(name, TABLE)]), tmp_path / "out")
    assert not (tmp_path / "a.csv").exists()


def test_a_link_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")
    assert "trỏ ra ngoài thư mục" in refused(target.getvalue(), tmp_path)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([], "không có bảng nào"),
        ([("anh.jpg", b"x")], "không có bảng nào"),
        ([("a.csv", TABLE), ("b.csv", TABLE), ("c.csv", TABLE)], "có 3 bảng"),
        ([("a.csv", TABLE), ("b.zip", b"PK")], "chứa tệp nén khác"),
        ([("a.csv", TABLE), ("b.docx", b"x")], "không phải bảng"),
        ([("a.csv", TABLE), ("chay.exe", b"x")], "“chay.exe”"),
    ],
)
def test_what_is_no_pair_is_told(tmp_path: Path, entries: list[tuple[str, bytes]], said: str) -> None:
    assert said in refused(zipped(entries), tmp_path / "out")


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    bomb = zipped([("a.csv", b"0" * (60 * 2**20))])
    assert len(bomb) < 2**17
    assert "bom nén" in refused(bomb, tmp_path / "out")


def test_a_bomb_that_lies_about_its_size_is_stopped_while_unpacking(tmp_path: Path) -> None:
    data = bytearray(zipped([("a.csv", b"0" * (30 * 2**20))]))
    head, listed = data.find(b"PK\x03\x04"), data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, head + 22, 1000)
    struct.pack_into("<I", data, listed + 24, 1000)
    said = refused(bytes(data), tmp_path / "out")
    assert "bị hỏng" in said  # what follows the first thousand bytes does not fit the checksum


def test_a_list_of_too_many_parts_is_not_read(tmp_path: Path) -> None:
    data = zipped([(f"{number}.csv", b"") for number in range(2_100)], how=zipfile.ZIP_STORED)
    assert "hơn 2000 phần" in refused(data, tmp_path / "out")
    lying = bytearray(zipped([("a.csv", TABLE)]))
    struct.pack_into("<H", lying, lying.rfind(b"PK\x05\x06") + 10, 65_535)
    assert "hơn 2000 phần" in refused(bytes(lying), tmp_path / "out")


def test_passwords_odd_packing_and_damage_are_told(tmp_path: Path) -> None:
    locked = bytearray(zipped([("a.csv", TABLE)]))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(mark) + place] |= 1
    assert "có mật khẩu" in refused(bytes(locked), tmp_path / "out")
    assert "theo cách lạ" in refused(zipped([("a.csv", TABLE)], how=zipfile.ZIP_LZMA), tmp_path / "out")
    whole = zipped([("a.csv", TABLE * 500)])
    assert "hỏng" in refused(whole[: len(whole) // 2], tmp_path / "out")
    broken = bytearray(whole)
    broken[60] ^= 255
    assert "hỏng" in refused(bytes(broken), tmp_path / "out")
