"""Old fonts. The western spellings were worked out by hand from the two key charts, letter by letter."""

from __future__ import annotations

import unicodedata

import pytest

from chungtay.workbooks.reading.legacy import (
    TCVN3,
    VNI,
    decide,
    decode,
    evidence,
    font_encoding,
    is_syllable,
)
from chungtay.workbooks.reading.text import (
    clean,
    column_of,
    fold,
    letters_of,
    without_numbering,
    words,
)

HAND_WORKED = [
    (
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "Céng hßa x· héi chñ nghÜa ViÖt Nam",
        "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam",
    ),
    (
        "Độc lập - Tự do - Hạnh phúc",
        "§éc lËp - Tù do - H¹nh phóc",
        "Ñoäc laäp - Töï do - Haïnh phuùc",
    ),
    ("Nguyễn Văn Đình", "NguyÔn V¨n §×nh", "Nguyeãn Vaên Ñình"),
    ("Trần Thị Bưởi", "TrÇn ThÞ B­ëi", "Traàn Thò Böôûi"),
    ("Hộ nghèo", "Hé nghÌo", "Hoä ngheøo"),
    ("Hộ cận nghèo", "Hé cËn nghÌo", "Hoä caän ngheøo"),
    (
        "Vật liệu chính của cột nhà",
        "VËt liÖu chÝnh cña cét nhµ",
        "Vaät lieäu chính cuûa coät nhaø",
    ),
    ("Quan hệ với chủ hộ", "Quan hÖ víi chñ hé", "Quan heä vôùi chuû hoä"),
    ("Giới tính", "Giíi tÝnh", "Giôùi tính"),
    ("Ngày, tháng, năm sinh", "Ngµy, th¸ng, n¨m sinh", "Ngaøy, thaùng, naêm sinh"),
    ("Lê Quý Đôn, Vũ Kỳ", "Lª Quý §«n, Vò Kú", "Leâ Quyù Ñoân, Vuõ Kyø"),
    ("ẵ ẳ ặ ằ ắ", "½ ¼ Æ » ¾", "aü aú aë aè aé"),
    ("ỉ ĩ ị ỵ ỹ ỷ", "Ø Ü Þ þ ü û", "æ ó ò î yõ yû"),
    ("ổ ỗ ở ỡ ợ", "æ ç ë ì î", "oå oã ôû ôõ ôï"),
    ("ử ữ ừ ứ ự", "ö ÷ õ ø ù", "öû öõ öø öù öï"),
    ("ẩ ẫ ể ễ ẻ ẽ", "È É Ó Ô Î Ï", "aå aã eå eã eû eõ"),
]


@pytest.mark.parametrize(("right", "tcvn3", "vni"), HAND_WORKED)
def test_hand_worked_words_decode_to_unicode(right: str, tcvn3: str, vni: str) -> None:
    right = unicodedata.normalize("NFC", right)
    assert decode(tcvn3, "tcvn3") == right
    assert decode(vni, "vni") == right


def test_capitals_of_vni_and_of_the_capital_font() -> None:
    assert decode("HOÄ NGHEØO", "vni") == "HỘ NGHÈO"
    assert decode("AÂu Cô", "vni") == decode("Aâu Cô", "vni") == "Âu Cơ"
    assert decode("hé nghÌo", "tcvn3", capitals=True) == "HỘ NGHÈO"


def test_every_vietnamese_letter_has_a_code_in_both_tables() -> None:
    lower = set("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")
    assert len(lower) == 67
    assert lower <= set(TCVN3.values())
    assert lower <= set(VNI.values())
    assert len(TCVN3) == len(set(TCVN3.values())) == 67 + 7


def test_unicode_text_is_never_decoded() -> None:
    for text in (
        "Hộ nghèo",
        "Nguyễn Văn A",
        unicodedata.normalize("NFD", "Hộ nghèo"),
        "Đỗ Thị Hà",
    ):
        assert decode(text, "tcvn3") == text
        assert decode(text, "vni") == text


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["NguyÔn V¨n §×nh", "Hé nghÌo", "Lª"], "tcvn3"),
        (["Nguyeãn Vaên Ñình", "Hoä ngheøo", "Leâ"], "vni"),
        (["Nguyễn Văn Đình", "Hà", "Lê"], "unicode"),
        (["Hoàng Hà", "Lê Hoài", "bé"], "unicode"),
        (["Nguyen Van A", "Tran B"], None),
        (["NguyÔn V¨n §×nh", "Nguyễn Văn Đình"], None),
    ],
)
def test_encoding_is_decided_by_evidence(texts: list[str], expected: str | None) -> None:
    assert decide(texts) == expected


def test_a_word_possible_in_both_says_nothing() -> None:
    assert evidence("Hé") == (0, 0, 0)


def test_font_names() -> None:
    assert font_encoding(".VnTime") == "tcvn3"
    assert font_encoding(".VnArialH") == "tcvn3"
    assert font_encoding("VNI-Times") == "vni"
    assert font_encoding("Times New Roman") is None


def test_syllables() -> None:
    for word in (
        "nghiêng",
        "Quý",
        "HUỲNH",
        "khuya",
        "xoong",
        "ươm",
        "giếng",
        "Đắk"[:2] + "c",
    ):
        assert is_syllable(word), word
    for word in ("nghÌo", "NguyÔn", "Vaên", "abcd", "Việtt"):
        assert not is_syllable(word), word


def test_text_is_composed_and_folded() -> None:
    assert clean("  Hô\u0323\u00a0 nghe\u0300o\u200b\n") == "Hộ nghèo"
    assert fold("Đặng  THỊ Hường") == "dang thi huong"
    assert words("Gạch/đá (m²)") == "gach da m"
    assert without_numbering("IX.1. Ô tô (chiếc)") == "Ô tô"
    assert without_numbering("IV. Diện tích nhà ở (ghi theo m2)") == "Diện tích nhà ở"
    assert [letters_of(index) for index in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]
    assert all(column_of(letters_of(index)) == index for index in range(2000))
