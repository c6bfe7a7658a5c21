"""Each dependency gives its reason; the locks hold the same names, with hashes and no addresses; what was built for the
screens is what its manifest says."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib

import pytest

from tests.house.repository import ROOT

PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PYPROJECT)
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))

# Tools that every Python project knows; their names are the reason.
KNOWN_TO_ALL = {"pytest", "pytest-django", "pytest-xdist", "hypothesis", "ruff", "mypy", "django-stubs"}
KNOWN_TO_ALL |= {"import-linter", "types-openpyxl", "types-defusedxml"}


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=;! ]", requirement, maxsplit=1)[0].lower()


def names(*groups: list[str]) -> set[str]:
    return {name_of(requirement) for group in groups for requirement in group}


def locked(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


RUN_TIME = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
DEV = PROJECT["dependency-groups"]["dev"]


@pytest.mark.parametrize("requirement", [*RUN_TIME, *(r for extra in EXTRAS.values() for r in extra), *DEV])
def test_each_dependency_has_a_reason_beside_it(requirement: str) -> None:
    if name_of(requirement) in KNOWN_TO_ALL:
        return
    line = next(line for line in PYPROJECT.splitlines() if f'"{requirement}"' in line)
    assert re.search(r"#\s*\w.{8,}", line), f"{requirement}: say in a few words why it is here"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    entries = re.findall(r"^[a-z0-9._-]+==.*?(?=^[a-z0-9#]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_match_the_project() -> None:
    wanted = names(RUN_TIME, EXTRAS["postgres"])
    assert wanted - locked("requirements.lock") == set()
    assert (wanted | names(DEV)) - locked("requirements-dev.lock") == set()


def test_both_locks_pin_the_same_versions() -> None:
    """Otherwise the tests would try another program than the one that runs."""
    pins = {
        lock: dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / lock).read_text("utf-8"), re.M)) for lock in LOCKS
    }
    run_time, dev = pins["requirements.lock"], pins["requirements-dev.lock"]
    assert {name: version for name, version in run_time.items() if dev.get(name) != version} == {}


STATIC = ROOT / "src/chungtay/foundation/core/static/chungtay"
NPM = json.loads((ROOT / "frontend/package-lock.json").read_text("utf-8"))["packages"]


@pytest.mark.parametrize("manifest", sorted(STATIC.rglob("manifest.json")), ids=lambda path: path.parent.name)
def test_built_files_are_those_of_the_locked_package(manifest) -> None:
    for package, about in json.loads(manifest.read_text("utf-8")).items():
        assert about["version"] == NPM[f"node_modules/{package}"]["version"]
        assert about["files"]
        for name, digest in about["files"].items():
            assert hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest() == digest, name


def test_the_npm_lock_names_no_address() -> None:
    assert [name for name, entry in NPM.items() if "resolved" in entry] == []
    assert all(entry.get("integrity") for name, entry in NPM.items() if name)
