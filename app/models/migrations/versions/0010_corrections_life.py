"""corrections_life"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence_episode",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("leave_uid", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("first_absent_on", sa.Date(), nullable=False),
        sa.Column("discovered_on", sa.Date(), nullable=False),
        sa.Column("circumstances", sa.Text(), nullable=True),
        sa.Column("county_told_on", sa.Date(), nullable=True),
        sa.Column("police_asked_on", sa.Date(), nullable=True),
        sa.Column("police_document", sa.String(length=400), nullable=True),
        sa.Column("procuratorate_told_on", sa.Date(), nullable=True),
        sa.Column("found_on", sa.Date(), nullable=True),
        sa.Column("found_how", sa.Text(), nullable=True),
        sa.Column("excuse", sa.String(length=64), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=True),
        sa.Column("handled_by", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_absence_episode_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_absence_episode")),
    )
    with op.batch_alter_table("absence_episode", schema=None) as batch_op:
        batch_op.create_index("ix_absence_episode_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_absence_episode_open", ["office", "found_on"], unique=False)
        batch_op.create_index(
            "ix_absence_episode_person", ["office", "person_uid", "first_absent_on"], unique=False
        )

    op.create_table(
        "corrections_plan",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("judgment", sa.Text(), nullable=True),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.Column("risk", sa.String(length=64), nullable=True),
        sa.Column("mind", sa.Text(), nullable=True),
        sa.Column("supervision", sa.Text(), nullable=False),
        sa.Column("education", sa.Text(), nullable=False),
        sa.Column("assistance", sa.Text(), nullable=True),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("made_by", sa.String(length=400), nullable=False),
        sa.Column("reviewed_by", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_corrections_plan_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_corrections_plan")),
    )
    with op.batch_alter_table("corrections_plan", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_plan_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_corrections_plan_person", ["office", "person_uid", "made_on"], unique=False
        )

    op.create_table(
        "corrections_seal",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("document_number", sa.String(length=400), nullable=True),
        sa.Column("sealed_by", sa.String(length=400), nullable=False),
        sa.Column("second_person", sa.String(length=400), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lifted_number", sa.String(length=400), nullable=True),
        sa.Column("lifted_by", sa.String(length=400), nullable=True),
        sa.Column("lifted_second", sa.String(length=400), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_corrections_seal_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_corrections_seal")),
    )
    with op.batch_alter_table("corrections_seal", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_seal_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_corrections_seal_person", ["office", "person_uid"], unique=False)

    op.create_table(
        "corrections_transfer",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("direction", sa.String(length=64), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("move_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("new_address", sa.String(length=400), nullable=False),
        sa.Column("other_authority", sa.String(length=400), nullable=False),
        sa.Column("other_office", sa.String(length=400), nullable=True),
        sa.Column("other_office_code", sa.String(length=20), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("opinion_by", sa.String(length=400), nullable=True),
        sa.Column("opinion_on", sa.Date(), nullable=True),
        sa.Column("inquiry_on", sa.Date(), nullable=True),
        sa.Column("inquiry_number", sa.String(length=400), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(length=64), nullable=True),
        sa.Column("answer_number", sa.String(length=400), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=400), nullable=True),
        sa.Column("decision_number", sa.String(length=400), nullable=True),
        sa.Column("decision", sa.String(length=64), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("files_sent_on", sa.Date(), nullable=True),
        sa.Column("receipt_on", sa.Date(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("report_by", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("absence_told_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_corrections_transfer_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_corrections_transfer")),
    )
    with op.batch_alter_table("corrections_transfer", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_transfer_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_corrections_transfer_open", ["office", "reported_on"], unique=False
        )
        batch_op.create_index(
            "ix_corrections_transfer_person", ["office", "person_uid", "applied_on"], unique=False
        )

    op.create_table(
        "declaration",
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
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("host", sa.String(length=400), nullable=False),
        sa.Column("recorder", sa.String(length=400), nullable=True),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_declaration_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_declaration")),
    )
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.create_index("ix_declaration_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_declaration_person", ["office", "person_uid", "held_at"], unique=False
        )

    op.create_table(
        "guarantor_check",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("guarantor_name", sa.String(length=400), nullable=False),
        sa.Column("capable", sa.Boolean(), nullable=False),
        sa.Column("at_liberty", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("nearby", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("staff", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_guarantor_check_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_guarantor_check")),
    )
    with op.batch_alter_table("guarantor_check", schema=None) as batch_op:
        batch_op.create_index("ix_guarantor_check_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_guarantor_check_person", ["office", "person_uid", "checked_on"], unique=False
        )

    op.create_table(
        "health_extension",
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
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.String(length=400), nullable=False),
        sa.Column("document_number", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_health_extension_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_health_extension")),
    )
    with op.batch_alter_table("health_extension", schema=None) as batch_op:
        batch_op.create_index("ix_health_extension_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_health_extension_person", ["office", "person_uid", "due_on"], unique=False
        )

    op.create_table(
        "health_report",
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
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("counts_for", sa.Date(), nullable=True),
        sa.Column("hospital", sa.String(length=400), nullable=True),
        sa.Column("designated", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("papers", sa.String(length=400), nullable=True),
        sa.Column("staff", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_health_report_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_health_report")),
    )
    with op.batch_alter_table("health_report", schema=None) as batch_op:
        batch_op.create_index("ix_health_report_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_health_report_person", ["office", "person_uid", "kind", "reported_on"], unique=False
        )

    op.create_table(
        "plan_adjustment",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("adjusted_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("adjusted_by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_plan_adjustment_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_plan_adjustment")),
    )
    with op.batch_alter_table("plan_adjustment", schema=None) as batch_op:
        batch_op.create_index("ix_plan_adjustment_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_plan_adjustment_person", ["office", "person_uid", "adjusted_on"], unique=False
        )

    op.create_table(
        "plan_review",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("effect", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_plan_review_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_plan_review")),
    )
    with op.batch_alter_table("plan_review", schema=None) as batch_op:
        batch_op.create_index("ix_plan_review_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_plan_review_person", ["office", "person_uid", "reviewed_on"], unique=False
        )

    op.create_table(
        "positioning",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("ground", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=400), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decision_number", sa.String(length=400), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("evaluation", sa.Text(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_positioning_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_positioning")),
    )
    with op.batch_alter_table("positioning", schema=None) as batch_op:
        batch_op.create_index("ix_positioning_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_positioning_person", ["office", "person_uid", "from_on"], unique=False
        )

    op.create_table(
        "sanction",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("episode_uid", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("conduct_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(length=400), nullable=False),
        sa.Column("head_by", sa.String(length=400), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=64), nullable=True),
        sa.Column("decided_by", sa.String(length=400), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=400), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("guardian_told_on", sa.Date(), nullable=True),
        sa.Column("procuratorate_told_on", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_number", sa.String(length=400), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_sanction_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_sanction")),
    )
    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.create_index("ix_sanction_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_sanction_decided", ["office", "decided_on", "kind"], unique=False)
        batch_op.create_index(
            "ix_sanction_person", ["office", "person_uid", "conduct_on"], unique=False
        )

    op.create_table(
        "sealed_view",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("viewed_at", sa.DateTime(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("document_number", sa.String(length=400), nullable=False),
        sa.Column("unit", sa.String(length=400), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("viewer", sa.String(length=400), nullable=False),
        sa.Column("second_viewer", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_sealed_view_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_sealed_view")),
    )
    with op.batch_alter_table("sealed_view", schema=None) as batch_op:
        batch_op.create_index("ix_sealed_view_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_sealed_view_person", ["office", "person_uid", "viewed_at"], unique=False
        )

    op.create_table(
        "term_change",
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
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=400), nullable=False),
        sa.Column("document_number", sa.String(length=400), nullable=False),
        sa.Column("content", sa.String(length=400), nullable=True),
        sa.Column("old_ends_on", sa.Date(), nullable=True),
        sa.Column("new_ends_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_term_change_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_term_change")),
    )
    with op.batch_alter_table("term_change", schema=None) as batch_op:
        batch_op.create_index("ix_term_change_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_term_change_person", ["office", "person_uid", "decided_on"], unique=False
        )

    op.create_table(
        "search_record",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("episode_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("searched_at", sa.DateTime(), nullable=False),
        sa.Column("way", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=400), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("staff", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "episode_uid"],
            ["absence_episode.office", "absence_episode.uid"],
            name=op.f("fk_search_record_office_episode_uid_absence_episode"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["office", "person_uid"],
            ["corrections_person.office", "corrections_person.uid"],
            name=op.f("fk_search_record_office_person_uid_corrections_person"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_search_record")),
    )
    with op.batch_alter_table("search_record", schema=None) as batch_op:
        batch_op.create_index("ix_search_record_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_search_record_person", ["office", "person_uid", "searched_at"], unique=False
        )

    for column in ("group_confirmed_on", "summary_on", "appraised_on"):
        op.add_column("corrections_person", sa.Column(column, sa.Date(), nullable=True))
    op.add_column(
        "corrections_person", sa.Column("group_confirmed_by", sa.String(length=400), nullable=True)
    )
    # nobody was sealed and nobody was asked about minors before there was a place to write it
    for table, column in (("corrections_person", "sealed"), ("group_member", "knows_minors")):
        op.add_column(
            table, sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false())
        )
