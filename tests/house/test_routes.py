"""Every address of the web application says who may open it, and the page that lists them is fresh."""

from __future__ import annotations

from typing import Any

from chungtay.cli import _rights


def routes() -> dict[str, Any]:
    """Address -> its view, for every route."""
    return {address: pattern.callback for _name, address, pattern in _rights.addresses()}


def test_every_route_declares_its_audience() -> None:
    found = routes()
    assert len(found) >= 10
    assert [address for address, view in found.items() if not getattr(view, "audience", ())] == []


def test_every_route_has_a_name_of_its_own() -> None:
    names = [name for name, _address, _pattern in _rights.addresses()]
    assert [name for name in names if not name or name.endswith(":") or names.count(name) > 1] == []


def test_an_audience_is_public_signed_in_or_a_known_role() -> None:
    from chungtay.foundation.accounts.models import Role
    from chungtay.foundation.core.audience import PUBLIC, SIGNED_IN

    known = {PUBLIC, SIGNED_IN, *Role.values}
    declared = {who for view in routes().values() for who in getattr(view, "audience", ())}
    assert declared - known == set()


def test_every_route_is_in_the_table_of_the_tests_and_the_other_way_round() -> None:
    """A new page gets its entry in tests/apps/routes.toml; tests/apps/test_every_route.py visits it."""
    assert {name for name, _address, _pattern in _rights.addresses()} == set(_rights.declared())


def test_every_role_has_a_column() -> None:
    from chungtay.foundation.accounts.permissions import ROLES, WORDS, Permission

    assert list(_rights.SHORT) == list(ROLES)
    assert set(WORDS) == set(Permission)


def test_the_page_of_rights_is_fresh() -> None:
    assert _rights.PAGE.read_text("utf-8") == _rights.page(), "write it anew: ./run check --write"
