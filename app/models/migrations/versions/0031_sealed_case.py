"""sealed case: by what files of others are known to tell of a sealed case, under the sealed key"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_case",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office", "person_uid", name=op.f("pk_sealed_case")),
    )
