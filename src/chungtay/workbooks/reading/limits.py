"""How much one office file may hold. Each limit has a sentence, shown when it is passed."""

from __future__ import annotations

from chungtay.rulebook.errors import ChungTayError

MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_UNPACKED_BYTES = 600 * 1024 * 1024  # 200,000 rows of 45 columns are about 320 MB of XML
MAX_RATIO = 200  # real sheets pack 5 to 40 times; a bomb packs a thousand times
RATIO_MATTERS_FROM = 20 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_SHEETS = 200
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
MAX_CELLS = 30_000_000  # the reader keeps a full rectangle per sheet
MAX_TEXT = 2_000  # one cell; longer text is no answer


class FileRefused(ChungTayError):
    """A file that is not read at all; says why and what to do."""


def too_many_rows(sheet: str, rows: int) -> FileRefused:
    return FileRefused(
        f"Trang “{sheet}” có ô ở dòng {rows}; mỗi trang đọc nhiều nhất {MAX_ROWS} dòng. Xóa ô thừa ở cuối trang, "
        "chia tệp theo tổ dân phố, hoặc dùng Parquet cho dữ liệu lớn.",
        f'Sheet "{sheet}" has a cell in row {rows}; at most {MAX_ROWS} rows of a sheet are read. Delete stray cells at '
        "the end, split the file by group, or use Parquet for big data.",
    )


def too_many_columns(sheet: str, column: str) -> FileRefused:
    return FileRefused(
        f"Trang “{sheet}” có ô ở cột {column}; mỗi trang đọc nhiều nhất {MAX_COLUMNS} cột. Xóa các cột thừa bên phải.",
        f'Sheet "{sheet}" has a cell in column {column}; at most {MAX_COLUMNS} columns are read. Delete stray columns.',
    )
