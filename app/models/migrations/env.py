"""Alembic's entry: it is always handed the open, encrypted connection (see ``migrate.py``)."""

from alembic import context

from app.models.migrate import is_ours, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    render_as_batch=True,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
