"""Marks of these tests."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "spark: needs pyspark (requirements-spark.lock) and Java; ./run test --all")
