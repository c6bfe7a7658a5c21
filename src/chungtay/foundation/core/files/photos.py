"""Photographs written anew: turned upright, not larger than needed, with nothing in them but the picture.

Where it was taken, with which telephone and when goes; so does whatever else was hidden in the file.
"""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from chungtay.foundation.core.files.kinds import FileKind, FileRefused

LONGEST_SIDE = 3500  # pixels; the small print of a paper on A4 stays readable
MAX_PIXELS = 80_000_000
_FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP", FileKind.HEIC: "HEIF"}


def write_anew(source: Path, target: Path, kind: FileKind) -> FileKind:
    """Write the picture in `source` to `target`; returns the kind that it has there (HEIC becomes JPEG, which every
    office computer shows). Raises FileRefused for a picture that is damaged or too large to open."""
    if kind is FileKind.HEIC:
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False, depth_images=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is looked at below
            with Image.open(source, formats=[_FORMATS[kind]]) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise _too_large(picture.width, picture.height)
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
                return _write(upright, target, kind)
    except Image.DecompressionBombError as error:
        raise FileRefused(
            "Ảnh này quá lớn để mở. Hãy chụp lại ở cỡ thường.",
            "This picture is too large to open. Take it again at the usual size.",
        ) from error
    except (UnidentifiedImageError, SyntaxError, ValueError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # of the disk, not of the picture
        raise FileRefused(
            "Ảnh này bị hỏng, không mở được. Hãy chụp hoặc gửi lại.",
            "This picture is damaged and does not open. Take or send it again.",
        ) from error


def _write(picture: Image.Image, target: Path, kind: FileKind) -> FileKind:
    if kind is FileKind.HEIC:
        kind = FileKind.JPEG
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if transparent and kind is not FileKind.JPEG else "L" if picture.mode in ("L", "1") else "RGB"
    bare = Image.new(mode, picture.size)
    bare.paste(picture.convert(mode))  # a new picture: nothing that hung on the old one comes along
    if kind is FileKind.PNG:
        bare.save(target, "PNG")
    else:
        bare.save(target, _FORMATS[kind], quality=88)
    return kind


def _too_large(width: int, height: int) -> FileRefused:
    return FileRefused(
        f"Ảnh này có {width} × {height} điểm, quá lớn để mở. Hãy chụp lại ở cỡ thường.",
        f"This picture has {width} × {height} points, too large to open. Take it again at the usual size.",
    )
