"""The page docs/reference/rights.md: what each role may do, and which page opens for whom.

`./run check --write` makes it from the declaration of roles and from the table that the tests hold every address to.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "reference" / "rights.md"
TABLE = ROOT / "tests" / "apps" / "routes.toml"

SHORT = {
    "enumerator": "RS",
    "ward_officer": "CP",
    "ward_leader": "LP",
    "district_officer": "CQ",
    "district_leader": "LQ",
    "committee_member": "BCĐ",
    "fund_keeper": "TQ",
    "fund_approver": "DC",
    "credit_officer": "TD",
    "emulation_council": "TĐ",
    "school_officer": "TH",
    "volunteer": "TN",
    "auditor": "KT",
    "administrator": "QT",
}
HEAD = """# Quyền · Rights

Trang này do máy viết (`./run check --write`) từ bảng khai vai trò và từ bảng mà kiểm thử dùng để mở từng địa chỉ với
từng vai trò, ở địa bàn của mình và ở địa bàn khác. This page is made from the declaration of roles, and from the table
with which a test visits every address with every role, in the own and in a foreign area.

Quyền chỉ có hiệu lực ở địa bàn của việc được giao và các đơn vị bên dưới: ngoài địa bàn, mọi trang trả lời “không có
quyền” (403); hồ sơ của địa bàn khác thì như không có (404). A right holds in the area of the duty and below it:
outside, every page answers 403; a record of another area is as if it did not exist (404).
"""


def set_up() -> None:
    """Django's tables of roles and addresses, with the settings of the tests: no data folder is touched."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "chungtay.config.settings.test"
    django.setup()


def addresses() -> Iterator[tuple[str, str, Any]]:
    """Name, address and pattern of every route of the application."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(resolver: URLResolver, space: str, before: str) -> Iterator[tuple[str, str, URLPattern]]:
        for entry in resolver.url_patterns:
            here = before + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, here)
            else:
                yield f"{space}{entry.name or ''}", here, entry

    return walk(get_resolver(), "", "/")


def declared() -> dict[str, dict[str, Any]]:
    """The table of routes: name -> entry, in the order of the file."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def page() -> str:
    """The whole page as Markdown; the same text on every machine."""
    return "\n".join([HEAD, *roles(), *permissions(), *pages()])


def both(text: Any) -> str:
    """A text of the screens in Vietnamese and English."""
    from django.utils.translation import override

    with override("vi"):
        vi = str(text)
    with override("en"):
        return f"{vi} · {text}"


def heads() -> list[str]:
    """The line under a table's heading that begins with one wide column, and the short names of the roles."""
    return [" | ".join(["", *SHORT.values(), ""]).strip(), "|".join(["", "---", *[":-:"] * len(SHORT), ""])]


def roles() -> Iterator[str]:
    from chungtay.foundation.accounts.models import Role
    from chungtay.foundation.accounts.permissions import ROLES
    from chungtay.foundation.places.models import Level

    yield from (
        "## Vai trò · Roles",
        "",
        "| | Vai trò · Role | Giao ở cấp · Level | Để làm gì · What for |",
        "|---|---|---|---|",
    )
    for role, declaration in ROLES.items():
        level = "; ".join(both(Level(level).label) for level in declaration.levels)
        yield f"| {SHORT[role]} | {both(Role(role).label)} | {level} | {both(declaration.does)} |"
    yield ""


def permissions() -> Iterator[str]:
    from chungtay.foundation.accounts.permissions import ROLES, WORDS, Permission

    names, line = heads()
    yield from ("## Được làm gì · What they may do", "", f"| {names}", line)
    for permission in Permission:
        marks = ("✓" if permission in declaration.may else "" for declaration in ROLES.values())
        yield f"| {both(WORDS[permission])} | {' | '.join(marks)} |"
    yield ""


def pages() -> Iterator[str]:
    names, line = heads()
    where = {name: re.sub(r"<\w+:(\w+)>", r"<\1>", address) for name, address, _ in addresses()}
    yield from ("## Trang nào mở cho ai · Which page opens for whom", "")
    yield "“Mọi người · everybody”: không cần đăng nhập, no sign-in needed."
    yield from ("", f"| {names}", line)
    for name, entry in declared().items():
        about = f"{' · '.join(entry['page'])}<br>`{where[name]}`"
        who = entry["who"]
        if who == "public":
            about += "<br>*mọi người · everybody*"
        yield f"| {about} | {' | '.join('✓' if opens(who, role) else '' for role in SHORT)} |"
    yield ""


def opens(who: str | list[str], role: str) -> bool:
    """Does an entry's `who` let a role in?"""
    from chungtay.foundation.accounts.permissions import ROLES

    if who in ("public", "signed in"):
        return True
    return role in who if isinstance(who, list) else who in ROLES[role].may
