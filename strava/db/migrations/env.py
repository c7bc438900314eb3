"""What Alembic runs for each command: on the connection it is handed, or on the application's.

Alembic's own set-up of logging is left out: it would silence the application's.
"""

from alembic import context
from sqlalchemy import Connection

from strava.db.models import Base


def run(connection: Connection) -> None:
    """Run the migrations; SQLite changes a table by copying it, hence the batches."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:  # `flask db …`
    from flask import current_app

    with current_app.extensions["migrate"].db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.commit()
        run(connection)
        connection.commit()
        connection.invalidate()
