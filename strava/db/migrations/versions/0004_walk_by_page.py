"""Makes walks of the list continue at a page number instead of a time.

A walk that is unfinished starts again from the first page.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("sync", sa.Column("list_before", INTEGER, nullable=True))
    op.add_column("sync", sa.Column("page_size", INTEGER, nullable=False, server_default="200"))
    op.add_column("sync", sa.Column("position", INTEGER, nullable=True))
    op.execute("UPDATE sync SET position = -1 WHERE cursor = 0")
    op.drop_column("sync", "cursor")


def downgrade() -> None:
    """Undo."""
    op.add_column("sync", sa.Column("cursor", INTEGER, nullable=True))
    op.execute("UPDATE sync SET cursor = 0 WHERE position = -1")
    for column in ("position", "page_size", "list_before"):
        op.drop_column("sync", column)
