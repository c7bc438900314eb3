"""A process that is killed with SIGKILL during an import loses nothing: the next one continues."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from strava.db.enums import RunState
from strava.settings import Settings

from .. import processes
from .imports import ATHLETE, Imports, archive_files


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_import_goes_on_after_its_process_was_killed(
    imports: Imports, settings: Settings, tmp_path: Path
) -> None:
    numbers = range(1, 121)
    path = imports.write(archive_files(numbers))
    process = processes.start(
        *("-m", "flask", "import", str(path)),
        environment={**os.environ, "INSTANCE_PATH": str(settings.instance_path)},
    )
    pause = threading.Event()
    while not imports.recorded():
        assert process.poll() is None, process.communicate()
        pause.wait(0.01)
    process.kill()
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGKILL
    before = len(imports.recorded())
    assert 0 < before < len(numbers)
    assert imports.ids() == set(numbers)
    run = imports.jobs.latest(ATHLETE, imports.lane)
    assert run is not None
    imports.jobs.wait(ATHLETE, timeout=60, lane=imports.lane)
    ended = imports.jobs.latest(ATHLETE, imports.lane)
    assert ended is not None
    assert (ended.id, ended.state, ended.added) == (run.id, RunState.DONE, len(numbers))
    assert (ended.done, imports.report(ended).read) == (len(numbers), len(numbers))
    assert imports.recorded() == set(numbers)
