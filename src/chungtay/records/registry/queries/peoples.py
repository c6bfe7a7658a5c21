"""The peoples of the country as official lists write them, so that one people is not on record under ten spellings."""

from __future__ import annotations

from chungtay.foundation.core.words import fold

PEOPLES = (
    "Kinh", "Tày", "Thái", "Hoa", "Khơ-me", "Mường", "Nùng", "Mông", "Dao", "Gia-rai", "Ngái", "Ê-đê", "Ba Na",
    "Xơ-đăng", "Sán Chay", "Cơ-ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Ra-glai", "Xtiêng", "Bru-Vân Kiều", "Thổ",
    "Giáy", "Cơ-tu", "Gié-Triêng", "Mạ", "Khơ-mú", "Co", "Tà-ôi", "Chơ-ro", "Kháng", "Xinh-mun", "Hà Nhì", "Chu-ru",
    "Lào", "La Chí", "La Ha", "Phù Lá", "La Hủ", "Lự", "Lô Lô", "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y",
    "Si La", "Pu Péo", "Brâu", "Ơ Đu", "Rơ-măm",
)  # fmt: skip
MAJORITY, FOREIGN, UNKNOWN = "Kinh", "Người nước ngoài", "Không rõ"
OTHERS = (FOREIGN, UNKNOWN)
_ALSO = {
    "hmong": "Mông", "meo": "Mông", "khmer": "Khơ-me", "bahnar": "Ba Na", "jarai": "Gia-rai", "rhade": "Ê-đê",
    "sedang": "Xơ-đăng", "caolan": "Sán Chay", "sanchi": "Sán Chay", "koho": "Cơ-ho", "stieng": "Xtiêng",
    "bru": "Bru-Vân Kiều", "vankieu": "Bru-Vân Kiều", "katu": "Cơ-tu", "viet": "Kinh", "nuocngoai": "Người nước ngoài",
    "chuaro": "Không rõ",
}  # fmt: skip


def _key(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


_BY_KEY = {_key(name): name for name in (*PEOPLES, *OTHERS)} | _ALSO


def people_of(text: str) -> str | None:
    """The official spelling of what was written, with or without marks, blanks and dashes; None for no people."""
    return _BY_KEY.get(_key(text))


def is_minority(text: str) -> bool | None:
    """Whether what stands on record is an ethnic minority of the country. None when it says nothing, or what no list
    has: a word typed wrong once must give nobody a right, and take none away."""
    people = people_of(text)
    return None if people is None or people == UNKNOWN else people not in (MAJORITY, FOREIGN)
