"""What cannot be read, with a sentence for the athlete."""

from __future__ import annotations

from ..errors import LogbookError


class UnreadableArchive(LogbookError):
    """The archive, or a table that it needs, cannot be read at all."""


class UnreadableFile(LogbookError):
    """One file of the archive is damaged, or is not a recording. The others are not affected."""
