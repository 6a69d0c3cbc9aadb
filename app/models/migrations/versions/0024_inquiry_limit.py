"""inquiry limit: when the clock of a 调查评估 stands still, is extended, or ends without an opinion"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("corrections_inquiry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("papers_asked_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("papers_complete_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("extended_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("extension_ground", sa.String(length=400), nullable=True))
        batch_op.add_column(sa.Column("unable_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("unable_reason", sa.String(length=400), nullable=True))
