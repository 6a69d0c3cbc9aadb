"""leave: 变更 of an approved leave, and the check against a 禁止令"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changes_uid", sa.Uuid(as_uuid=False), nullable=True))
        batch_op.add_column(sa.Column("order_conflict", sa.String(length=64), nullable=True))
