"""Parts of an address that mean a place or a year."""


class PlaceCode:
    """An official code, as text: 01 (province), 001 (district), 00016 (ward)."""

    regex = r"\d{2}|\d{3}|\d{5}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Year:
    """A year of review, 2016 or later."""

    regex = r"20[1-9]\d"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
