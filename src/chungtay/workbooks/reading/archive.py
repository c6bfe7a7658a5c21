"""A zip that holds the tables of a survey: the one or two files that are wanted taken out, everything else refused.

Nothing of the archive is trusted: names never become paths, sizes are counted while unpacking, and only the two plain
ways of packing are undone.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from pathlib import Path

from chungtay.workbooks.reading import limits
from chungtay.workbooks.reading.limits import FileRefused
from chungtay.workbooks.reading.opening import zip_entries

TABLES = (".csv", ".parquet", ".xlsx", ".xls")
_PIECE = 1 << 20
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".zst")
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".mp3", ".m4a", ".mp4", ".amr", ".3gp")
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_BAD_PATH = re.compile(r"^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)|[\x00-\x1f]")
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_archive(data: bytes) -> bool:
    """A zip that is no workbook. A broken zip counts as one."""
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return False
    names = {entry.filename.lower() for entry in zip_entries(data)}
    return not names & {"[content_types].xml", "xl/workbook.xml"}


def unpack(data: bytes, folder: Path) -> list[Path]:
    """The tables of the archive as files in the folder, in the order of the archive; raises FileRefused."""
    wanted = _wanted(zip_entries(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [_take(package, entry, folder / str(number)) for number, entry in enumerate(wanted, 1)]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise _refused(
            "bị hỏng, không giải nén được hết. Nén lại hoặc tải lại từ máy chủ khảo sát.",
            "is damaged and cannot be unpacked in full. Pack it anew or take it from the survey server again.",
        ) from error


def _refused(vi: str, en: str) -> FileRefused:
    return FileRefused(f"Tệp nén {vi}", f"The zip {en}")


def _wanted(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    found = []
    for entry in entries:
        name = _checked_name(entry)
        # pictures of a survey come along with the tables; they are never unpacked
        if entry.is_dir() or _LITTER.search(name) or name.lower().endswith(_PICTURES):
            continue
        _check_kind(name)
        found.append(entry)
    if not found:
        raise _refused(
            "không có bảng nào. Bỏ vào đó bảng hộ và bảng thành viên (.csv hoặc .parquet) rồi nạp lại.",
            "holds no table. Put the household table and the member table (.csv or .parquet) into it and send it "
            "again.",
        )
    if len(found) > 2:
        names = ", ".join(f"“{_shown(entry.filename)}”" for entry in found[:5])
        raise _refused(
            f"có {len(found)} bảng ({names}…). Chỉ giữ hai bảng: bảng hộ và bảng thành viên.",
            f"holds {len(found)} tables ({names}…). Keep two of them: the households and the members.",
        )
    _check_sizes(found)
    return found


def _checked_name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename.replace("\\", "/")
    if _BAD_PATH.search(name) or stat.S_ISLNK(entry.external_attr >> 16):
        raise _refused(
            f"có mục “{_shown(name)}” trỏ ra ngoài thư mục nên không mở (có thể là tệp độc hại). Nén lại chỉ hai bảng.",
            f"has an entry “{_shown(name)}” that points outside its folder and is not opened (it may be hostile). Pack "
            "the two tables anew.",
        )
    if entry.flag_bits & 1:
        raise _refused(
            "có mật khẩu. Giải nén bằng mật khẩu đó rồi nạp hai bảng.",
            "has a password. Unpack it with the password and send the two tables.",
        )
    return name


def _check_kind(name: str) -> None:
    lower = name.lower()
    if lower.endswith(_ARCHIVES):
        raise _refused(
            f"chứa tệp nén khác, “{_shown(name)}”. Giải nén tệp đó ra, rồi nạp hai bảng bên trong.",
            f"holds another archive, “{_shown(name)}”. Unpack it and send the two tables inside.",
        )
    if not lower.endswith(TABLES):
        raise _refused(
            f"có tệp “{_shown(name)}” không phải bảng. Chỉ để lại bảng hộ và bảng thành viên (.csv hoặc .parquet).",
            f"holds “{_shown(name)}”, which is no table. Leave only the household and member tables (.csv or "
            ".parquet) in it.",
        )


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        bomb = entry.file_size > limits.RATIO_MATTERS_FROM and entry.file_size > limits.MAX_RATIO * max(
            1, entry.compress_size
        )
        if bomb or entry.file_size > limits.MAX_FILE_BYTES:
            raise _too_large(entry, entry.file_size)
        if entry.compress_type not in _PLAIN:
            raise _refused(
                f"nén “{_shown(entry.filename)}” theo cách lạ. Nén lại theo cách thông thường (Gửi tới, Thư mục nén).",
                f"packs “{_shown(entry.filename)}” in an unusual way. Pack it anew in the ordinary way.",
            )


def _too_large(entry: zipfile.ZipInfo, size: int) -> FileRefused:
    return _refused(
        f"có “{_shown(entry.filename)}” giải nén ra hơn {size // 2**20} MB, lớn bất thường, nên không mở (có thể là "
        "bom nén). Chỉ giữ các cột cần thiết, hoặc chia theo phường.",
        f"holds “{_shown(entry.filename)}”, which unpacks to more than {size // 2**20} MB and is not opened (it may be "
        "a zip bomb). Keep only the columns that are needed, or split it by ward.",
    )


def _take(package: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / _file_name(entry.filename)
    size = 0
    with package.open(entry) as part, path.open("wb") as target:
        while piece := part.read(_PIECE):
            size += len(piece)
            if size > limits.MAX_FILE_BYTES:
                raise _too_large(entry, size)
            target.write(piece)
    path.chmod(0o600)
    return path


def _file_name(name: str) -> str:
    """The last part of the name, of letters, digits, dots and dashes; it is shown as the name of the sheet."""
    stem, _, ending = name.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
    plain = re.sub(r"[^\w. -]", "_", stem).strip(" .")[:80] or "bang"
    return f"{plain}.{ending.lower()}"


def _shown(name: str) -> str:
    return re.sub(r"[\x00-\x1f]", "?", name)[:80]
