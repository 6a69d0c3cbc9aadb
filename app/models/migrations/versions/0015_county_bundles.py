"""county_bundles: what a county has set for its offices, kept as it came."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bundle_draft",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=100), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office", "path", "since", name=op.f("pk_bundle_draft")),
    )
    op.create_table(
        "bundle_taken",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_bundle_taken")),
    )
    with op.batch_alter_table("bundle_taken", schema=None) as batch_op:
        batch_op.create_index("ix_bundle_taken_change", ["office", "change"], unique=False)

    op.create_table(
        "county_bundle",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("county", sa.String(length=20), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.Column("minimum_suite", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("office", "version", name=op.f("pk_county_bundle")),
    )
