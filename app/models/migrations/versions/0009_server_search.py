"""server search: the full-text table of a bureau on PostgreSQL; a file has had its own since 0005"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE TABLE search_text (office varchar(20) NOT NULL, number bigint NOT NULL, "
        "body tsvector NOT NULL, CONSTRAINT pk_search_text PRIMARY KEY (office, number))"
    )
    op.execute("CREATE INDEX ix_search_text_body ON search_text USING gin (body)")
    op.execute("CREATE INDEX ix_search_text_number ON search_text (number)")
    op.execute("CREATE SEQUENCE search_number")
