"""reoffence class: under which head of the Criminal Law a new offence during corrections counts"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("corrections_reoffence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offence_class", sa.String(length=64), nullable=True))
