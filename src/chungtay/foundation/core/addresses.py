"""Numbers in addresses, `<number:name>`."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class NumberConverter(IntConverter):
    """No more digits than the number of a record can have: a longer one would be an error of the database, where it is
    an address that leads nowhere."""

    regex = "[0-9]{1,18}"


register_converter(NumberConverter, "number")
