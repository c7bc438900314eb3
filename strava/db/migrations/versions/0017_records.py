"""Adds the activities to the index of ranks, in which records are found."""

from alembic import op

revision = "0017"
down_revision = "0016"

RANK = ("athlete_id", "family", "kind", "size", "set_aside", "value")


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_effort_rank", "effort")
    op.create_index("ix_effort_rank", "effort", [*RANK, "activity_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_effort_rank", "effort")
    op.create_index("ix_effort_rank", "effort", RANK)
