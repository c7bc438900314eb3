"""Adds what is imported from Strava's archives, and where each document comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("document", sa.Column("source", sa.Text(), server_default="api", nullable=False))
    op.add_column(
        "athlete",
        sa.Column("from_archive", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("athlete", sa.Column("max_heartrate", INTEGER, nullable=True))
    op.create_table(
        "archive_import",
        sa.Column("sync_id", INTEGER, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("is_copy", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("has_rows", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("report", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("sync_id", name="pk_archive_import"),
        _belongs_to("archive_import", "sync"),
    )
    op.create_table(
        "archived_activity",
        sa.Column("activity_id", INTEGER, nullable=False),
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("row_digest", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("file_digest", sa.Text(), nullable=True),
        sa.Column("pending", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("elapsed_time", sa.Double(), nullable=True),
        sa.Column("distance", sa.Double(), nullable=True),
        sa.Column("cut_from", sa.Double(), nullable=True),
        sa.Column("cut_to", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("activity_id", name="pk_archived_activity"),
        _belongs_to("archived_activity", "activity"),
        _belongs_to("archived_activity", "athlete"),
    )
    op.create_index("ix_archived_activity_pending", "archived_activity", ["athlete_id", "pending"])
    op.create_table(
        "sport_name",
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sport_type", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("athlete_id", "name", name="pk_sport_name"),
        _belongs_to("sport_name", "athlete"),
    )


def downgrade() -> None:
    """Undo. What came from archives stays, except for their own documents."""
    op.execute("DELETE FROM document WHERE source != 'api'")
    for table in ("sport_name", "archived_activity", "archive_import"):
        op.drop_table(table)
    op.drop_column("athlete", "max_heartrate")
    op.drop_column("athlete", "from_archive")
    op.drop_column("document", "source")


def _belongs_to(table: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{owner}_id"],
        [f"{owner}.id"],
        name=f"fk_{table}_{owner}_id_{owner}",
        ondelete="CASCADE",
    )
