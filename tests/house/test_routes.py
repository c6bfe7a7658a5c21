"""Every address of the web application says who may open it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Pages of other people's apps, which have no declaration of ours; each with its reason.
FOREIGN: dict[str, str] = {}


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, here)
        else:
            yield here, entry


def test_every_route_declares_its_audience() -> None:
    found = dict(routes(get_resolver()))
    assert len(found) >= 10
    undeclared = [where for where, entry in found.items() if not getattr(entry.callback, "audience", ())]
    assert [where for where in undeclared if where not in FOREIGN] == []


def test_every_route_has_a_name() -> None:
    assert [where for where, entry in routes(get_resolver()) if not entry.name] == []


def test_an_audience_is_public_signed_in_or_a_known_role() -> None:
    from chungtay.foundation.accounts.models import Role
    from chungtay.foundation.core.audience import PUBLIC, SIGNED_IN

    known = {PUBLIC, SIGNED_IN, *Role.values}
    declared = {who for _, entry in routes(get_resolver()) for who in getattr(entry.callback, "audience", ())}
    assert declared - known == set()
