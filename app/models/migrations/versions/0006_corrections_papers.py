"""corrections_papers"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("corrections_paper", sa.Column("year", sa.Integer(), nullable=True))
    op.add_column("corrections_paper", sa.Column("sequence", sa.Integer(), nullable=True))
    # one delivery per recipient has a table of its own from here on; nothing ever filled these
    op.drop_column("corrections_paper", "delivered_to")
    op.drop_column("corrections_paper", "delivered_on")
    op.create_index(
        "ix_corrections_paper_dated_on", "corrections_paper", ["office", "dated_on", "form"]
    )
    op.create_index(
        "uq_corrections_paper_number",
        "corrections_paper",
        ["office", "form", "year", "sequence"],
        unique=True,
    )
    op.create_table(
        "corrections_scan",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("author", sa.String(length=400), nullable=True),
        sa.Column("number", sa.String(length=400), nullable=True),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("original", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_corrections_scan_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_corrections_scan")),
    )
    with op.batch_alter_table("corrections_scan", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_scan_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_corrections_scan_person", ["office", "person_uid", "part"], unique=False
        )

    op.create_table(
        "corrections_delivery",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("paper_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("recipient", sa.String(length=400), nullable=False),
        sa.Column("way", sa.String(length=64), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.String(length=400), nullable=True),
        sa.Column("relation", sa.String(length=400), nullable=True),
        sa.Column("delivered_by", sa.String(length=400), nullable=False),
        sa.Column("witness", sa.String(length=400), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "paper_uid"],
            ["corrections_paper.office", "corrections_paper.uid"],
            name=op.f("fk_corrections_delivery_office_paper_uid_corrections_paper"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_corrections_delivery_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_corrections_delivery")),
    )
    with op.batch_alter_table("corrections_delivery", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_delivery_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_corrections_delivery_paper", ["office", "paper_uid"], unique=False
        )
