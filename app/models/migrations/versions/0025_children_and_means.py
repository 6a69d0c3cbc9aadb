"""children and means: children of prisoners, and what an office reports of itself"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "help_means",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("organ", sa.String(length=64), nullable=False),
        sa.Column("joint_with", sa.String(length=400), nullable=True),
        sa.Column("full_time", sa.Integer(), nullable=False),
        sa.Column("part_time", sa.Integer(), nullable=False),
        sa.Column("volunteers", sa.Integer(), nullable=True),
        sa.Column("village_workers", sa.Integer(), nullable=True),
        sa.Column("budget", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("budget_document", sa.String(length=400), nullable=True),
        sa.Column("villages_in_budget", sa.Integer(), nullable=True),
        sa.Column("filled_by", sa.String(length=400), nullable=True),
        sa.Column("filled_on", sa.Date(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_help_means")),
    )
    with op.batch_alter_table("help_means", schema=None) as batch_op:
        batch_op.create_index("ix_help_means_as_of", ["office", "as_of"], unique=False)
        batch_op.create_index("ix_help_means_change", ["office", "change"], unique=False)

    op.create_table(
        "prisoner_child",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("id_kind", sa.String(length=64), nullable=True),
        sa.Column("id_number", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=400), nullable=True),
        sa.Column("area_code", sa.String(length=20), nullable=True),
        sa.Column("juvenile", sa.Boolean(), nullable=False),
        sa.Column("parent_name", sa.String(length=400), nullable=False),
        sa.Column("parent_relation", sa.String(length=64), nullable=False),
        sa.Column("prison", sa.String(length=400), nullable=True),
        sa.Column("release_on", sa.Date(), nullable=True),
        sa.Column("other_parent", sa.String(length=64), nullable=True),
        sa.Column("unattended", sa.Boolean(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("known_from", sa.String(length=64), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.String(length=64), nullable=True),
        sa.Column("left_note", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.Column("removed_second", sa.String(length=400), nullable=True),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_prisoner_child")),
    )
    with op.batch_alter_table("prisoner_child", schema=None) as batch_op:
        batch_op.create_index("ix_prisoner_child_birth", ["office", "birth_date"], unique=False)
        batch_op.create_index("ix_prisoner_child_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_prisoner_child_name", ["office", "name"], unique=False)

    op.create_table(
        "child_help",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("child_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("provider", sa.String(length=400), nullable=True),
        sa.Column("staff", sa.String(length=400), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "child_uid"],
            ["prisoner_child.office", "prisoner_child.uid"],
            name=op.f("fk_child_help_office_child_uid_prisoner_child"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_child_help")),
    )
    with op.batch_alter_table("child_help", schema=None) as batch_op:
        batch_op.create_index("ix_child_help_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_child_help_child", ["office", "child_uid", "given_on"], unique=False
        )
        batch_op.create_index("ix_child_help_day", ["office", "given_on"], unique=False)

    op.create_table(
        "child_situation",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("child_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("guardian_relation", sa.String(length=64), nullable=False),
        sa.Column("guardian_name", sa.String(length=400), nullable=True),
        sa.Column("guardian_phone", sa.String(length=60), nullable=True),
        sa.Column("schooling", sa.String(length=64), nullable=False),
        sa.Column("school", sa.String(length=400), nullable=True),
        sa.Column("difficulties", sa.JSON(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=True),
        sa.Column("checked_by", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "child_uid"],
            ["prisoner_child.office", "prisoner_child.uid"],
            name=op.f("fk_child_situation_office_child_uid_prisoner_child"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_child_situation")),
    )
    with op.batch_alter_table("child_situation", schema=None) as batch_op:
        batch_op.create_index("ix_child_situation_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_child_situation_child", ["office", "child_uid", "from_on"], unique=False
        )
