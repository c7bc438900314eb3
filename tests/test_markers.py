"""Which tests run for which `-m`."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with one test for each marker, and one without."""
    pytester.makeconftest("from tests.markers import pytest_collection_modifyitems")
    pytester.makepyprojecttoml(
        """
        [tool.pytest.ini_options]
        addopts = "--strict-markers -p no:xdist"
        markers = ["browser", "postgres", "slow"]
        """
    )
    for path, body in {
        "tests/browser/test_page.py": "def test_page(): pass",
        "tests/postgres/test_server.py": "def test_server(): pass",
        "tests/test_plain.py": "def test_plain(): pass",
        "tests/test_slow.py": "import pytest\n@pytest.mark.slow\ndef test_slow(): pass",
    }.items():
        file = pytester.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body)
    return pytester


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", {"test_page", "test_server", "test_plain"}),
        ("browser", {"test_page"}),
        ("postgres", {"test_server"}),
        ("not browser and not postgres", {"test_plain"}),
        ("slow", {"test_slow"}),
        ("slow or not slow", {"test_page", "test_server", "test_plain", "test_slow"}),
    ],
)
def test_marker_expression_selects_tests_by_folder_and_slow_only_by_name(
    project: pytest.Pytester, expression: str, expected: set[str]
) -> None:
    result = project.inline_run("-m", expression)
    passed, _, failed = result.listoutcomes()
    assert {report.nodeid.rpartition("::")[2] for report in passed} == expected
    assert not failed
