"""Alembic's migrations. `flask db revision -m …` writes a new one; raise HEAD with it."""

from pathlib import Path

FOLDER = Path(__file__).parent

HEAD = "0003"
"""The newest revision; known without loading Alembic, so that a start that migrates nothing
is quick."""
