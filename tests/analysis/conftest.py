"""Properties are checked without a time limit, which a busy computer would exceed."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("analysis", deadline=None, database=None)
settings.load_profile("analysis")
