"""same person: what a bureau decides about the cards of two offices"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "same_person",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("one_office", sa.String(length=20), nullable=False),
        sa.Column("one_card", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("other_office", sa.String(length=20), nullable=False),
        sa.Column("other_card", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("grounds", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_same_person")),
    )
    for end in ("one", "other"):
        op.create_index(
            f"ix_same_person_{end}", "same_person", ["office", f"{end}_office", f"{end}_card"]
        )
