"""Archives that are damaged at random never crash an import, and lose no row that is stored."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strava.db.enums import RunState

from .imports import Imports, archive_files
from .zips import zipped

FILES = archive_files(range(1, 6))
CONTENT = zipped(FILES)


def import_damaged(imports: Imports, content: bytes) -> None:
    """Import a damaged archive after a whole one, and check that nothing is lost."""
    before, recorded = imports.ids(), imports.recorded()
    path = imports.folder / "damaged.zip"
    path.write_bytes(content)
    run = imports.go_on(imports.begin(path))
    assert run.state in (RunState.DONE, RunState.FAILED)
    assert "Internal error" not in (run.error or "")
    assert run.state == RunState.DONE or run.error
    assert before <= imports.ids()
    assert recorded <= imports.recorded()


@pytest.fixture
def imported(imports: Imports) -> Imports:
    """The athlete with all activities of the archive."""
    imports.run(FILES)
    return imports


quick = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return the archive with some bytes changed, or cut at either end."""
    content = bytearray(CONTENT)
    for place in draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[place] = draw(st.integers(0, 255))
    start = draw(st.sampled_from([0, 0, 0, 100]))
    end = draw(st.sampled_from([None, None, None, -10, -200]))
    return bytes(content[start:end])


@quick
@given(content=damaged())
def test_damaged_archives_lose_nothing(imported: Imports, content: bytes) -> None:
    import_damaged(imported, content)


@pytest.mark.slow
@settings(quick, max_examples=300)
@given(content=damaged())
def test_many_damaged_archives_lose_nothing(imported: Imports, content: bytes) -> None:
    import_damaged(imported, content)


@pytest.mark.slow
def test_archive_that_is_cut_anywhere_loses_nothing(imported: Imports) -> None:
    for end in range(0, len(CONTENT), 97):
        import_damaged(imported, CONTENT[:end])
