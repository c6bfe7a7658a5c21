"""A mapping of headings that a person corrected, remembered for the next file with the same headings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from chungtay.rulebook.errors import ChungTayError
from chungtay.workbooks.reading.questions import Questions
from chungtay.workbooks.reading.text import words


def checked(mapping: Mapping[str, str], questions: Questions) -> dict[str, str]:
    """Folded heading -> question id ("" leaves the column out); raises ChungTayError for an id nobody knows."""
    for heading, target in mapping.items():
        if target and target not in questions.by_id:
            raise ChungTayError(
                f"Bảng ghép cột: “{heading}” trỏ tới “{target}”, không có câu hỏi nào mang mã đó. "
                "Sửa lại, hoặc để trống để bỏ cột.",
                f'The mapping sends "{heading}" to "{target}", which is no question. Correct it, or leave it empty.',
            )
    return {words(heading): target for heading, target in mapping.items()}


def remember(folder: Path, headings: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Keep a confirmed mapping for this set of headings; the file is written whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_key(headings)}.json"
    scratch = path.with_suffix(".part")
    scratch.write_text(json.dumps(dict(mapping), ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    scratch.replace(path)


def recall(folder: Path, headings: Sequence[str]) -> dict[str, str]:
    """The mapping remembered for this set of headings; empty when there is none or it cannot be read."""
    try:
        stored = json.loads((folder / f"{_key(headings)}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in stored.items()} if isinstance(stored, dict) else {}


def _key(headings: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted({words(text) for text in headings if text})).encode()).hexdigest()[:24]
