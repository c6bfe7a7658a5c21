from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.enumerator.telephone import Telephone


@pytest.fixture
def telephone(browser, live_server, tmp_path) -> Iterator[Callable[..., Telephone]]:
    """Begins a telephone; each has a folder of its own."""
    made: list[Telephone] = []

    def begin(name: str = "one", **options) -> Telephone:
        made.append(Telephone(browser, live_server.url, tmp_path / name, **options))
        return made[-1]

    yield begin
    for each in made:
        each.close()
