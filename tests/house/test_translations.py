"""Every text of the web application has its Vietnamese, and the compiled file says the same as the readable one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.house.repository import ROOT, SOURCE, files

PO = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}
FIELD = re.compile(r"%\((\w+)\)|{(\w*)}")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="vi")


def texts_of(path: Path) -> Iterator[tuple[str | None, str]]:
    """The context and the (singular) text of each message that a file marks."""
    source = path.read_text("utf-8")
    if path.suffix != ".py":
        source = templatize(source, origin=str(path))
    for _, message, _, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        yield context, message[0] if isinstance(message, tuple) else message


def test_every_marked_text_is_in_the_catalog(catalog: Catalog) -> None:
    marked = [path for path in files() if SOURCE in path.parents and path.suffix in (".py", ".html", ".txt")]
    missing = {
        (str(path.relative_to(ROOT)), text)
        for path in marked
        for context, text in texts_of(path)
        if catalog.get(text, context) is None
    }
    assert sorted(missing) == []


def test_no_text_is_translated_twice() -> None:
    """Of two translations of one text a reader takes the last and says nothing; a merge makes such pairs."""
    ids = re.findall(r'^(?:msgctxt (".*"(?:\n".*")*)\n)?msgid (".*"(?:\n".*")*)$', PO.read_text("utf-8"), re.M)
    assert len(ids) > 3000
    assert [each for each, count in Counter(ids).items() if count > 1] == []


def test_every_text_is_translated(catalog: Catalog) -> None:
    messages = [message for message in catalog if message.id]
    assert len(messages) >= 50
    open_ones = [message.id for message in messages if message.fuzzy or not all(forms(message.string))]
    assert open_ones == []


def fields(texts: tuple[str, ...]) -> set[tuple[str, str]]:
    return {field for text in texts for field in FIELD.findall(text)}


def test_translations_name_no_field_that_the_text_lacks(catalog: Catalog) -> None:
    wrong = [m.id for m in catalog if m.id and fields(forms(m.string)) - fields(forms(m.id))]
    assert wrong == []


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def test_the_compiled_file_is_fresh(catalog: Catalog) -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)

    def said(of: Catalog) -> dict[tuple[str | None, str], tuple[str, ...]]:
        return {(m.context, forms(m.id)[0]): forms(m.string) for m in of if m.id}

    assert said(compiled) == said(catalog)
