"""search numbers: an entry's number says of what kind it is, and texts are parted from one another

The index follows from the records: it is emptied here and built anew by whoever upgrades the store.
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM search_entry")
    op.execute("DELETE FROM search_initials")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO search_text(search_text) VALUES ('delete-all')")
    else:
        op.execute("DELETE FROM search_text")
