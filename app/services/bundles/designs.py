"""改文书栏目: a county's papers are taken up, tried, and put into the next bundle (F64)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.data_files import Edition
from app.errors import ActionableError
from app.forms.codes import CodeTable, code_table
from app.forms.corrections_papers import STAGES
from app.forms.county_fields import FormChange, applied, read_change
from app.forms.definition import Form, Register
from app.forms.editions import changeable
from app.forms.protected import objections
from app.models.bundles import BundleDraft
from app.services.access import Work, needs
from app.services.base import Service
from app.services.bundles.design import (
    NEVER,
    Design,
    composed,
    design_of,
    file_name,
    table_name,
)
from app.services.bundles.gathered import gathered

__all__ = ["DesignPaper", "PaperDesigns", "Tried", "still_wrong"]

DUTIES = {"mediation": "人民调解", "corrections": "社区矫正", "resettlement": "安置帮教"}


@dataclass(frozen=True, slots=True)
class DesignPaper:
    """A paper that may be changed. ``days`` are those from which the next bundle changes it."""

    code: str
    title: str
    group: str  # 人民调解, 社区矫正·日常
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A design looked at: the paper it makes, and what is wrong with it."""

    form: Form
    faults: tuple[str, ...]
    changed: bool  # whether it differs from the program's own paper at all


def still_wrong(faults: Sequence[str]) -> ActionableError:
    """What is told when something that cannot be read is to be kept."""
    return ActionableError(
        "G18",
        f"还有 {len(faults)} 处要改：{faults[0]}",
        safe="没有存入下一版，表里改过的都还在。",
        do="请改好再存。",
    )


class PaperDesigns(Service, work=Work.OFFICE):
    """What the county makes of its papers, before it is signed."""

    def papers(self) -> list[DesignPaper]:
        """Every paper a county may change, by duty and stage."""
        with self._database.begin() as session:
            days: dict[str, list[date]] = {}
            for change, file in self._changes(session):
                days.setdefault(change.form, []).append(file.since or NEVER)
        stages = {form.code: stage for stage, forms in STAGES.items() for form in forms}
        return [
            DesignPaper(
                code,
                form.title,
                "·".join(filter(None, (DUTIES[code.partition(".")[0]], stages.get(code, "")))),
                tuple(days.get(code, ())),
            )
            for code, form in changeable().items()
        ]

    def design(self, code: str, since: date | None = None) -> Design:
        """The paper as the next bundle has it from ``since`` on, or at last; else the program's."""
        with self._database.begin() as session:
            ours = [(c, f) for c, f in self._changes(session) if c.form == code]
            tables = _newest(self._tables(session), since or date.max)
        wanted = [change for change, file in ours if since is None or file.since == since]
        used = [name for change, _ in ours for name in (field.name for field in change.added)]
        numbers = [int(found[1]) for name in used if (found := re.fullmatch(r"county_(\d+)", name))]
        change = wanted[-1] if wanted else None
        return design_of(changeable()[code], change, tables, max(numbers, default=0) + 1)

    def own(self, code: str, fresh: int) -> Design:
        """The paper as the program brings it; new fields count on from ``fresh``."""
        return design_of(changeable()[code], None, {}, fresh)

    def tried(self, design: Design) -> Tried:
        """What the design makes of the paper, and what is wrong with it; nothing is kept."""
        base = changeable()[design.form]
        change = _read(base, design)
        wrong = [one.words for one in objections(base, change)]
        wrong += [
            f"“{line.label}”的选项里有相同的两项。"
            for line in design.lines
            if len(set(line.choices)) != len(line.choices)
        ]
        whole = bool(change.title or change.fields or change.added or change.order)
        return Tried(applied(base, change, NEVER), tuple(wrong), whole)

    def keep(self, design: Design, since: date, source: str) -> None:
        """Put the paper into the next bundle, from ``since`` on; raises ``ActionableError``."""
        tried = self.tried(design)
        if tried.faults:
            raise still_wrong(tried.faults)
        base = changeable()[design.form]
        with self._database.begin() as session:
            paths = {c.form: f.path for c, f in self._changes(session)}
            path = paths.get(base.code, f"forms/{file_name(base)}.toml")
            if not tried.changed and base.code not in paths:
                raise ActionableError(
                    "G19",
                    "与程序自带的文书没有不同，不用存入。",
                    safe="配置包的内容没有变。",
                    do="请先改栏目，再存入。",
                )
            text, codes = composed(
                base,
                design,
                version=f"{since:%Y-%m-%d}",
                source=source,
                tables=_newest(self._tables(session), since),
                later={
                    name: [table for _, table in some]
                    for name, some in self._tables(session).items()
                },
            )
            self._put(session, path, since, source, text)
            for name, table in codes.items():
                self._put(session, f"codes/{name}.toml", since, source, table)

    @needs(Work.CASES)
    def gathered(self) -> list[tuple[Register, list[dict[str, Any]]]]:
        """What offices filled into the county's own fields, by paper; numbers, no names."""
        with self._database.begin() as session:
            return gathered(session, self.office)

    # --- inside ----------------------------------------------------------------------------------

    def _put(self, session: Session, path: str, since: date, source: str, text: str) -> None:
        session.merge(
            BundleDraft(
                office=self.office, path=path, since=since, source=source.strip(), text=text
            )
        )

    def _drafts(self, session: Session, folder: str) -> list[Edition]:
        query = select(BundleDraft).where(
            BundleDraft.office == self.office, BundleDraft.path.startswith(f"{folder}/")
        )
        rows = session.scalars(query.order_by(BundleDraft.since, BundleDraft.path))
        return [Edition(row.path, row.text, row.since, row.source) for row in rows]

    def _changes(self, session: Session) -> list[tuple[FormChange, Edition]]:
        """The changes of papers in the next bundle, the earliest first; unreadable ones left out."""
        found = []
        for file in self._drafts(session, "forms"):
            try:
                change = read_change(file.data)
            except (ValueError, KeyError, TypeError):
                continue  # the trial check says what is wrong with it
            if change.form in changeable():
                found.append((change, file))
        return found

    def _tables(self, session: Session) -> dict[str, list[tuple[date, CodeTable]]]:
        """The county's code tables in the next bundle: every edition with its day."""
        found: dict[str, list[tuple[date, CodeTable]]] = {}
        for file in self._drafts(session, "codes"):
            try:
                table = code_table(file.name, file.data)
            except (ValueError, KeyError, TypeError):
                continue
            found.setdefault(file.name, []).append((file.since or NEVER, table))
        return found


def _newest(tables: dict[str, list[tuple[date, CodeTable]]], until: date) -> dict[str, CodeTable]:
    """Each table as it counts on a day."""
    found: dict[str, CodeTable] = {}
    for name, some in tables.items():
        begun = [table for since, table in some if since <= until]
        if begun:
            found[name] = begun[-1]
    return found


def _read(base: Form, design: Design) -> FormChange:
    """The change a design stands for, as an office would read it."""
    source = "依据的文件"
    text, _ = composed(base, design, version="0", source=source, tables={})
    return read_change(Edition(f"forms/{table_name(base, '')}.toml", text).data)
