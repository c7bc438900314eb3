"""Reads one file of an archive, in bounded steps, and keeps what is whole of a damaged one."""

from __future__ import annotations

import io
import lzma
import zlib
from collections.abc import Callable
from typing import IO
from zipfile import BadZipFile

from ..faults import UnreadableFile

MAX_BYTES = 256 * 1024 * 1024
"""More than any recording or table of an archive has."""
_PIECE = 8 * 1024
_DAMAGES = (BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


class EntryStream(io.BufferedReader):
    """The bytes of one file, which end where the archive is damaged."""

    def __init__(self, name: str, source: IO[bytes]) -> None:
        self._counted = _Counted(name, source)
        super().__init__(self._counted)

    @property
    def fault(self) -> str | None:
        """Why the file ended early, once that was noticed; one sentence."""
        return self._counted.fault


class _Counted(io.RawIOBase):
    """Counts bytes while they are unpacked, because an archive may be wrong about their number."""

    def __init__(self, name: str, source: IO[bytes]) -> None:
        self.fault: str | None = None
        self._name = name
        self._source = source
        # What read1 reads at once is lost if it is damaged.
        self._read: Callable[[int], bytes] = getattr(source, "read1", source.read)
        self._left = MAX_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self.fault is not None:
            return 0
        try:
            content = self._read(min(len(buffer), _PIECE))
        except _DAMAGES:
            self.fault = "The archive is damaged at this file, or cannot be read there."
            return 0
        self._left -= len(content)
        if self._left < 0:
            raise UnreadableFile(
                f"The file has more than {MAX_BYTES // 1024**2} MiB, and was not read."
            )
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()
