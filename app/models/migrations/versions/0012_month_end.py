"""month_end"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carrying",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("medium", sa.String(length=400), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.Column("carried_by", sa.String(length=400), nullable=False),
        sa.Column("carried_on", sa.Date(), nullable=True),
        sa.Column("handed_to", sa.String(length=400), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_carrying")),
    )
    op.create_table(
        "correction_slip",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=400), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("duty", sa.String(length=64), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("record_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=400), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_correction_slip")),
        sa.UniqueConstraint(
            "office", "year", "sequence", name=op.f("uq_correction_slip_office_year_sequence")
        ),
    )
    with op.batch_alter_table("correction_slip", schema=None) as batch_op:
        batch_op.create_index("ix_correction_slip_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_correction_slip_month", ["office", "month"], unique=False)

    op.create_table(
        "held_back",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("held_by", sa.String(length=64), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("released_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_held_back")),
    )
    op.create_table(
        "left_out",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("sent_change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "table_name", "record", name=op.f("pk_left_out")),
    )
    op.create_table(
        "reported_table",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("table_code", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("period", sa.String(length=400), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_reported_table")),
        sa.UniqueConstraint(
            "office",
            "table_code",
            "first_on",
            "last_on",
            "version",
            name=op.f("uq_reported_table_office_table_code_first_on_last_on_version"),
        ),
    )
    with op.batch_alter_table("reported_table", schema=None) as batch_op:
        batch_op.create_index("ix_reported_table_made", ["office", "made_at"], unique=False)

    op.create_table(
        "zero_report",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("duty", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("filled_by", sa.String(length=400), nullable=False),
        sa.Column("signed_by", sa.String(length=400), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_zero_report")),
    )
    with op.batch_alter_table("zero_report", schema=None) as batch_op:
        batch_op.create_index("ix_zero_report_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_zero_report_month", ["office", "month", "duty"], unique=False)

    # no package was confirmed or held anything back before there was a place to write it
    op.add_column(
        "outbox_package",
        sa.Column("confirmed_by", sa.String(length=400), nullable=False, server_default=""),
    )
    op.add_column(
        "outbox_package", sa.Column("held_back", sa.Integer(), nullable=False, server_default="0")
    )
