"""An archive that arrives in slices: resumed, checked, private, and never more than announced."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from strava.settings import Settings

from .. import made_up_archive
from ..applications import MakeApp
from ..archive.zips import zipped

COPY = made_up_archive.sent_copy(made_up_archive.needed(made_up_archive.files()))
SLICE = 400
MIB = 1024 * 1024


@dataclass
class Sender:
    """What the script of the page does."""

    client: FlaskClient
    copy: bytes = COPY
    name: str = made_up_archive.NAME

    def begin(self, **changes: Any) -> Any:
        announced = {
            "name": self.name,
            "source_bytes": 100_000,
            "fingerprint": hashlib.sha256(self.copy).hexdigest(),
            "length": len(self.copy),
        }
        return self.client.post("/import/begin", data=announced | changes)

    def send(self, upload_id: str, offset: int, content: bytes | None = None) -> Any:
        return self.client.post(
            "/import/slice",
            query_string={"id": upload_id, "offset": offset},
            data=self.copy[offset : offset + SLICE] if content is None else content,
            content_type="application/octet-stream",
        )

    def send_all(self) -> str:
        """Send everything, and return the id of the upload."""
        state = self.begin().json
        while state["received"] < len(self.copy):
            state = self.send(state["id"], state["received"]).json
        upload_id: str = state["id"]
        return upload_id

    def finish(self, upload_id: str) -> str:
        """Finish the upload, and return the page that follows."""
        return self.client.post(
            "/import/finish", data={"id": upload_id}, follow_redirects=True
        ).text


@pytest.fixture
def sender(client: FlaskClient) -> Sender:
    return Sender(client)


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.instance_path / "import"


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.zip"))


def test_slices_become_a_private_zip(sender: Sender, folder: Path) -> None:
    upload_id = sender.send_all()
    (path,) = copies(folder)
    assert path.read_bytes() == COPY
    sender.finish(upload_id)
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
    if os.name != "nt":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}


def test_slice_at_another_place_is_left_out_and_the_answer_says_where_to_continue(
    sender: Sender, folder: Path
) -> None:
    upload_id = sender.begin().json["id"]
    assert sender.send(upload_id, 0).json["received"] == SLICE
    for offset in (0, SLICE - 1, 2 * SLICE, -1):
        answer = sender.send(upload_id, offset, b"x" * 10)
        assert (answer.status_code, answer.json["received"]) == (200, SLICE)
    assert copies(folder)[0].read_bytes() == COPY[:SLICE]


def test_upload_continues_after_a_restart_under_another_file_name(
    sender: Sender, settings: Settings, make_app: MakeApp
) -> None:
    upload_id = sender.begin().json["id"]
    sender.send(upload_id, 0)
    page = sender.client.get("/import").text
    assert "An upload is unfinished" in page
    assert f"{SLICE} bytes of {len(COPY) / 1000:.0f} kB of" in page
    app = make_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    again = Sender(app.test_client(), name="export_4711 (1).zip").begin().json
    assert again == {"id": upload_id, "received": SLICE}


def test_other_archive_has_to_wait_for_the_answer_about_the_first(sender: Sender) -> None:
    sender.finish(sender.send_all())
    answer = sender.begin(fingerprint="0" * 64)
    assert answer.status_code == 409
    assert f"{made_up_archive.NAME} has arrived, and waits" in answer.json["error"]


def test_other_archive_has_to_wait_until_the_first_is_discarded(
    sender: Sender, client: FlaskClient, folder: Path
) -> None:
    upload_id = sender.begin().json["id"]
    for difference in ({"source_bytes": 5}, {"fingerprint": "0" * 64}, {"length": 7}):
        answer = sender.begin(**difference)
        assert answer.status_code == 409
        assert f"{made_up_archive.NAME} has not been finished" in answer.json["error"]
        assert answer.json["is_occupied"]
    page = client.post("/import/discard", follow_redirects=True).text
    assert "was removed" in page
    assert copies(folder) == []
    assert sender.begin(length=7).json["received"] == 0
    answer = sender.send(upload_id, 0)
    assert (answer.status_code, answer.json["error"][:25]) == (409, "This upload was discarded")


def test_nothing_beyond_what_was_announced_is_written(sender: Sender, folder: Path) -> None:
    upload_id = sender.begin(length=SLICE + 500).json["id"]
    sender.send(upload_id, 0)
    for content in (b"x" * 501, b""):
        answer = sender.send(upload_id, SLICE, content)
        assert answer.status_code == 409
        assert "more than what was announced" in answer.json["error"]
    assert copies(folder)[0].stat().st_size == SLICE


@pytest.mark.parametrize(
    "announced",
    [
        {"fingerprint": "../" * 20},
        {"fingerprint": "A" * 64},
        {"source_bytes": "many"},
        {"source_bytes": -1},
        {"length": 0},
        {"length": -5},
        {"length": 10**15},
        {"length": ""},
    ],
)
def test_odd_announcement_is_refused(
    sender: Sender, folder: Path, announced: dict[str, Any]
) -> None:
    answer = sender.begin(**announced)
    assert (answer.status_code, list(answer.json)) == (409, ["error"])
    assert not folder.exists() or copies(folder) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "archive.zip"),
        ("a\nb\0.zip", "a b .zip"),
        ("x" * 300 + ".zip", "x" * 196 + ".zip"),
        ("<b>\u202e.zip", "&lt;b&gt; .zip"),
    ],
)
def test_odd_names_of_files_are_shown_as_text(sender: Sender, name: str, shown: str) -> None:
    sender.begin(name=name)
    assert f"{shown}</strong>" in sender.client.get("/import").text


def test_lack_of_space_is_shown_before_anything_is_sent(
    sender: Sender, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=200 * MIB)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    error = sender.begin().json["error"]
    assert "needs 0.3 GB" in error
    assert "0.2 GB are free" in error
    assert "flask import FILE" in error
    assert copies(folder) == []


def test_space_is_needed_for_the_copy_and_for_what_is_stored_of_it(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=1500 * 10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert "needs 2.3 GB" in sender.begin(length=10**9).json["error"]
    assert "error" not in sender.begin(length=5 * 10**8).json


@pytest.mark.parametrize(
    ("number", "status", "sentence"),
    [(errno.ENOSPC, 409, "The disk is full"), (errno.EIO, 503, "cannot write to its folder")],
)
def test_slice_that_the_disk_does_not_take_leaves_nothing(
    sender: Sender,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    status: int,
    sentence: str,
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    upload_id = sender.begin().json["id"]
    sender.send(upload_id, 0)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        answer = sender.send(upload_id, SLICE)
    assert answer.status_code == status
    assert sentence in answer.json["error"]
    assert copies(folder)[0].read_bytes() == COPY[:SLICE]
    assert sender.send(upload_id, SLICE).json["received"] == 2 * SLICE


def test_upload_is_not_finished_before_everything_has_arrived(sender: Sender, folder: Path) -> None:
    upload_id = sender.begin().json["id"]
    sender.send(upload_id, 0)
    assert "Not all of the archive has arrived" in sender.finish(upload_id)
    assert copies(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"no zip",
        b"x" * 5000,
        COPY[:-98] + b"x" * 98,
        COPY[:-22] + COPY[-22:].replace(b"PK", b"KP"),
        zipped({"activities.csv": b""}),
        made_up_archive.sent_copy({"activities.csv": b"", "logins.csv": b"secret"}),
        made_up_archive.sent_copy({"activities.csv": b"", "../activities/1.fit": b""}),
        made_up_archive.sent_copy({"activities.csv": b"", "activities/a/b.fit": b""}),
        made_up_archive.sent_copy({"activities.csv": b"", "media/1.jpg": b""}),
        made_up_archive.sent_copy({"a/b/activities.csv": b""}),
        made_up_archive.sent_copy({"activities.csv": b"", "..\\activities\\1.fit": b""}),
    ],
    ids=range(11),
)
def test_anything_but_the_copy_of_an_archive_is_removed(
    client: FlaskClient, folder: Path, content: bytes
) -> None:
    sender = Sender(client, content)
    page = sender.finish(sender.send_all())
    assert "is not the copy of an archive" in page
    assert list(folder.glob("*.zip")) == []
    assert "An upload is unfinished" not in page


def test_directory_with_too_many_entries_is_not_read(
    client: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("strava.archive.files.smaller_zip.MAX_ENTRIES", 2)
    sender = Sender(client)
    assert "is not the copy of an archive" in sender.finish(sender.send_all())


def test_bytes_that_were_not_acknowledged_are_sent_again(sender: Sender, folder: Path) -> None:
    upload_id = sender.begin().json["id"]
    sender.send(upload_id, 0)
    (path,) = copies(folder)
    path.write_bytes(path.read_bytes() + bytes(2 * SLICE))
    assert sender.begin().json["received"] == SLICE
    assert "was removed" not in sender.finish(sender.send_all())
    assert path.read_bytes() == COPY


def test_state_that_a_power_cut_has_damaged_is_forgotten(sender: Sender, folder: Path) -> None:
    for damage in (b"", b"[]", b'{"id": "../../x", "announced": {}, "is_checked": true}'):
        sender.begin()
        (folder / "upload.json").write_bytes(damage)
        assert sender.begin().json["received"] == 0
        assert len(copies(folder)) == 1
        sender.client.post("/import/discard")
