"""mediators: 责任片区 and how long a certificate holds; cases: what a mediation prevented"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mediator", schema=None) as batch_op:
        batch_op.add_column(sa.Column("area_code", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("duty_area", sa.String(length=400), nullable=True))
        batch_op.add_column(sa.Column("certificate_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("certificate_until", sa.Date(), nullable=True))
    with op.batch_alter_table("mediation_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("averted", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("averted_people", sa.Integer(), nullable=True))
