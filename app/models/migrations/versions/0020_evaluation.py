"""evaluation: dossiers a bureau has drawn, and how they were scored."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_round",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("each", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("drawn_by", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_evaluation_round")),
    )
    op.create_table(
        "evaluation_dossier",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("round_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("of_office", sa.String(length=20), nullable=False),
        sa.Column("case_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=400), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("reader_office", sa.String(length=20), nullable=False),
        sa.Column("reader", sa.String(length=400), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("band", sa.String(length=40), nullable=False),
        sa.Column("scored_at", sa.DateTime(), nullable=True),
        sa.Column("scored_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "round_uid"],
            ["evaluation_round.office", "evaluation_round.uid"],
            name=op.f("fk_evaluation_dossier_office_round_uid_evaluation_round"),
        ),
        sa.PrimaryKeyConstraint(
            "office", "round_uid", "of_office", "case_uid", name=op.f("pk_evaluation_dossier")
        ),
    )
