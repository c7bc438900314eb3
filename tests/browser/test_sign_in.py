"""Signing in: the answers on the consent page, and tokens that expire or are revoked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from strava.db.models import Activity, Athlete, Token

from ..clock import Clock
from ..gate import Gate
from ..sample_strava import Strava
from .steps import (
    CONNECT,
    SCRIPTS_FIRST,
    RunningLogbook,
    Watch,
    add_activity,
    authorize,
    connect,
    expect_matches,
    go_to_consent,
    open_table,
    row,
    sync_line,
)


def test_cancel_on_the_consent_page_stores_nothing_and_offers_to_try_again(
    either_page: Page, logbook: RunningLogbook, watch: Watch
) -> None:
    watch.expect_status(403)
    either_page.goto("/")
    go_to_consent(either_page)
    either_page.get_by_role("button", name="Cancel").click()
    expect(either_page.get_by_role("heading", level=1)).to_have_text("You chose Cancel on Strava")
    assert [logbook.count(table) for table in (Athlete, Token, Activity)] == [0, 0, 0]
    go_to_consent(either_page)
    authorize(either_page)
    expect(either_page.get_by_text("Connected as")).to_be_visible()


@SCRIPTS_FIRST
def test_refused_scopes_are_named_and_trying_again_forces_the_consent_page(
    either_page: Page, logbook: RunningLogbook, watch: Watch
) -> None:
    watch.expect_status(403)
    connect(either_page, without=["activity:read", "activity:read_all"])
    expect(either_page.get_by_role("main")).to_contain_text("“View data about your activities”")
    assert logbook.count(Token) == 0
    either_page.get_by_role("link", name="Try again").click()
    assert "approval_prompt=force" in either_page.url
    authorize(either_page)
    expect(either_page.get_by_text("Connected as")).to_be_visible()


def test_without_the_private_scope_public_activities_and_a_notice_are_shown(
    page: Page, strava: Strava, finish_sync: Callable[[], None]
) -> None:
    private = add_activity(strava, "Only for me", visibility="only_me", private=True)
    connect(page, without=["activity:read_all"])
    notice = page.get_by_text("Activities that only you can see are missing")
    expect(notice).to_be_visible()
    finish_sync()
    open_table(page)
    visible = [
        activity for activity in strava.sample.activities if activity.get("visibility") != "only_me"
    ]
    expect_matches(page, len(visible))
    expect(row(page, private["name"])).to_have_count(0)

    notice.get_by_role("link", name="Allow it on Strava").click()
    authorize(page)
    expect(page.get_by_text("Connected as")).to_be_visible()
    finish_sync()
    open_table(page)
    expect(row(page, private["name"])).to_be_visible()
    expect(notice).to_have_count(0)


@pytest.mark.usefixtures("connected")
@SCRIPTS_FIRST
def test_expired_access_token_is_refreshed_once_during_a_sync(
    either_page: Page, strava: Strava, clock: Clock, finish_sync: Callable[[], None]
) -> None:
    open_table(either_page)
    newest = add_activity(strava, "Seven hours later")
    clock.advance(hours=7)
    with either_page.expect_response("**/sync"):
        either_page.get_by_role("button", name="Sync").click()
    finish_sync()
    open_table(either_page)
    expect(row(either_page, newest["name"])).to_be_visible()
    assert strava.sample.token_requests.count("refresh_token") == 1


@pytest.mark.usefixtures("connected")
@SCRIPTS_FIRST
def test_revoked_access_shows_a_notice_to_reconnect_and_keeps_the_activities(
    either_page: Page, strava: Strava, clock: Clock, gate: Gate
) -> None:
    open_table(either_page)
    strava.sample.revoke_all()
    clock.advance(hours=7)
    gate.close("/oauth/token")
    either_page.get_by_role("button", name="Sync").click()
    expect(sync_line(either_page)).to_have_text("Syncing: 0 activities so far")
    gate.open()
    notice = either_page.get_by_text("Reconnect needed")
    expect(notice).to_be_visible()
    expect(either_page.get_by_role("button", name="Sync")).to_be_disabled()
    expect_matches(either_page, len(strava.sample.activities))
    go_to_consent(either_page)
    authorize(either_page)
    expect(either_page.get_by_text("Connected as")).to_be_visible()
    expect(notice).to_have_count(0)
    expect(either_page.get_by_role("link", name=CONNECT)).to_have_count(0)


def test_sign_ins_started_in_two_tabs_both_complete(page: Page, logbook: RunningLogbook) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto("/")
        go_to_consent(tab)
    for tab in (page, other):
        authorize(tab)
        expect(tab).to_have_url(f"{logbook.url}/activities")
        expect(tab.get_by_text("Connected as")).to_be_visible()
    assert logbook.count(Athlete) == 1
