"""Adds private places, and whether they are hidden."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "private_place",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("athlete_id", INTEGER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("radius", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_private_place"),
        sa.ForeignKeyConstraint(
            ["athlete_id"],
            ["athlete.id"],
            name="fk_private_place_athlete_id_athlete",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_private_place_athlete", "private_place", ["athlete_id"])
    op.add_column("athlete", sa.Column("hides_places", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("athlete", "hides_places")
    op.drop_table("private_place")
