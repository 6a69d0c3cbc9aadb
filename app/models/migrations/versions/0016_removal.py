"""removal: why a case was taken off the register, and who was there as the second person"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mediation_case", sa.Column("removed_reason", sa.Text(), nullable=True))
    op.add_column("mediation_case", sa.Column("removed_second", sa.String(400), nullable=True))
