"""An archive as names and what can be read by them: Strava's ZIP, or a folder it was unpacked to.

Names are those of activities.csv, such as `activities/123.fit.gz`: relative to the folder of
activities.csv, which may lie in another folder. Nothing is ever written by a name of an archive.
"""

from __future__ import annotations

import hashlib
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Generic, Self, TypeVar
from zipfile import BadZipFile, ZipFile, ZipInfo

from ..faults import UnreadableArchive, UnreadableFile
from .entry_stream import EntryStream
from .zip_size import size_of_directory

ACTIVITIES = "activities.csv"
RECORDINGS = "activities"
"""The folder of the recordings."""
MAX_ENTRIES = 500_000
_MAX_DIRECTORY = 64 * 1024 * 1024
"""The bytes of the directory of a ZIP with more entries than that."""
_MAX_SUBFOLDERS = 1_000
_ENCRYPTED = 0x1
_NO_YEAR = 1980
"""The year of entries in a ZIP that have no date."""
_UNREADABLE = (BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError)
"""What zipfile raises for a damaged ZIP; RuntimeError for an encrypted entry."""
Entry = TypeVar("Entry")


class Archive(ABC):
    """The files of an archive. Use it as a context manager, which closes it."""

    @abstractmethod
    def names(self) -> Collection[str]:
        """Return the names of all files. What macOS adds to a ZIP is left out."""

    @abstractmethod
    def open(self, name: str) -> EntryStream:
        """Open a file; raises UnreadableFile if it is not there, or cannot be read."""

    @abstractmethod
    def digest(self, name: str) -> str | None:
        """Return a text that changes with a file, without reading it; None if it is not there."""

    @abstractmethod
    def written_at(self) -> str | None:
        """Return when activities.csv was written, such as `2026-03-01 07:30:00`, in local time.

        None if the archive does not say.
        """

    @abstractmethod
    def close(self) -> None:
        """Close the archive."""

    def fingerprint(self) -> str:
        """Return a text that changes whenever a file of the archive does."""
        found = hashlib.sha256()
        for name in sorted(self.names()):
            found.update(f"{name}\0{self.digest(name)}\0".encode("utf-8", "surrogatepass"))
        return found.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def open_archive(path: Path) -> Archive:
    """Open a ZIP or a folder; raises UnreadableArchive."""
    try:
        return _Folder(path) if path.is_dir() else _Zip(path)
    except FileNotFoundError:
        raise UnreadableArchive(
            f"{path} is not there. Name the ZIP from Strava, or the folder it was unpacked to."
        ) from None
    except OSError as error:
        raise UnreadableArchive(
            f"{path} cannot be read: {error.strerror or error}. Make it readable for you."
        ) from error


def plain(name: str) -> str:
    """Return a name as it is compared: with slashes, and with composed letters."""
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


class _Indexed(Archive, Generic[Entry]):
    """An archive whose files are known by name."""

    _entries: dict[str, Entry]

    def names(self) -> Collection[str]:
        return self._entries.keys()

    def _look_up(self, name: str) -> Entry | None:
        """Return a file; some programs unpack recordings, too, and then `.gz` is missing."""
        known = plain(name)
        return self._entries.get(known) or self._entries.get(known.removesuffix(".gz"))

    def _find(self, name: str) -> Entry:
        entry = self._look_up(name)
        if entry is None:
            raise UnreadableFile(
                "The file is not in the archive. If it is a part of an archive, import all of it."
            )
        return entry


class _Zip(_Indexed[ZipInfo]):
    def __init__(self, path: Path) -> None:
        self._zip = _open_zip(path)
        try:
            self._entries = _below_root(
                {plain(info.filename): info for info in self._zip.infolist()}
            )
            self._check_encryption()
        except BaseException:
            self._zip.close()
            raise

    def open(self, name: str) -> EntryStream:
        info = self._find(name)
        if info.flag_bits & _ENCRYPTED:
            raise UnreadableFile("The file is encrypted. Unpack the ZIP, and import the folder.")
        try:
            return EntryStream(name, self._zip.open(info))
        except NotImplementedError:
            raise UnreadableFile(
                "The file is packed with a method that Logbook does not know. Unpack the ZIP, and "
                "import the folder."
            ) from None
        except _UNREADABLE as error:
            raise UnreadableFile(
                "The archive is damaged at this file. Download it from Strava again."
            ) from error

    def digest(self, name: str) -> str | None:
        info = self._look_up(name)
        return None if info is None else f"{info.CRC:08x}-{info.file_size}"

    def written_at(self) -> str | None:
        year, *others = self._entries[ACTIVITIES].date_time
        if year == _NO_YEAR:
            return None
        return "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(year, *others)

    def close(self) -> None:
        self._zip.close()

    def _check_encryption(self) -> None:
        if self._entries[ACTIVITIES].flag_bits & _ENCRYPTED:
            raise UnreadableArchive(
                "The ZIP is encrypted. Unpack it with its password, and import the folder."
            )


class _Folder(_Indexed[Path]):
    def __init__(self, path: Path) -> None:
        root = path if (path / ACTIVITIES).is_file() else _subfolder(path)
        found = {ACTIVITIES: root / ACTIVITIES}
        for folder in (root, root / RECORDINGS):
            for file in _files(folder):
                found[plain(file.relative_to(root).as_posix())] = file
        self._entries = {name: file for name, file in found.items() if not _is_extra(name)}

    def open(self, name: str) -> EntryStream:
        file = self._find(name)
        try:
            return EntryStream(name, file.open("rb", buffering=0))
        except OSError as error:
            raise UnreadableFile(
                f"The file cannot be read: {error.strerror}. Make it readable for you."
            ) from error

    def digest(self, name: str) -> str | None:
        file = self._look_up(name)
        if file is None:
            return None
        try:
            return str(file.stat().st_size)
        except OSError:
            return "0"

    def written_at(self) -> str | None:
        try:
            written = self._find(ACTIVITIES).stat().st_mtime
            return f"{datetime.fromtimestamp(written):%Y-%m-%d %H:%M:%S}"
        except (OSError, ValueError, OverflowError):
            return None

    def close(self) -> None:
        pass


def _open_zip(path: Path) -> ZipFile:
    """Open a ZIP whose directory is not endless."""
    with path.open("rb") as file:
        found = size_of_directory(file)
    if found is None:
        raise UnreadableArchive(
            "The file is not a ZIP, or only a part of one. Choose the ZIP from Strava, or download "
            "it again."
        )
    if found[0] > MAX_ENTRIES or found[1] > _MAX_DIRECTORY:
        raise _too_many()
    try:
        opened = ZipFile(path)
    except FileNotFoundError:
        raise
    except _UNREADABLE as error:
        raise UnreadableArchive(
            "The ZIP is damaged. Download the archive from Strava again."
        ) from error
    if len(opened.infolist()) > MAX_ENTRIES:
        opened.close()
        raise _too_many()
    return opened


def _too_many() -> UnreadableArchive:
    return UnreadableArchive(
        f"There are more than {MAX_ENTRIES:,} files in it, which no archive from Strava has."
    )


def _below_root(entries: dict[str, Entry]) -> dict[str, Entry]:
    """Return the entries in the folder of activities.csv, named relative to it."""
    names = [name for name in entries if not name.endswith("/") and not _is_extra(name)]
    roots = {
        name[: -len(ACTIVITIES)]
        for name in names
        if name == ACTIVITIES or (name.endswith(f"/{ACTIVITIES}") and name.count("/") == 1)
    }
    root = "" if "" in roots else _only(roots, names)
    return {name[len(root) :]: entries[name] for name in names if name.startswith(root)}


def _subfolder(path: Path) -> Path:
    """Return the folder in `path` that has activities.csv."""
    children = [child for _, child in zip(range(_MAX_SUBFOLDERS), path.iterdir(), strict=False)]
    roots = {child.name for child in children if child.is_dir() and (child / ACTIVITIES).is_file()}
    return path / _only(roots, [child.name for child in children])


def _only(roots: set[str], names: Iterable[str]) -> str:
    if len(roots) == 1:
        return roots.pop()
    if roots:
        raise UnreadableArchive(
            f"There are several archives in it: {', '.join(sorted(roots))}. Import one of them."
        )
    inner = next((name for name in names if name.lower().endswith(".zip")), None)
    if inner is not None:
        raise UnreadableArchive(
            f"There is another ZIP in it. Unpack it, and import {PurePosixPath(inner).name}."
        )
    raise UnreadableArchive(
        f"This is not an archive from Strava, or not all of it: it has no {ACTIVITIES}."
    )


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for number, file in enumerate(folder.iterdir()):
        if number >= MAX_ENTRIES:
            raise _too_many()
        if file.is_file():
            yield file


def _is_extra(name: str) -> bool:
    """Return whether macOS has added this file to a ZIP."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and parts[-1].startswith("._"))
