"""drafts of each: a form half filled by one person is kept apart from a colleague's"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_constraint("pk_draft", type_="primary")
        batch_op.create_primary_key("pk_draft", ["office", "scope", "kept_by"])
