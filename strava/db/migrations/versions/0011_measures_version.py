"""Adds the version of an athlete's measures."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "athlete",
        sa.Column("measures_version", INTEGER, server_default=sa.text("0"), nullable=False),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_column("athlete", "measures_version")
