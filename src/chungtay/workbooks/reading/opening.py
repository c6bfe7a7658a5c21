"""What a file really is, judged by its bytes and never by its name; everything unfit is refused with a sentence."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chungtay.workbooks.reading.limits import MAX_ENTRIES, MAX_FILE_BYTES, FileRefused

Kind = Literal["xlsx", "xls", "csv", "parquet"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"^\s*<(?:!doctype|html|head|body|table|\?xml|meta|style|div)", re.IGNORECASE)
_EXCEL_ENDINGS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods"}
_TEXT_ENDINGS = {".csv", ".txt", ".tsv", ""}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be parsed; `notes` are (vi, en) sentences for the officer."""

    kind: Kind
    data: bytes
    notes: tuple[tuple[str, str], ...] = ()


def open_file(path: Path) -> Opened:
    """Read a file within the limits and tell its kind; raises FileRefused."""
    ending = path.suffix.lower()
    data = open_bytes(path)
    if ending in {".xlsm", ".xltm", ".xlsb", ".xlam"}:
        raise macro_refused()
    if data.startswith(_OLE):
        return Opened("xls", _checked_ole(data), _wrong_name(ending, ".xls"))
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return Opened("xlsx", data, _wrong_name(ending, ".xlsx"))
    if data[:2] in (b"\x09\x04", b"\x09\x02", b"\x09\x00", b"\x09\x08") and ending == ".xls":
        return Opened("xls", data)
    if data.startswith(b"PAR1"):
        return Opened("parquet", data, _wrong_name(ending, ".parquet"))
    if data.startswith(b"%PDF"):
        raise FileRefused(
            "Tệp này là PDF, không phải bảng tính. Xin tệp Excel hoặc CSV gốc.",
            "This file is a PDF, not a spreadsheet. Ask for the original Excel or CSV file.",
        )
    if _MARKUP.match(data[:2000].removeprefix(b"\xef\xbb\xbf")):
        raise FileRefused(
            "Tệp này là trang web (HTML/XML) được đặt tên như bảng tính. Mở bằng Excel, chọn Lưu thành, "
            "“Excel Workbook (.xlsx)”, rồi đưa tệp mới vào.",
            "This file is a web page (HTML or XML) named like a spreadsheet. Open it in Excel and save it as .xlsx.",
        )
    if ending in _EXCEL_ENDINGS:
        raise FileRefused(
            f"Tệp có đuôi “{ending}” nhưng nội dung không phải Excel (hoặc tệp đã hỏng). Mở lại bằng Excel, lưu thành "
            ".xlsx; nếu là văn bản thì đổi đuôi thành .csv.",
            f'The file is named "{ending}" but its content is not Excel (or it is damaged). Open and save it as .xlsx; '
            "if it is text, name it .csv.",
        )
    if ending == ".parquet":
        raise FileRefused(
            f"Tệp “{path.name}” mang đuôi .parquet nhưng nội dung không phải Parquet (hoặc tệp đã hỏng). Xuất lại từ "
            "chương trình đã tạo ra nó; nếu là văn bản thì đổi đuôi thành .csv.",
            f'The file "{path.name}" is named .parquet but its content is not Parquet (or it is damaged). Export it '
            "anew from the program that made it; if it is text, name it .csv.",
        )
    if ending not in _TEXT_ENDINGS:
        raise FileRefused(
            f"Không đọc được loại tệp “{ending}”. Dùng .xlsx, .xls hoặc .csv.",
            f'Files of type "{ending}" are not read. Use .xlsx, .xls or .csv.',
        )
    return Opened("csv", data)


def macro_refused() -> FileRefused:
    return FileRefused(
        "Tệp có macro (mã chạy được) nên không nhận. Mở bằng Excel, chọn Lưu thành “Excel Workbook (.xlsx)”, "
        "rồi đưa tệp .xlsx vào.",
        "The file carries macros (program code) and is not accepted. Save it in Excel as .xlsx and use that file.",
    )


def password_refused() -> FileRefused:
    return FileRefused(
        "Tệp có mật khẩu. Mở bằng Excel, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc), lưu lại rồi đưa vào.",
        "The file has a password. Open it in Excel, remove the password, save it and use that file.",
    )


def damaged(detail_vi: str, detail_en: str) -> FileRefused:
    return FileRefused(
        f"Tệp bị hỏng: {detail_vi} Mở bằng Excel, lưu thành tệp .xlsx mới, hoặc xin lại tệp từ người gửi.",
        f"The file is damaged: {detail_en} Open it in Excel and save a new .xlsx, or ask the sender again.",
    )


def not_a_workbook() -> FileRefused:
    return FileRefused(
        "Tệp không phải bảng tính Excel (có thể là Word, ODS hoặc tệp nén). Lưu thành .xlsx hoặc .csv rồi đưa vào.",
        "The file is no Excel workbook (perhaps Word, ODS or an archive). Save it as .xlsx or .csv and use that.",
    )


def zip_entries(data: bytes) -> list[zipfile.ZipInfo]:
    """What a zip lists, after a look at how long the list is: a list of millions fills the memory before any limit."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if end < 0 or len(data) < end + 22:
        raise damaged("thiếu phần cuối, có lẽ chưa tải xong.", "its end is missing, perhaps it was not sent in full.")
    count, length = struct.unpack_from("<HI", data, end + 10)
    if end >= 76 and data[end - 20 : end - 16] == b"PK\x06\x07":  # the longer record of large archives counts too
        more = struct.unpack_from("<QQ", data, end - 76 + 32)
        count, length = max(count, more[0]), max(length, more[1])
    if count > MAX_ENTRIES or length > MAX_ENTRIES * 1024:
        raise FileRefused(
            f"Tệp nén có hơn {MAX_ENTRIES} phần, lớn bất thường, nên không mở (có thể là bom nén). Lưu hoặc nén lại "
            "chỉ những gì cần thiết.",
            f"The file is packed in more than {MAX_ENTRIES} parts and is not opened (it may be a zip bomb). Save or "
            "pack anew only what is needed.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError) as error:
        raise damaged("không đọc được danh sách các phần.", "the list of its parts cannot be read.") from error


def open_bytes(path: Path) -> bytes:
    """The content of a file within the limit of its size; raises FileRefused."""
    try:
        if not path.is_file():
            raise FileRefused(f"Không có tệp “{path.name}”.", f'There is no file "{path.name}".')
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise FileRefused(
                f"Tệp lớn {size // 2**20} MB, quá mức {MAX_FILE_BYTES // 2**20} MB của bảng tính văn phòng. "
                "Chia nhỏ tệp, hoặc dùng Parquet cho dữ liệu lớn.",
                f"The file has {size // 2**20} MB; office files may have {MAX_FILE_BYTES // 2**20} MB. "
                "Split it, or use Parquet for big data.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise FileRefused(
            f"Không mở được tệp “{path.name}”: {error.strerror}. Kiểm tra quyền đọc hoặc đóng tệp ở chương trình khác.",
            f'The file "{path.name}" cannot be opened: {error.strerror}. Check access, or close it elsewhere.',
        ) from error
    if not data.strip(b"\x00\r\n\t ") or not data.strip():
        raise FileRefused("Tệp trống, không có ô nào.", "The file is empty: it has no cells.")
    return data


def _checked_ole(data: bytes) -> bytes:
    """Old binary container: an .xls, or something else that only looks like one."""
    if _has_entry(data, "EncryptedPackage") or _has_entry(data, "EncryptionInfo"):
        raise password_refused()
    if not (_has_entry(data, "Workbook") or _has_entry(data, "Book")):
        if _has_entry(data, "WordDocument"):
            raise not_a_workbook()
        raise damaged("không có phần “Workbook”.", 'it has no "Workbook" part.')
    if _has_entry(data, "_VBA_PROJECT_CUR") or _has_entry(data, "_VBA_PROJECT"):
        raise macro_refused()
    return data


def _has_entry(data: bytes, name: str) -> bool:
    """Whether the container's directory names this stream; directory entries start at multiples of 128 bytes."""
    wanted = name.encode("utf-16-le") + b"\x00\x00"
    position = data.find(wanted)
    while position >= 0:
        if position % 128 == 0:
            return True
        position = data.find(wanted, position + 1)
    return False


def _wrong_name(ending: str, right: str) -> tuple[tuple[str, str], ...]:
    if ending == right:
        return ()
    return (
        (
            f"Tệp mang đuôi “{ending}” nhưng nội dung là {right}; đã đọc theo nội dung.",
            f'The file is named "{ending}" but its content is {right}; it was read by its content.',
        ),
    )
