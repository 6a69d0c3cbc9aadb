"""The statements that distribute a bureau's tables by owning office (Citus).

``python -m app.models.sharding`` prints them for the tables of this version; docs/scaling.md says
when they are wanted.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.models.migrate import metadata

__all__ = ["statements"]

FIRST = "person"
"""The table with which all others are colocated."""
UNMAPPED = ("search_text",)
"""Tables that only a server has."""


def statements() -> Iterator[str]:
    """One statement a table: a table comes after those it refers to, all beside each other."""
    names = [table.name for table in metadata().sorted_tables]
    yield "CREATE EXTENSION IF NOT EXISTS citus;"
    yield f"SELECT create_distributed_table('{FIRST}', 'office');"
    for name in (*names, *UNMAPPED):
        if name != FIRST:
            yield (
                f"SELECT create_distributed_table('{name}', 'office', colocate_with => '{FIRST}');"
            )


if __name__ == "__main__":
    print("\n".join(statements()))
