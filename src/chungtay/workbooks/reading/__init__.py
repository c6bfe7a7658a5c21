"""From the file that an office really has to households: `read_file`, `read_kobo`."""

from chungtay.workbooks.reading.reader import read_file, read_kobo

__all__ = ["read_file", "read_kobo"]
