"""pyproject.toml and the requirements files made from it agree."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent


def project_file() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pinned(file: str) -> dict[str, str]:
    """Return the version that a requirements file pins for each package."""
    versions: dict[str, str] = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            (specifier,) = requirement.specifier
            assert specifier.operator == "==", line
            versions[canonicalize_name(requirement.name)] = specifier.version
    return versions


def direct_dependencies(file: str) -> list[str]:
    """Return what pyproject.toml asks of the packages in a requirements file."""
    data = project_file()
    direct: list[str] = [*data["project"]["dependencies"]]
    if file != "requirements.txt":
        direct += data["project"]["optional-dependencies"]["postgres"]
    if file == "requirements-dev.txt":
        direct += data["dependency-groups"]["dev"]
    return direct


FILES = ("requirements.txt", "requirements-postgres.txt", "requirements-dev.txt")


@pytest.mark.parametrize("file", FILES)
def test_direct_dependencies_are_pinned_at_versions_their_bounds_allow(file: str) -> None:
    versions = pinned(file)
    for text in direct_dependencies(file):
        requirement = Requirement(text)
        version = versions[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{text} is pinned at {version}"


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-postgres.txt"])
def test_direct_dependencies_have_lower_bounds(file: str) -> None:
    for text in direct_dependencies(file):
        assert [one.operator for one in Requirement(text).specifier] == [">="], text


@pytest.mark.parametrize("file", FILES[1:])
def test_larger_requirements_files_pin_the_same_versions(file: str) -> None:
    assert pinned("requirements.txt").items() <= pinned(file).items()


@pytest.mark.parametrize("file", ["pyproject.toml", *FILES])
def test_project_files_name_no_package_index(file: str) -> None:
    assert "://" not in (ROOT / file).read_text(encoding="utf-8")
