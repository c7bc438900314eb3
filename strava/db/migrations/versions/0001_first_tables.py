"""First tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "application",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
    )
    op.create_table(
        "athlete",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("measurement_preference", sa.Text(), nullable=True),
        sa.Column("units", sa.Text(), nullable=True),
        sa.Column("connected_at", sa.DateTime(), nullable=False),
        sa.Column("profile_fetched_at", sa.DateTime(), nullable=True),
        sa.Column("last_synced_at", sa.DateTime(), nullable=True),
        sa.Column("last_checked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_athlete"),
    )
    op.create_table(
        "activity",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("sport_type", sa.Text(), nullable=False),
        sa.Column("start_date", sa.DateTime(), nullable=True),
        sa.Column("start_local", sa.DateTime(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("distance", sa.Double(), nullable=True),
        sa.Column("moving_time", INTEGER, nullable=True),
        sa.Column("elapsed_time", INTEGER, nullable=True),
        sa.Column("total_elevation_gain", sa.Double(), nullable=True),
        sa.Column("average_speed", sa.Double(), nullable=True),
        sa.Column("max_speed", sa.Double(), nullable=True),
        sa.Column("average_heartrate", sa.Double(), nullable=True),
        sa.Column("max_heartrate", sa.Double(), nullable=True),
        sa.Column("average_watts", sa.Double(), nullable=True),
        sa.Column("weighted_average_watts", sa.Double(), nullable=True),
        sa.Column("average_cadence", sa.Double(), nullable=True),
        sa.Column("kilojoules", sa.Double(), nullable=True),
        sa.Column("suffer_score", sa.Double(), nullable=True),
        sa.Column("kudos_count", INTEGER, nullable=True),
        sa.Column("gear_id", sa.Text(), nullable=True),
        sa.Column("device_name", sa.Text(), nullable=True),
        sa.Column("visibility", sa.Text(), nullable=True),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("commute", sa.Boolean(), nullable=False),
        sa.Column("trainer", sa.Boolean(), nullable=False),
        sa.Column("manual", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["athlete_id"],
            ["athlete.id"],
            name="fk_activity_athlete_id_athlete",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
    )
    op.create_index("ix_activity_athlete_start", "activity", ["athlete_id", "start_local", "id"])
    op.create_index(
        "ix_activity_totals",
        "activity",
        [
            "athlete_id",
            "deleted_at",
            "sport_type",
            "distance",
            "moving_time",
            "total_elevation_gain",
        ],
    )
    op.create_table(
        "gear",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("distance", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["athlete_id"], ["athlete.id"], name="fk_gear_athlete_id_athlete", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gear"),
    )
    op.create_table(
        "sync",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("done", INTEGER, server_default=sa.text("0"), nullable=False),
        sa.Column("added", INTEGER, server_default=sa.text("0"), nullable=False),
        sa.Column("changed", INTEGER, server_default=sa.text("0"), nullable=False),
        sa.Column("deleted", INTEGER, server_default=sa.text("0"), nullable=False),
        sa.Column("calls", INTEGER, server_default=sa.text("0"), nullable=False),
        sa.Column("skipped", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("resume_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["athlete_id"], ["athlete.id"], name="fk_sync_athlete_id_athlete", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sync"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sync_athlete", "sync", ["athlete_id", "id"])
    op.create_table(
        "token",
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("access_token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=False),
        sa.Column("expires_at", INTEGER, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("generation", INTEGER, nullable=False),
        sa.Column("refused_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["athlete_id"], ["athlete.id"], name="fk_token_athlete_id_athlete", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("athlete_id", name="pk_token"),
    )
    op.create_table(
        "document",
        sa.Column("activity_id", INTEGER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name="fk_document_activity_id_activity",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("activity_id", "kind", name="pk_document"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("document")
    op.drop_table("token")
    op.drop_table("sync")
    op.drop_table("gear")
    op.drop_table("activity")
    op.drop_table("athlete")
    op.drop_table("application")
