"""search"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("detail", sa.String(length=400), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_search_entry")),
    )
    op.create_index("ix_search_entry_number", "search_entry", ["number"], unique=True)
    op.create_table(
        "search_initials",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("initials", sa.String(length=60), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "initials", "number", name=op.f("pk_search_initials")),
    )
    op.create_index("ix_search_initials_number", "search_initials", ["number"])
    if op.get_bind().dialect.name == "sqlite":
        # contentless: the text stays in the records; rows can be deleted all the same
        op.execute(
            "CREATE VIRTUAL TABLE search_text USING fts5("
            "body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')"
        )
