"""Runs the migrations, on the connection in the configuration or on the application's.

Unlike Alembic's template, it does not configure logging, which would disable existing loggers.
"""

from alembic import context
from sqlalchemy import Connection

from strava.db.models import db


def run(connection: Connection) -> None:
    """Run the migrations, in batch mode because SQLite changes a table by copying it."""
    context.configure(connection=connection, target_metadata=db.metadata, render_as_batch=True)
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
