"""Files that belong to another user, whatever the user that runs the tests may do."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from strava import private_files

OWNER = 54321
"""The id of the other user. The system has no name for it."""
_MARK = 0o004
"""The mode of a file that this process may not use. What Logbook makes has another one."""


class AnotherUser:
    """Takes files and folders away from the user that this process runs as."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._folders: set[Path] = set()
        owner_id, access, chmod = private_files.owner_id, os.access, os.chmod

        def fake_access(path: Any, mode: int, **options: Any) -> bool:
            return not self._owns(Path(path)) and access(path, mode, **options)

        def fake_chmod(path: Any, mode: int, **options: Any) -> None:
            if self._owns(Path(path)):
                raise PermissionError(1, "Operation not permitted", str(path))
            chmod(path, mode, **options)

        patch.setattr(
            private_files, "owner_id", lambda path: OWNER if self._owns(path) else owner_id(path)
        )
        patch.setattr(os, "access", fake_access)
        patch.setattr(os, "supports_effective_ids", {fake_access})
        patch.setattr(os, "chmod", fake_chmod)

    def take(self, path: Path) -> None:
        """Make a file, which may not exist yet, or an existing folder belong to the other user."""
        if path.is_dir():
            self._folders.add(path)
        else:
            path.touch()
            path.chmod(_MARK)

    def _owns(self, path: Path) -> bool:
        if path in self._folders:
            return True
        try:
            return stat.S_IMODE(path.lstat().st_mode) == _MARK
        except OSError:
            return False


def assert_named(sentence: str, path: Path) -> None:
    """Check that a sentence says whose file this is, and what to do about it."""
    assert f"{path} belongs to {OWNER}" in sentence
    assert "sudo chown" in sentence
