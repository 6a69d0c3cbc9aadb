"""figures: 调查评估, 再犯罪, 突发事件, and where somebody's household is registered"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrections_inquiry",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("commissioned_by", sa.String(length=400), nullable=False),
        sa.Column("commission_number", sa.String(length=400), nullable=True),
        sa.Column("commission_received_on", sa.Date(), nullable=False),
        sa.Column("fast_track", sa.Boolean(), nullable=False),
        sa.Column("investigators", sa.String(length=400), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("document_number", sa.String(length=400), nullable=True),
        sa.Column("inquiry_result", sa.String(length=64), nullable=True),
        sa.Column("adopted", sa.String(length=64), nullable=True),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_corrections_inquiry_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_corrections_inquiry")),
    )
    with op.batch_alter_table("corrections_inquiry", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_inquiry_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_corrections_inquiry_person", ["office", "person_uid"], unique=False
        )
        batch_op.create_index(
            "ix_corrections_inquiry_received", ["office", "commission_received_on"], unique=False
        )

    op.create_table(
        "corrections_reoffence",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("offences", sa.String(length=400), nullable=True),
        sa.Column("document_number", sa.String(length=400), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_corrections_reoffence_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_corrections_reoffence")),
    )
    with op.batch_alter_table("corrections_reoffence", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_reoffence_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_corrections_reoffence_person", ["office", "person_uid"], unique=False
        )
        batch_op.create_index(
            "ix_corrections_reoffence_day", ["office", "happened_on"], unique=False
        )

    op.create_table(
        "corrections_incident",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("county_told_on", sa.Date(), nullable=True),
        sa.Column("handling", sa.Text(), nullable=True),
        sa.Column("staff", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_corrections_incident_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_corrections_incident")),
    )
    with op.batch_alter_table("corrections_incident", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_incident_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_corrections_incident_person", ["office", "person_uid"], unique=False
        )
        batch_op.create_index(
            "ix_corrections_incident_day", ["office", "happened_on"], unique=False
        )

    with op.batch_alter_table("corrections_person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("household", sa.String(length=64), nullable=True))
