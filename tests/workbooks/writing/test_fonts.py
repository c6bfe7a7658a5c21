"""Our own fonts hold every Vietnamese letter: nothing on a paper falls back to another font or to an empty box."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader

from chungtay.workbooks.outcome import Outcome
from chungtay.workbooks.writing.official import write_poor_list_pdf
from chungtay.workbooks.writing.summary import write_summary
from tests.workbooks.writing.outcomes import META, RULES, row, small

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VOWELS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES]
LETTERS = "".join([*VOWELS, "đ"])


def fonts_of(path: Path) -> set[str]:
    return {
        str(font.get_object()["/BaseFont"]).split("+")[-1].split("-")[0]
        for page in PdfReader(path).pages
        for font in page["/Resources"]["/Font"].values()
    }


def test_there_are_73_letters_with_marks_or_without() -> None:
    assert len(set(LETTERS)) == 73  # 12 vowels in 6 tones, and đ


def test_official_paper_has_every_letter(tmp_path: Path) -> None:
    name = f"{LETTERS} {LETTERS.upper()} ₫"
    someone = row(1, name, f"Tổ {LETTERS}", toilet=3, water=4, floor_area_m2=7)
    write_poor_list_pdf(tmp_path / "6.1.pdf", Outcome(META, [someone]), ward=LETTERS.upper())
    assert fonts_of(tmp_path / "6.1.pdf") == {"LiberationSerif"}
    words = "".join(PdfReader(tmp_path / "6.1.pdf").pages[0].extract_text().split())
    assert name.replace(" ", "") in words


def test_the_summary_has_every_letter(tmp_path: Path) -> None:
    outcome = replace(small(), notes=[(LETTERS, ""), (LETTERS.upper() + " ₫", "")])
    write_summary(tmp_path / "s.html", tmp_path / "s.pdf", outcome, RULES)
    assert fonts_of(tmp_path / "s.pdf") == {"BeVietnamPro"}
    words = "".join(PdfReader(tmp_path / "s.pdf").pages[0].extract_text().split())
    assert LETTERS in words
    assert LETTERS.upper() in words
