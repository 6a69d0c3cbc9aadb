"""Alembic's entry: it is always handed the open, encrypted connection (see ``migrate.py``)."""

from alembic import context

from app.models.migrate import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
