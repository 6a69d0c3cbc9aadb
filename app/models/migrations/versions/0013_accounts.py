"""accounts: whoever holds the one password of an older store becomes its head and administrator"""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    account = op.create_table(
        "account",
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("staff_uid", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("last_in", sa.DateTime(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("office", "id", name=op.f("pk_account")),
    )
    setting = sa.table("setting", sa.column("office"), sa.column("name"), sa.column("value"))
    found = op.get_bind().execute(
        sa.select(setting.c.office, setting.c.value).where(setting.c.name == "identity")
    )
    bureau = {
        office: (value if isinstance(value, dict) else json.loads(value)).get("kind") == "bureau"
        for office, value in found
    }
    if bureau:
        op.bulk_insert(
            account,
            [
                {
                    "office": office,
                    "id": "u1",
                    "name": "负责人" if at_bureau else "所长",
                    "roles": ["head", "admin"],
                    "made_at": datetime.now().replace(microsecond=0),  # noqa: DTZ005 - local time
                    "made_by": "",
                }
                for office, at_bureau in bureau.items()
            ],
        )
