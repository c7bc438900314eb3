"""Values out of all bounds do over PostgreSQL what they do over SQLite."""

from __future__ import annotations

import pytest

from ..actions import SyncActions
from ..sync import test_odd_values as over_sqlite
from ..sync.test_odd_values import (  # noqa: F401
    test_activity_whose_id_cannot_be_stored_is_skipped_and_named,
    test_changes_between_odd_values_are_stored_and_shown,
)
from ..web.test_odd_addresses import (  # noqa: F401
    test_command_for_an_athlete_who_cannot_exist_names_those_who_do,
    test_form_with_an_id_that_cannot_exist_changes_nothing,
    test_odd_filter_is_applied_or_ignored_with_a_notice,
    test_page_of_an_id_that_cannot_exist_is_not_found,
)


@pytest.mark.slow
def test_odd_values_are_stored_and_shown_with_their_details(
    sync: SyncActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    over_sqlite.test_odd_values_are_stored_and_shown(sync, monkeypatch)
