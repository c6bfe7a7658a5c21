"""Every template is used, and every template that is named exists."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.repository import SOURCE, files

TEMPLATES = {
    path.relative_to(next(up for up in path.parents if up.name == "templates")).as_posix(): path
    for path in files()
    if SOURCE in path.parents and "templates" in path.parts
}

# Names that Django itself looks for.
LOOKED_FOR = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}

NAMED = re.compile(r"""["']([\w./-]+\.(?:html|txt|xml|js|json|webmanifest|svg|typ))(?:#[\w-]+)?["']""")


def names_in(path: Path) -> set[str]:
    return set(NAMED.findall(path.read_text("utf-8")))


def test_every_template_is_used() -> None:
    code = [path for path in files() if path.suffix == ".py" and SOURCE in path.parents]
    named = set().union(*map(names_in, [*code, *TEMPLATES.values()]))
    assert sorted(set(TEMPLATES) - named - LOOKED_FOR) == []


def test_every_template_that_a_template_names_exists() -> None:
    tag = re.compile(r"""{%-?\s*(?:extends|include)\s+["']([^"'#]+)""")
    wanted = {name for path in TEMPLATES.values() for name in tag.findall(path.read_text("utf-8"))}
    assert sorted(wanted - set(TEMPLATES)) == []
