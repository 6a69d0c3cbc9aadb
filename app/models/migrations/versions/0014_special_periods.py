"""special period: a stretch of days with a rhythm of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "special_period",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("checkin", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("control_class", sa.String(length=64), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("authority", sa.String(length=400), nullable=True),
        sa.Column("document_number", sa.String(length=400), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_special_period")),
    )
    with op.batch_alter_table("special_period", schema=None) as batch_op:
        batch_op.create_index("ix_special_period_change", ["office", "change"], unique=False)
