"""Evidence files: papers and photographs that people hand in, kept sealed outside the web root, handed out on request.

    with keeping(upload, kinds=PAPERS | PHOTOS) as kept:
        registry.attach_evidence(household, stored=kept.stored, media_type=kept.media_type, ...)

What a file is, its content says and not its name. Photographs are written anew, without the place where they were
taken. Workbooks that are read in and what the program made are kept by `seal_file` and read through `laid_open`. The
view that hands a file out asks first who may; then `hand_out`.
"""

from chungtay.foundation.core.files.handing_out import hand_out
from chungtay.foundation.core.files.keeping import LIMIT, StoredFile, forget, keep_file, keeping
from chungtay.foundation.core.files.kinds import PAPERS, PHOTOS, FileKind, FileRefused
from chungtay.foundation.core.files.readable import is_readable
from chungtay.foundation.core.files.scratch import scratch
from chungtay.foundation.core.files.sealing import laid_open, path_of, read_kept, seal_file

__all__ = [
    "LIMIT",
    "PAPERS",
    "PHOTOS",
    "FileKind",
    "FileRefused",
    "StoredFile",
    "forget",
    "hand_out",
    "is_readable",
    "keep_file",
    "keeping",
    "laid_open",
    "path_of",
    "read_kept",
    "scratch",
    "seal_file",
]
