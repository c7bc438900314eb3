"""The page of imports: an archive that is chosen or dropped arrives as a smaller ZIP."""

from __future__ import annotations

import re
import zipfile
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from strava.archive import stored_uploads, uploads
from strava.settings import Settings

from .. import made_up_archive
from ..archive.zips import write_folder, write_zip, zipped
from .steps import SCRIPTS_FIRST, RunningLogbook, Watch, expect_same_page, mark, rows

FILES = made_up_archive.files()
SENT = made_up_archive.needed(FILES)
QUESTION = "This archive belongs to Noor Example. Add them?"
READ_DAMAGED = """async ([content, rounds]) => {
    const scripts = Array.from(document.scripts, script => script.src);
    const main = scripts.find(address => address.endsWith("/import/main.js"));
    const address = main.replace("main.js", "zip_directory.js");
    const {readDirectory, UnreadableZip} = await import(address);
    const whole = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
    let seed = 1;
    const below = limit => (seed = (seed * 48271) % 0x7fffffff) % limit;
    const unexpected = [];
    let readable = 0;
    for (let round = 0; round < rounds; round += 1) {
        const bytes = whole.slice(0, round % 4 ? whole.length : below(whole.length));
        const directory = Math.max(0, bytes.length - 800);
        for (let change = round % 3; change < 3 && bytes.length; change += 1) {
            bytes[directory + below(bytes.length - directory)] = below(256);
        }
        try {
            const entries = await readDirectory(new Blob([bytes]));
            const isInside = ({start, end}) => 0 <= start && start <= end && end <= bytes.length;
            if (!entries.every(isInside)) unexpected.push(`${round}: outside of the file`);
            readable += 1;
        } catch (error) {
            if (!(error instanceof UnreadableZip)) unexpected.push(`${round}: ${error}`);
        }
    }
    return [readable, unexpected];
}"""


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> int:
    """The length of slices, so that a small archive has some."""
    monkeypatch.setattr(uploads, "SLICE_BYTES", 400)
    return 400


def zip_field(page: Page) -> Locator:
    return page.get_by_label("The ZIP from Strava")


def choose(page: Page, path: Path) -> None:
    """Choose a ZIP on the page of imports."""
    page.goto("/import")
    zip_field(page).set_input_files(path)


def drop(page: Page, path: Path) -> None:
    """Drop a file or a folder on the page, as from a window of files."""
    devices = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        devices.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 200, "data": data})
    devices.detach()


def expect_arrived(page: Page, settings: Settings, folder: str = "") -> None:
    """Check that the copy has what is needed, and discard it."""
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    (path,) = (settings.instance_path / "import").glob("*.zip")
    with zipfile.ZipFile(path) as copy:
        assert copy.testzip() is None
        found = {name.replace("\\", "/"): copy.read(name) for name in copy.namelist()}
    assert found == {f"{folder}{name}": data for name, data in SENT.items()}
    assert made_up_archive.PRIVATE not in path.read_bytes()
    page.get_by_role("button", name="Do not import it").click()
    expect(page.get_by_role("status")).to_contain_text("was removed")


def test_zip_or_folder_arrives_however_it_is_chosen(
    page: Page, logbook: RunningLogbook, settings: Settings, tmp_path: Path
) -> None:
    archive = write_zip(tmp_path / made_up_archive.NAME, FILES)
    choose(page, archive)
    expect_arrived(page, settings)

    folder = write_folder(tmp_path / "export_7", FILES)
    for path, root in ((archive, ""), (folder, "export_7/")):
        drop(page, path)
        expect_arrived(page, settings, root)

    page.get_by_label("Or the folder").set_input_files(folder)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    upload = stored_uploads.find(settings)
    assert upload is not None
    assert upload.name == "export_7"
    # All offsets in this copy have 64 bits, as in archives of more than 4 GB.
    (copy,) = (settings.instance_path / "import").glob("*.zip")
    content = copy.read_bytes()
    expect_arrived(page, settings, folder="export_7/")

    archive.write_bytes(content)
    choose(page, archive)
    expect_arrived(page, settings, folder="export_7/")

    by_windows = {f"export_7\\{name}".replace("/", "\\"): data for name, data in FILES.items()}
    choose(page, write_zip(archive, by_windows))
    expect_arrived(page, settings, folder="export_7/")

    content = zipped({f"export_7/{name}": data for name, data in FILES.items()})
    archive.write_bytes(content[:-2] + b"\x07\x00comment")
    choose(page, archive)
    expect_arrived(page, settings, folder="export_7/")


@pytest.mark.usefixtures("logbook")
def test_fields_for_files_are_reached_with_the_keyboard(page: Page) -> None:
    page.goto("/import")
    page.get_by_role("link", name="Download or Delete Your Account").focus()
    for label in ("The ZIP from Strava", "Or the folder"):
        page.keyboard.press("Tab")
        # The browser's own field, so that Enter and Space open its window.
        field = page.get_by_label(label)
        expect(field).to_be_focused()
        expect(field).to_have_attribute("type", "file")


def test_upload_outlives_a_lost_connection_and_a_reload(
    new_page: Callable[..., Page],
    logbook: RunningLogbook,
    settings: Settings,
    watch: Watch,
    tmp_path: Path,
    small_slices: int,
) -> None:
    archive = write_zip(tmp_path / made_up_archive.NAME, FILES)
    sent: list[int] = []
    page = new_page(keep=False)

    def record(request: Request) -> None:
        if found := re.search(r"/import/slice\?.*offset=(\d+)", request.url):
            sent.append(int(found[1]))

    page.on("requestfinished", record)
    page.route("**/import/slice?*offset=400", lambda route: route.abort("connectionrefused"))
    choose(page, archive)
    mark(page)
    status = page.locator("#import-status")
    expect(status).to_contain_text("Logbook does not answer. This page keeps trying")
    expect(page.locator("progress")).to_have_attribute("value", "400")
    assert watch.errors
    watch.errors.clear()
    page.unroute_all()
    page.route("**/import/slice?*offset=1200", lambda route: route.abort("connectionrefused"))
    expect(page.locator("progress")).to_have_attribute("value", "1200")
    expect(status).to_contain_text("Logbook does not answer")
    expect_same_page(page)

    page.unroute_all()
    page.reload()
    expect(page.get_by_role("heading", name="An upload is unfinished")).to_be_visible()
    watch.errors.clear()
    zip_field(page).set_input_files(archive)
    expect_arrived(page, settings)
    # Each slice was sent once.
    assert sent == list(range(0, len(sent) * small_slices, small_slices))


def test_upload_can_be_stopped_continued_and_discarded(
    page: Page, logbook: RunningLogbook, watch: Watch, tmp_path: Path, small_slices: int
) -> None:
    archive = write_zip(tmp_path / made_up_archive.NAME, FILES)
    page.route("**/import/slice?*offset=400", lambda route: route.abort("connectionrefused"))
    choose(page, archive)
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    expect(page.locator("progress")).to_have_attribute("value", "400")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="An upload is unfinished")).to_be_visible()
    watch.errors.clear()

    watch.expect_status(409)
    other = made_up_archive.files(2)
    zip_field(page).set_input_files(write_zip(archive, other))
    expect(page.get_by_role("alert")).to_contain_text("export_7.zip has not been finished")
    page.get_by_role("link", name="See what has arrived").click()
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_role("status")).to_contain_text("was removed")


def test_damaged_directory_ends_with_an_explanation_and_never_with_an_error(
    page: Page, logbook: RunningLogbook
) -> None:
    page.goto("/import")
    content = b64encode(made_up_archive.sent_copy(SENT)).decode()
    readable, unexpected = page.evaluate(READ_DAMAGED, [content, 400])
    assert unexpected == []
    assert 0 < readable < 400


def test_what_cannot_be_read_is_explained(
    page: Page, logbook: RunningLogbook, tmp_path: Path
) -> None:
    alert = page.get_by_role("alert").filter(visible=True)
    command = "flask import FILE"
    whole = zipped(FILES)
    encrypted = bytearray(whole)
    for found in re.finditer(b"PK\1\2", whole):
        encrypted[found.start() + 8] |= 1
    path = tmp_path / made_up_archive.NAME
    page.goto("/import")
    (tmp_path / "empty").mkdir()
    drop(page, tmp_path / "empty")
    expect(alert).to_contain_text("it has no activities.csv")
    for content in (b"", b"PK", whole[:-30], whole[5:], whole[:100] * 50):
        path.write_bytes(content)
        zip_field(page).set_input_files(path)
        expect(alert).to_contain_text("it is not a ZIP, or it is damaged or incomplete")
        expect(alert).to_contain_text(command)
    path.write_bytes(encrypted)
    zip_field(page).set_input_files(path)
    expect(alert).to_contain_text(
        "The ZIP is encrypted. Unpack it with its password, and choose the folder."
    )
    path.write_bytes(zipped({"photo.jpg": b"x"}))
    zip_field(page).set_input_files(path)
    expect(alert).to_contain_text("it has no activities.csv")
    expect(alert).to_be_focused()


@pytest.mark.slow
def test_zip_beyond_four_gigabytes_arrives(
    page: Page, logbook: RunningLogbook, settings: Settings, tmp_path: Path
) -> None:
    archive = tmp_path / made_up_archive.NAME
    with archive.open("wb") as file:
        file.seek(5 * 1024**3)  # a hole
        with zipfile.ZipFile(file, "w") as output:
            for name, data in FILES.items():
                output.writestr(name, data)
    choose(page, archive)
    expect_arrived(page, settings)


def test_archive_is_sent_without_javascript(
    plain_page: Page, logbook: RunningLogbook, settings: Settings, tmp_path: Path
) -> None:
    choose(plain_page, write_zip(tmp_path / made_up_archive.NAME, FILES))
    expect(plain_page.get_by_label("Or the folder")).to_be_hidden()
    expect(plain_page.get_by_text("up to 256 MB")).to_be_visible()
    plain_page.get_by_role("button", name="Import").click()
    expect(plain_page.get_by_role("heading", name=QUESTION)).to_be_visible()
    assert len(list((settings.instance_path / "import").glob("*.zip"))) == 1


@SCRIPTS_FIRST
def test_archive_becomes_activities_with_a_report(
    either_page: Page, logbook: RunningLogbook, tmp_path: Path
) -> None:
    page = either_page
    page.goto("/")
    page.get_by_role("link", name="Import your archive").click()
    page.wait_for_load_state("load")
    button = page.get_by_role("button", name="Import", exact=True)
    is_plain = button.is_visible()
    zip_field(page).set_input_files(write_zip(tmp_path / made_up_archive.NAME, FILES))
    if is_plain:
        button.click()
    page.get_by_role("button", name="Add and import").click()
    expect(page.get_by_role("heading", name=re.compile("Import on"))).to_be_visible()
    expect(page.get_by_text("Finished after")).to_contain_text("5 activities added")
    expect(page.locator("#sync-line")).to_have_text("Imported just now")
    expect(page.get_by_role("listitem").filter(has_text="row 4 of the table")).to_contain_text(
        "Strava could not export the recording"
    )

    page.get_by_role("link", name="Choose sports").click()
    page.get_by_label("Quidditch").select_option("Volleyball")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 activity has another sport now")).to_be_visible()

    page.get_by_role("link", name="Activities", exact=True).click()
    expect(rows(page)).to_have_count(5)
    expect(page.get_by_text("Connect with Strava")).to_have_count(0)
    expect(page.get_by_role("cell", name="Volleyball")).to_be_visible()
    page.get_by_role("link", name="Walk 3", exact=True).click()
    expect(page.get_by_role("heading", name="Walk 3")).to_be_visible()
    expect(page.get_by_role("button", name="Fetch details")).to_have_count(0)
