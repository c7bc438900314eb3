"""Adds the lines of the map of all routes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply. Routes that are indexed already get their lines after the next sync."""
    op.add_column("route", sa.Column("polyline", sa.Text(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("route", "polyline")
