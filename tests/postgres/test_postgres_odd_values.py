"""Values out of all bounds do over PostgreSQL what they do over SQLite."""

from __future__ import annotations

from ..sync.test_odd_values import (  # noqa: F401
    test_activity_whose_id_cannot_be_stored_is_skipped_and_named,
    test_changes_between_odd_values_are_stored_and_shown,
    test_odd_values_are_stored_and_shown,
)
