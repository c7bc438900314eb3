"""A ZIP from Strava, or a folder it was unpacked to, is read as names and their bytes."""

from __future__ import annotations

import os
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strava.archive.faults import UnreadableArchive, UnreadableFile
from strava.archive.files import container, entry_stream
from strava.archive.files.container import open_archive

from .zips import HEADER, write_folder, write_zip, zipped

FILES: dict[str, bytes | str] = {
    "activities.csv": HEADER,
    "profile.csv": "Athlete ID\n7\n",
    "activities/1.gpx": "<gpx/>",
    "activities/2.fit.gz": b"\x1f\x8b",
}
Write = Callable[[Path, Mapping[str, bytes | str]], Path]


@pytest.fixture(params=[write_zip, write_folder], ids=["zip", "folder"])
def write(request: pytest.FixtureRequest) -> Write:
    write: Write = request.param
    return write


def read(path: Path, name: str) -> bytes:
    with open_archive(path) as archive, archive.open(name) as stream:
        return stream.read()


def test_files_are_read_by_the_names_of_the_table(tmp_path: Path, write: Write) -> None:
    path = write(tmp_path / "export_7", FILES)
    with open_archive(path) as archive:
        assert set(archive.names()) == set(FILES)
        with archive.open("activities/1.gpx") as stream:
            assert stream.read() == b"<gpx/>"
            assert stream.fault is None


@pytest.mark.parametrize(("year", "written_at"), [(2026, "2026-03-01 07:30:00"), (1980, None)])
def test_table_of_a_zip_has_the_date_of_its_entry(
    tmp_path: Path, year: int, written_at: str | None
) -> None:
    with zipfile.ZipFile(tmp_path / "export_7.zip", "w") as file:
        file.writestr(zipfile.ZipInfo("activities.csv", (year, 3, 1, 7, 30, 0)), HEADER)
    with open_archive(tmp_path / "export_7.zip") as archive:
        assert archive.written_at() == written_at


def test_table_of_a_folder_has_the_date_of_its_file(tmp_path: Path) -> None:
    path = write_folder(tmp_path / "export_7", FILES)
    written = datetime(2026, 3, 1, 7, 30).timestamp()
    os.utime(path / "activities.csv", (written, written))
    with open_archive(path) as archive:
        assert archive.written_at() == "2026-03-01 07:30:00"


def test_archive_may_lie_in_another_folder(tmp_path: Path, write: Write) -> None:
    path = write(tmp_path / "x", {f"export_7/{name}": text for name, text in FILES.items()})
    assert read(path, "activities/1.gpx") == b"<gpx/>"


def test_folder_of_an_archive_is_found_at_most_one_folder_deep(
    tmp_path: Path, write: Write
) -> None:
    path = write(tmp_path / "x", {f"a/b/{name}": text for name, text in FILES.items()})
    with pytest.raises(UnreadableArchive, match=r"has no activities\.csv"):
        open_archive(path)


def test_recordings_that_were_unpacked_too_are_found(tmp_path: Path, write: Write) -> None:
    path = write(tmp_path / "export_7", {**FILES, "activities/3.gpx": "<gpx></gpx>"})
    assert read(path, "activities/3.gpx.gz") == b"<gpx></gpx>"
    with open_archive(path) as archive:
        assert archive.digest("activities/3.gpx.gz") == archive.digest("activities/3.gpx")
        assert archive.digest("activities/4.gpx.gz") is None


def test_what_macos_adds_is_left_out(tmp_path: Path) -> None:
    extra = {"__MACOSX/export/activities.csv": "x", "export/activities/._1.gpx": "x"}
    files = {f"export/{name}": text for name, text in FILES.items()}
    with open_archive(write_zip(tmp_path / "x.zip", {**extra, **files})) as archive:
        assert set(archive.names()) == set(FILES)


def test_names_are_compared_with_slashes_and_composed_letters(tmp_path: Path) -> None:
    files = {"activities.csv": HEADER, unicodedata.normalize("NFD", "activities/ä.gpx"): "<gpx/>"}
    path = write_zip(tmp_path / "x.zip", files)
    assert read(path, unicodedata.normalize("NFC", "activities\\ä.gpx")) == b"<gpx/>"


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "activities/../../secret", "", "."])
def test_only_files_of_the_archive_are_opened(tmp_path: Path, write: Write, name: str) -> None:
    (tmp_path / "secret").write_text("x")
    path = write(tmp_path / "export", FILES)
    with open_archive(path) as archive:
        with pytest.raises(UnreadableFile, match="not in the archive"):
            archive.open(name)
        assert archive.digest(name) is None


def test_digest_changes_with_the_file(tmp_path: Path, write: Write) -> None:
    with open_archive(write(tmp_path / "a", FILES)) as archive:
        before, fingerprint = archive.digest("activities/1.gpx"), archive.fingerprint()
    with open_archive(write(tmp_path / "b", FILES)) as archive:
        assert (archive.digest("activities/1.gpx"), archive.fingerprint()) == (before, fingerprint)
    with open_archive(write(tmp_path / "c", {**FILES, "activities/1.gpx": "<gpx />"})) as archive:
        assert archive.digest("activities/1.gpx") != before
        assert archive.fingerprint() != fingerprint


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not a ZIP"),
        (b"PK\3\4 but no end", "is not a ZIP"),
        (zipped(FILES)[:-30], "is not a ZIP"),
        (zipped({"a.txt": "x"}), r"has no activities\.csv"),
        (zipped({"export_7.zip": zipped(FILES)}), r"another ZIP in it.*export_7\.zip"),
        (zipped({"a/activities.csv": "", "b/activities.csv": ""}), "several archives"),
    ],
    ids=["empty", "no end", "cut off", "another", "nested", "several"],
)
def test_file_that_is_not_an_archive_is_explained(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(UnreadableArchive, match=sentence):
        open_archive(tmp_path / "x.zip")


def test_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UnreadableArchive, match="is not there"):
        open_archive(tmp_path / "x.zip")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads every file")
def test_file_that_may_not_be_read_is_explained(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", FILES)
    path.chmod(0)
    with pytest.raises(UnreadableArchive, match="cannot be read"):
        open_archive(path)


def with_flag(content: bytes, name: str, flag: int) -> bytes:
    """Return a ZIP in which one entry has a bit of its general purpose flags set."""
    changed = bytearray(content)
    for signature, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = content.find(signature)
        while start >= 0:
            offset = start + (30 if signature == b"PK\3\4" else 46)
            if content[offset : offset + len(name)] == name.encode():
                changed[start + place] |= flag
            start = content.find(signature, start + 4)
    return bytes(changed)


def test_encrypted_files_are_explained(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(with_flag(zipped(FILES), "activities/1.gpx", 1))
    with open_archive(path) as archive, pytest.raises(UnreadableFile, match="is encrypted"):
        archive.open("activities/1.gpx")
    path.write_bytes(with_flag(zipped(FILES), "activities.csv", 1))
    with pytest.raises(UnreadableArchive, match="is encrypted"):
        open_archive(path)


def test_unknown_method_is_explained(tmp_path: Path) -> None:
    path, content = tmp_path / "x.zip", bytearray(zipped(FILES))
    entry = content.find(b"PK\1\2", content.find(b"PK\1\2") + 4)
    name = content[entry + 46 : entry + 46 + 11].decode()
    struct.pack_into("<H", content, entry + 10, 9)
    path.write_bytes(content)
    with open_archive(path) as archive, pytest.raises(UnreadableFile, match="does not know"):
        archive.open(name)


def test_beginning_of_a_damaged_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    text = bytes(range(256)) * 4000
    content = bytearray(zipped({**FILES, "activities/3.gpx": text}, zipfile.ZIP_STORED))
    place = content.find(text) + len(text) - 10
    content[place] ^= 0xFF
    path.write_bytes(content)
    with open_archive(path) as archive, archive.open("activities/3.gpx") as stream:
        assert stream.read()[:900_000] == text[:900_000]
        assert stream.fault is not None
        assert "damaged" in stream.fault


def test_bombs_end_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_stream, "MAX_BYTES", 100_000)
    path = write_zip(tmp_path / "x.zip", {**FILES, "activities/3.gpx": bytes(10_000_000)})
    assert path.stat().st_size < 20_000
    with (
        open_archive(path) as archive,
        archive.open("activities/3.gpx") as stream,
        pytest.raises(UnreadableFile, match="more than"),
    ):
        stream.read()


def test_number_of_files_is_limited_before_the_directory_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "x.zip", FILES)
    monkeypatch.setattr(container, "MAX_ENTRIES", 4)
    open_archive(path).close()
    monkeypatch.setattr(container, "MAX_ENTRIES", 3)
    monkeypatch.setattr(container, "ZipFile", None)
    with pytest.raises(UnreadableArchive, match="more than 3 files"):
        open_archive(path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_zips_are_read_in_part_or_explained(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(zipped({**FILES, "activities/3.gpx": b"<trkpt/>" * 500}))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(content[cut:] if data.draw(st.booleans()) else content)
    try:
        with open_archive(path) as archive:
            for name in archive.names():
                try:
                    with archive.open(name) as stream:
                        while stream.read(65_536):
                            pass
                except UnreadableFile:
                    pass
    except UnreadableArchive:
        pass


@pytest.mark.slow
def test_zip64_over_4_gb_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("activities/1.gpx", "<gpx/>")
    with path.open("r+b") as file:
        # A hole, which takes no space on the disk, in front of the other entries.
        file.seek(5 * 1024**3)
        file.write(zipped({}))
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    assert path.stat().st_size > 5 * 1024**3
    assert read(path, "activities/1.gpx") == b"<gpx/>"


@pytest.mark.slow
@pytest.mark.parametrize("number", [30_000, 70_000])
def test_many_entries_are_found(tmp_path: Path, number: int) -> None:
    names = [f"activities/{number}.fit.gz" for number in range(number)]
    path = write_zip(tmp_path / "x.zip", {**dict.fromkeys(names, b""), **FILES})
    with open_archive(path) as archive:
        assert len(archive.names()) == len({*names, *FILES})
        assert archive.digest(names[-1]) is not None
