"""Every page is in the contents, every picture that is shown exists and every picture is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.house.repository import DOCS, ROOT, files


class Loader(yaml.SafeLoader):
    """Reads mkdocs.yml, whose `!!python/name:` entries name functions."""


Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", lambda loader, suffix, node: suffix)
SITE: dict[str, Any] = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader)

PAGES = [path for path in files() if path.suffix == ".md" and DOCS in path.parents]
READMES = [ROOT / "README.md", ROOT / "README.vi.md"]
PICTURES = {path for path in files() if DOCS / "pictures" in path.parents}


def in_contents(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    for below in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from in_contents(below)


def test_the_contents_and_the_pages_agree() -> None:
    listed = list(in_contents(SITE["nav"]))
    assert sorted(listed) == sorted(str(path.relative_to(DOCS)) for path in PAGES)


def shown(page: Path) -> set[Path]:
    """The pictures of a page, in Markdown or HTML."""
    text = page.read_text("utf-8")
    links = re.findall(r"!\[[^\]]*\]\(([^)\s]+)", text) + re.findall(r'<img[^>]+src="([^"]+)"', text)
    return {(page.parent / link).resolve() for link in links}


@pytest.mark.parametrize("page", [*READMES, *PAGES], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_picture_that_is_shown_exists(page: Path) -> None:
    assert {path for path in shown(page) if not path.is_file()} == set()


def test_every_picture_is_shown() -> None:
    used = set().union(*map(shown, [*READMES, *PAGES]))
    assert {str(path.relative_to(ROOT)) for path in PICTURES - used} == set()


def test_the_site_asks_nothing_of_other_hosts() -> None:
    assert SITE["theme"]["font"] is False
    assert "extra_javascript" not in SITE
    assert "analytics" not in SITE.get("extra", {})


def test_decisions_carry_their_date() -> None:
    names = [path.name for path in (DOCS / "decisions").glob("*.md") if path.name != "index.md"]
    assert names
    assert [name for name in names if not re.fullmatch(r"20\d\d-\d\d-\d\d-[a-z0-9-]+\.md", name)] == []
