"""Alembic's migrations. `flask db revision -m …` creates a new one; set HEAD to it."""

from pathlib import Path

FOLDER = Path(__file__).parent

HEAD = "0017"
"""The newest revision. With it, a start that has nothing to migrate need not import Alembic."""
