"""sealed content under a key of its own; files of others that hold sealed information"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_content",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("office", "person_uid", "part", name=op.f("pk_sealed_content")),
    )
    with op.batch_alter_table("corrections_person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("holds_sealed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("corrections_person", schema=None) as batch_op:
        batch_op.alter_column("holds_sealed", server_default=None)
