"""foundation"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blob",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office", "sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "committee",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("short_name", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("area_code", sa.String(length=20), nullable=True),
        sa.Column("number_template", sa.String(length=400), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("term_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_committee")),
    )
    with op.batch_alter_table("committee", schema=None) as batch_op:
        batch_op.create_index("ix_committee_change", ["office", "change"], unique=False)

    op.create_table(
        "counter",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "name", name=op.f("pk_counter")),
    )
    op.create_table(
        "draft",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("office", "scope", name=op.f("pk_draft")),
    )
    op.create_table(
        "history",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("table_name", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.Column("replaced_by", sa.String(length=64), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_record", ["office", "record"], unique=False)

    op.create_table(
        "person",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("credit_code", sa.String(length=30), nullable=True),
        sa.Column("legal_representative", sa.String(length=400), nullable=True),
        sa.Column("representative_post", sa.String(length=400), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("ethnic_group", sa.String(length=64), nullable=True),
        sa.Column("occupation", sa.String(length=400), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=400), nullable=True),
        sa.Column("id_kind", sa.String(length=64), nullable=True),
        sa.Column("id_number", sa.String(length=60), nullable=True),
        sa.Column("id_reason", sa.String(length=400), nullable=True),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_person_credit_code", ["office", "credit_code"], unique=False)
        batch_op.create_index("ix_person_id_number", ["office", "id_number"], unique=False)
        batch_op.create_index("ix_person_name", ["office", "name"], unique=False)

    op.create_table(
        "setting",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("office", "name", name=op.f("pk_setting")),
    )
    op.create_table(
        "mediation_case",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("committee_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=400), nullable=True),
        sa.Column("formset", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=True),
        sa.Column("title_typed", sa.Boolean(), nullable=False),
        sa.Column("parties_text", sa.String(length=400), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("co_committees", sa.String(length=400), nullable=True),
        sa.Column("related_uid", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_kind", sa.String(length=64), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("dispute_type", sa.String(length=64), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("check_score", sa.Integer(), nullable=True),
        sa.Column("check_missing", sa.Integer(), nullable=True),
        sa.Column("sender", sa.String(length=400), nullable=True),
        sa.Column("sender_letter", sa.String(length=400), nullable=True),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("receiver", sa.String(length=400), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("claims", sa.Text(), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("area_code", sa.String(length=20), nullable=True),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.Column("risk_reported_at", sa.DateTime(), nullable=True),
        sa.Column("risk_reported_to", sa.String(length=400), nullable=True),
        sa.Column("difficulty", sa.String(length=64), nullable=True),
        sa.Column("complex", sa.Boolean(), nullable=False),
        sa.Column("open_session", sa.Boolean(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("reopened_on", sa.Date(), nullable=True),
        sa.Column("extended_until", sa.Date(), nullable=True),
        sa.Column("recorder", sa.String(length=400), nullable=True),
        sa.Column("registrar", sa.String(length=400), nullable=True),
        sa.Column("agreement_form", sa.String(length=64), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("performance_terms", sa.Text(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=64), nullable=True),
        sa.Column("end_note", sa.Text(), nullable=True),
        sa.Column("performance", sa.String(length=64), nullable=True),
        sa.Column("performed_on", sa.Date(), nullable=True),
        sa.Column("confirmation", sa.String(length=64), nullable=True),
        sa.Column("confirmation_applied_on", sa.Date(), nullable=True),
        sa.Column("confirmation_court", sa.String(length=400), nullable=True),
        sa.Column("confirmation_ruling_no", sa.String(length=400), nullable=True),
        sa.Column("confirmation_ruled_on", sa.Date(), nullable=True),
        sa.Column("filed_by", sa.String(length=400), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("retention", sa.String(length=64), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column("archive_place", sa.String(length=400), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "committee_uid"],
            ["committee.office", "committee.uid"],
            name=op.f("fk_mediation_case_office_committee_uid_committee"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_mediation_case")),
        sa.UniqueConstraint(
            "office",
            "committee_uid",
            "year",
            "sequence",
            name=op.f("uq_mediation_case_office_committee_uid_year_sequence"),
        ),
    )
    with op.batch_alter_table("mediation_case", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mediation_case_accepted_on",
            ["office", "deleted", "accepted_on", "uid"],
            unique=False,
        )
        batch_op.create_index(
            "ix_mediation_case_agreed_on", ["office", "deleted", "agreed_on", "uid"], unique=False
        )
        batch_op.create_index("ix_mediation_case_change", ["office", "change"], unique=False)
        batch_op.create_index(
            "ix_mediation_case_check_missing",
            ["office", "deleted", "check_missing", "uid"],
            unique=False,
        )
        batch_op.create_index(
            "ix_mediation_case_check_score",
            ["office", "deleted", "check_score", "uid"],
            unique=False,
        )
        batch_op.create_index(
            "ix_mediation_case_committee_uid",
            ["office", "deleted", "committee_uid", "accepted_on", "uid"],
            unique=False,
        )
        batch_op.create_index(
            "ix_mediation_case_dispute_type",
            ["office", "deleted", "dispute_type", "accepted_on", "uid"],
            unique=False,
        )
        batch_op.create_index(
            "ix_mediation_case_due_on", ["office", "deleted", "due_on", "uid"], unique=False
        )
        batch_op.create_index(
            "ix_mediation_case_number",
            ["office", "deleted", "year", "sequence", "uid"],
            unique=False,
        )
        batch_op.create_index(
            "ix_mediation_case_source",
            ["office", "deleted", "source", "accepted_on", "uid"],
            unique=False,
        )
        batch_op.create_index(
            "ix_mediation_case_state",
            ["office", "deleted", "state", "accepted_on", "uid"],
            unique=False,
        )

    op.create_table(
        "mediator",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("committee_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("ethnic_group", sa.String(length=64), nullable=True),
        sa.Column("full_time", sa.Boolean(), nullable=False),
        sa.Column("post", sa.String(length=400), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("certificate_no", sa.String(length=60), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("staff_uid", sa.Uuid(as_uuid=False), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "committee_uid"],
            ["committee.office", "committee.uid"],
            name=op.f("fk_mediator_office_committee_uid_committee"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_mediator")),
    )
    with op.batch_alter_table("mediator", schema=None) as batch_op:
        batch_op.create_index("ix_mediator_change", ["office", "change"], unique=False)

    op.create_table(
        "agent",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("party_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("relation", sa.String(length=400), nullable=True),
        sa.Column("workplace", sa.String(length=400), nullable=True),
        sa.Column("licence_no", sa.String(length=400), nullable=True),
        sa.Column("powers", sa.JSON(), nullable=False),
        sa.Column("other_powers", sa.Text(), nullable=True),
        sa.Column("mandate_from", sa.Date(), nullable=True),
        sa.Column("mandate_until", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("ethnic_group", sa.String(length=64), nullable=True),
        sa.Column("occupation", sa.String(length=400), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=400), nullable=True),
        sa.Column("id_kind", sa.String(length=64), nullable=True),
        sa.Column("id_number", sa.String(length=60), nullable=True),
        sa.Column("id_reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "case_uid"],
            ["mediation_case.office", "mediation_case.uid"],
            name=op.f("fk_agent_office_case_uid_mediation_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_agent")),
    )
    with op.batch_alter_table("agent", schema=None) as batch_op:
        batch_op.create_index("ix_agent_case", ["office", "case_uid"], unique=False)
        batch_op.create_index("ix_agent_change", ["office", "change"], unique=False)

    op.create_table(
        "case_mediator",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("mediator_uid", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("chosen_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "case_uid"],
            ["mediation_case.office", "mediation_case.uid"],
            name=op.f("fk_case_mediator_office_case_uid_mediation_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_case_mediator")),
    )
    with op.batch_alter_table("case_mediator", schema=None) as batch_op:
        batch_op.create_index("ix_case_mediator_case", ["office", "case_uid"], unique=False)
        batch_op.create_index("ix_case_mediator_change", ["office", "change"], unique=False)

    op.create_table(
        "case_round",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reopened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "case_uid"],
            ["mediation_case.office", "mediation_case.uid"],
            name=op.f("fk_case_round_office_case_uid_mediation_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_case_round")),
    )
    with op.batch_alter_table("case_round", schema=None) as batch_op:
        batch_op.create_index("ix_case_round_case", ["office", "case_uid"], unique=False)
        batch_op.create_index("ix_case_round_change", ["office", "change"], unique=False)

    op.create_table(
        "obligation",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("payer", sa.String(length=400), nullable=False),
        sa.Column("payee", sa.String(length=400), nullable=True),
        sa.Column("act", sa.String(length=400), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("way", sa.String(length=400), nullable=True),
        sa.Column("place", sa.String(length=400), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_amount", sa.BigInteger(), nullable=True),
        sa.Column("urged_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "case_uid"],
            ["mediation_case.office", "mediation_case.uid"],
            name=op.f("fk_obligation_office_case_uid_mediation_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_obligation")),
    )
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.create_index("ix_obligation_case", ["office", "case_uid"], unique=False)
        batch_op.create_index("ix_obligation_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_obligation_due", ["office", "due_on"], unique=False)

    op.create_table(
        "paper",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("form_version", sa.String(length=20), nullable=False),
        sa.Column("subject_uid", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("body_digest", sa.String(length=32), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("corrected", sa.JSON(), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=True),
        sa.Column("printed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "case_uid"],
            ["mediation_case.office", "mediation_case.uid"],
            name=op.f("fk_paper_office_case_uid_mediation_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_paper")),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index("ix_paper_body_digest", ["office", "body_digest"], unique=False)
        batch_op.create_index("ix_paper_case", ["office", "case_uid", "form"], unique=False)
        batch_op.create_index("ix_paper_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_paper_dated_on", ["office", "form", "dated_on"], unique=False)

    op.create_table(
        "party",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_uid", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("side", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("relation", sa.String(length=400), nullable=True),
        sa.Column("credit_code", sa.String(length=30), nullable=True),
        sa.Column("legal_representative", sa.String(length=400), nullable=True),
        sa.Column("representative_post", sa.String(length=400), nullable=True),
        sa.Column("member_count", sa.Integer(), nullable=True),
        sa.Column("representatives", sa.String(length=400), nullable=True),
        sa.Column("incapable", sa.Boolean(), nullable=False),
        sa.Column("self_supporting", sa.Boolean(), nullable=False),
        sa.Column("guardian_name", sa.String(length=400), nullable=True),
        sa.Column("guardian_relation", sa.String(length=400), nullable=True),
        sa.Column("guardian_phone", sa.String(length=60), nullable=True),
        sa.Column("guardian_id_number", sa.String(length=60), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("sex", sa.String(length=64), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("ethnic_group", sa.String(length=64), nullable=True),
        sa.Column("occupation", sa.String(length=400), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=400), nullable=True),
        sa.Column("id_kind", sa.String(length=64), nullable=True),
        sa.Column("id_number", sa.String(length=60), nullable=True),
        sa.Column("id_reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "case_uid"],
            ["mediation_case.office", "mediation_case.uid"],
            name=op.f("fk_party_office_case_uid_mediation_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_party")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index("ix_party_case", ["office", "case_uid", "position"], unique=False)
        batch_op.create_index("ix_party_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_party_person", ["office", "person_uid"], unique=False)

    op.create_table(
        "scan",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("party_uid", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("original", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office", "case_uid"],
            ["mediation_case.office", "mediation_case.uid"],
            name=op.f("fk_scan_office_case_uid_mediation_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_scan")),
    )
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.create_index("ix_scan_case", ["office", "case_uid", "part"], unique=False)
        batch_op.create_index("ix_scan_change", ["office", "change"], unique=False)

    op.create_table(
        "state_change",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("after", sa.String(length=64), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "case_uid"],
            ["mediation_case.office", "mediation_case.uid"],
            name=op.f("fk_state_change_office_case_uid_mediation_case"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_state_change")),
    )
    with op.batch_alter_table("state_change", schema=None) as batch_op:
        batch_op.create_index("ix_state_change_case", ["office", "case_uid"], unique=False)
        batch_op.create_index("ix_state_change_change", ["office", "change"], unique=False)

    op.create_table(
        "paper_mark",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("paper_uid", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("seen_by", sa.String(length=400), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["office", "paper_uid"],
            ["paper.office", "paper.uid"],
            name=op.f("fk_paper_mark_office_paper_uid_paper"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("office", "uid", name=op.f("pk_paper_mark")),
    )
    with op.batch_alter_table("paper_mark", schema=None) as batch_op:
        batch_op.create_index("ix_paper_mark_change", ["office", "change"], unique=False)
        batch_op.create_index("ix_paper_mark_paper", ["office", "paper_uid"], unique=False)
