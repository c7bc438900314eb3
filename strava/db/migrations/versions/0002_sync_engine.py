"""Adds what the sync engine stores (walks, waits, changes, usage) and more columns of activity."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _added() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "athlete": (
            sa.Column("deep_sync", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("data_version", INTEGER, server_default=sa.text("0"), nullable=False),
        ),
        "activity": (
            sa.Column("elev_high", sa.Double(), nullable=True),
            sa.Column("elev_low", sa.Double(), nullable=True),
            sa.Column("max_watts", sa.Double(), nullable=True),
            sa.Column("comment_count", INTEGER, nullable=True),
            sa.Column("achievement_count", INTEGER, nullable=True),
            sa.Column("pr_count", INTEGER, nullable=True),
            sa.Column("seen_in", INTEGER, nullable=True),
        ),
        "sync": (
            sa.Column("walk_id", INTEGER, nullable=True),
            sa.Column("cursor", INTEGER, nullable=True),
            sa.Column("waiting_for", sa.Text(), nullable=True),
            sa.Column("attempts", INTEGER, server_default=sa.text("0"), nullable=False),
            sa.Column("missing", INTEGER, server_default=sa.text("0"), nullable=False),
            sa.Column(
                "deletions_approved", sa.Boolean(), server_default=sa.false(), nullable=False
            ),
        ),
    }


def upgrade() -> None:
    """Apply."""
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "change",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("sync_id", INTEGER, nullable=False),
        sa.Column("activity_id", INTEGER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["sync_id"], ["sync.id"], name="fk_change_sync_id_sync", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name="fk_change_activity_id_activity",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
    )
    op.create_index("ix_change_sync", "change", ["sync_id", "id"])
    op.create_index("ix_change_activity", "change", ["activity_id"])
    op.create_table(
        "quota",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("quarter_start", sa.DateTime(), nullable=False),
        sa.Column("quarter_limit", INTEGER, nullable=False),
        sa.Column("quarter_used", INTEGER, nullable=False),
        sa.Column("day_start", sa.DateTime(), nullable=False),
        sa.Column("day_limit", INTEGER, nullable=False),
        sa.Column("day_used", INTEGER, nullable=False),
        sa.PrimaryKeyConstraint("client_id", name="pk_quota"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("quota")
    op.drop_table("change")
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
