from __future__ import annotations

import pytest

from chungtay.demo.district import District, generate
from chungtay.rulebook import rule_sets
from chungtay.rulebook.model import RuleSet


@pytest.fixture(scope="session")
def small() -> District:
    return generate("small")


@pytest.fixture(scope="session")
def sample() -> District:
    """Enough households for every kind of family and every rare answer."""
    return generate("medium", households=2500, share_listed=200)


@pytest.fixture(scope="session")
def rule_set() -> RuleSet:
    return rule_sets.load("vn-2022")
