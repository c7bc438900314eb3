"""The rows of the table: scrolling, opening an activity and coming back, and the menu of a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from strava.table.columns import COLUMNS

from ..markers import slow
from .steps import Watch, header, open_table, rows

pytestmark = pytest.mark.usefixtures("connected")

EVERY_COLUMN = ",".join(column.key for column in COLUMNS)
RETURNED = "#activities tbody tr.returned"


@pytest.fixture
def desktop(new_page: Callable[..., Page]) -> Page:
    page = new_page(viewport={"width": 1200, "height": 700})
    open_table(page)
    return page


def title(page: Page, number: int) -> Locator:
    return page.locator("#activities a.title").nth(number)


def top(element: Locator) -> float:
    """Return how far the upper edge of an element is below that of the window."""
    distance: float = element.evaluate("element => element.getBoundingClientRect().top")
    return distance


def settled_top(element: Locator) -> float:
    """Return the same after the frames in which cards get their height."""
    distance: float = element.evaluate(
        """async element => {
            for (let frame = 0; frame < 8; frame++) await new Promise(requestAnimationFrame);
            return element.getBoundingClientRect().top;
        }"""
    )
    return distance


def scroll(page: Page, *, left: int = 0, down: int = 0) -> None:
    page.evaluate("place => scrollTo(...place)", [left, down])


def wait_until_marked(page: Page, name: str | None) -> None:
    expect(page.locator(RETURNED)).to_have_count(1)
    expect(page.locator(RETURNED)).to_contain_text(name or "")


def test_page_scrolls_and_the_headings_stay_at_its_upper_edge(desktop: Page) -> None:
    scroll(desktop, down=900)
    assert desktop.evaluate("scrollY") == 900
    assert abs(top(header(desktop, "Distance"))) < 2
    expect(rows(desktop).first).not_to_be_in_viewport()
    inner = "[...document.querySelectorAll('#activities, #activities *')]"
    assert desktop.evaluate(f"{inner}.every(e => e.scrollTop === 0)")
    assert desktop.evaluate(
        f"{inner}.filter(e => getComputedStyle(e).overflowY === 'auto').length === 0"
    )


def test_names_stay_in_sight_where_the_table_is_wider_than_the_window(desktop: Page) -> None:
    desktop.goto(f"/activities?columns={EVERY_COLUMN}")
    scroll(desktop, left=900, down=900)
    row = rows(desktop).nth(30)
    for part in (row.locator("td.name"), header(desktop, "Name")):
        box = part.bounding_box()
        assert box
        assert abs(box["x"]) < 2
    # All else stays in the window.
    for part in (desktop.get_by_role("banner"), desktop.locator(".filter-bar")):
        box = part.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1200
    # Nothing shows through.
    name = row.locator("td.name")
    assert name.evaluate(
        """cell => {
            const { x, y, height } = cell.getBoundingClientRect();
            return cell.contains(document.elementFromPoint(x + 5, y + height / 2));
        }"""
    )
    assert name.evaluate("cell => getComputedStyle(cell).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_focus_is_not_hidden_by_the_headings(desktop: Page) -> None:
    scroll(desktop, down=900)
    title(desktop, 40).focus()
    for _ in range(30):
        desktop.keyboard.press("k")
    box = desktop.locator("#activities thead").bounding_box()
    assert box
    assert top(title(desktop, 10)) >= box["y"] + box["height"]


@pytest.mark.parametrize(
    ("way", "width"), [("link", 1200), ("back", 390), *slow(("link", 390), ("back", 1200))]
)
def test_coming_back_finds_the_row_where_it_was_and_marked(
    new_page: Callable[..., Page], way: str, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 700})
    page.goto("/activities?sport=Run")
    title(page, 30).scroll_into_view_if_needed()
    name, before = title(page, 30).text_content(), settled_top(title(page, 30))
    title(page, 30).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name or "")
    if way == "back":
        page.go_back()
    else:
        page.locator("#back").click()
    wait_until_marked(page, name)
    assert page.url.split("#")[0].endswith("/activities?sport=Run")
    assert abs(settled_top(title(page, 30)) - before) < 3
    # From there, the keys go on.
    page.keyboard.press("j")
    expect(title(page, 31)).to_be_focused()


def test_row_that_was_left_stays_where_it_was_when_others_have_come_above_it(
    desktop: Page,
) -> None:
    title(desktop, 40).scroll_into_view_if_needed()
    name, before = title(desktop, 40).text_content(), top(title(desktop, 40))
    title(desktop, 40).click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text(name or "")

    def add_lines(route: Route) -> None:
        response = route.fetch()
        text = response.text().replace("<h1", "<p>line<br>line<br>line</p><h1", 1)
        route.fulfill(response=response, body=text)

    desktop.route("**/activities", add_lines)
    desktop.go_back()
    wait_until_marked(desktop, name)
    assert abs(settled_top(title(desktop, 40)) - before) < 3


def test_link_back_marks_the_row_without_javascript(plain_page: Page) -> None:
    open_table(plain_page)
    name = title(plain_page, 30).text_content()
    title(plain_page, 30).click()
    plain_page.locator("#back").click()
    expect(title(plain_page, 30)).to_be_in_viewport()
    marked = plain_page.locator("#activities tr:has(:target)")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text(name or "")


def test_whole_row_opens_the_activity(desktop: Page) -> None:
    name = title(desktop, 3).text_content()
    rows(desktop).nth(3).locator("td.distance").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text(name or "")


def test_row_opens_in_a_new_tab_with_control_or_the_middle_button(desktop: Page) -> None:
    cell = rows(desktop).nth(3).locator("td.distance")
    how: list[dict[str, Any]] = [{"modifiers": ["ControlOrMeta"]}, {"button": "middle"}]
    for options in how:
        with desktop.context.expect_page() as opened:
            cell.click(**options)
        opened.value.wait_for_url("**/activities/*")
        opened.value.close()
    assert "/activities/" not in desktop.url


def test_selecting_the_text_of_a_row_does_not_open_it(desktop: Page) -> None:
    box = rows(desktop).nth(3).locator("td.date").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    desktop.mouse.move(box["x"] + 12, middle)
    desktop.mouse.down()
    desktop.mouse.move(box["x"] + 90, middle, steps=4)
    desktop.mouse.up()
    assert desktop.evaluate("String(getSelection())")
    expect(rows(desktop).first).to_be_visible()
    assert "/activities/" not in desktop.url


def test_menu_of_a_row_has_named_actions_for_it(desktop: Page, watch: Watch) -> None:
    name = title(desktop, 2).text_content()
    dots = rows(desktop).nth(2).locator("a.row-actions")
    dots.click()
    menu = desktop.get_by_role("group", name=f"Actions for {name}")
    expect(menu.get_by_role("link")).to_have_text(["Open", "More like this", "View on Strava"])
    activity_id = (title(desktop, 2).get_attribute("href") or "").rpartition("/")[2]
    expect(menu.get_by_role("link", name="View on Strava")).to_have_attribute(
        "href", f"https://www.strava.com/activities/{activity_id}"
    )
    box, opener = menu.bounding_box(), dots.bounding_box()
    assert box
    assert opener
    assert 0 <= box["y"] - (opener["y"] + opener["height"]) < 10
    expect(dots).to_have_attribute("aria-expanded", "true")
    dots.click()
    expect(menu).to_be_hidden()
    expect(dots).not_to_have_attribute("aria-expanded", "true")
    dots.click()
    menu.get_by_role("link", name="More like this").click()
    desktop.wait_for_url("**/activities?sport=*")
    expect(rows(desktop).filter(has_text=name or "").first).to_be_visible()


def test_menu_of_the_last_row_opens_within_the_window(desktop: Page) -> None:
    scroll(desktop, down=100_000)
    desktop.set_viewport_size({"width": 1200, "height": 300})
    dots = rows(desktop).last.locator("a.row-actions")
    scroll(desktop, down=int(desktop.evaluate("scrollY") + top(dots) - 260))
    dots.click()
    expect(desktop.locator("#row-menu a").first).to_be_in_viewport(ratio=1)
    expect(desktop.locator("#row-menu a").last).to_be_in_viewport(ratio=1)


def test_keys_open_the_menu_of_a_row_and_escape_returns_to_the_row(desktop: Page) -> None:
    for key in "jjm":
        desktop.keyboard.press(key)
    menu = desktop.locator("#row-menu")
    expect(menu.get_by_role("link", name="Open", exact=True)).to_be_focused()
    desktop.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(title(desktop, 1)).to_be_focused()
    desktop.keyboard.press("m")
    for _ in range(3):
        desktop.keyboard.press("Tab")
    expect(menu).to_be_hidden()


def test_actions_are_on_the_page_of_the_activity_without_javascript(plain_page: Page) -> None:
    open_table(plain_page)
    rows(plain_page).nth(2).locator("a.row-actions").click()
    for name in ("More like this", "View on Strava"):
        expect(plain_page.locator("#actions").get_by_role("link", name=name)).to_be_visible()


def test_question_mark_shows_the_keys(desktop: Page) -> None:
    keys = desktop.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_hidden()
    desktop.keyboard.press("?")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Menu of the row")
    desktop.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    desktop.get_by_role("button", name="Keyboard shortcuts").click()
    expect(keys).to_be_visible()
    desktop.keyboard.press("?")
    expect(keys).to_be_hidden()
    desktop.keyboard.press("/")
    desktop.keyboard.type("?")
    expect(keys).to_be_hidden()
    expect(desktop.get_by_role("searchbox")).to_have_value("?")
