"""county_answers"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_taken",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("answer_epoch", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_answer_taken")),
    )
    with op.batch_alter_table("answer_taken", schema=None) as batch_op:
        batch_op.create_index("ix_answer_taken_change", ["office", "change"], unique=False)

    op.create_table(
        "county_answer",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("kept_by", sa.String(length=64), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("office", "epoch", "number", name=op.f("pk_county_answer")),
    )
    op.create_table(
        "county_answer_part",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "office", "epoch", "number", "part", name=op.f("pk_county_answer_part")
        ),
    )
    op.create_table(
        "county_decision",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("office", "kind", "uid", name=op.f("pk_county_decision")),
    )
    with op.batch_alter_table("county_decision", schema=None) as batch_op:
        batch_op.create_index("ix_county_decision_number", ["office", "number"], unique=False)

    op.create_table(
        "county_notice",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.String(length=64), nullable=False),
        sa.Column("attachment", sa.String(length=64), nullable=False),
        sa.Column("attachment_name", sa.String(length=400), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_county_notice")),
    )
    with op.batch_alter_table("county_notice", schema=None) as batch_op:
        batch_op.create_index("ix_county_notice_number", ["office", "number"], unique=False)

    op.create_table(
        "county_verdict",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=False),
        sa.Column("judged_by", sa.String(length=64), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("office", "kind", "uid", name=op.f("pk_county_verdict")),
    )
    with op.batch_alter_table("county_verdict", schema=None) as batch_op:
        batch_op.create_index("ix_county_verdict_number", ["office", "number"], unique=False)

    op.create_table(
        "notice_reading",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("notice_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reader", sa.String(length=400), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_notice_reading")),
    )
    with op.batch_alter_table("notice_reading", schema=None) as batch_op:
        batch_op.create_index("ix_notice_reading_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_notice_reading_notice", ["office", "notice_uid"], unique=False)

    op.create_table(
        "review_item",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("arrived", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("office", "kind", "uid", name=op.f("pk_review_item")),
    )
    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.create_index("ix_review_item_arrived", ["office", "arrived"], unique=False)
        batch_op.create_index("ix_review_item_state", ["office", "state", "month"], unique=False)
