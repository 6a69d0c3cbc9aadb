"""改统计表栏目 and 改文书编号: lines a clerk edits, and the next bundle's files made of them (F64)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.data_files import Edition, shipped, shipped_names
from app.forms.corrections_papers import STAGES
from app.forms.issuers import OURS, Issued, Issuer, read_issuers
from app.forms.registry import form as own_form
from app.forms.report_columns import ALIKE, BALANCE, report_figures, report_groups
from app.models.bundles import BundleDraft
from app.services.access import Work
from app.services.base import Service
from app.services.bundles.contents import check
from app.services.bundles.design import toml, toml_table
from app.services.bundles.designs import still_wrong
from app.services.numbering import render

__all__ = ["NumberLine", "ReportLine", "TableChoice", "TableDesigns"]

ISSUERS = {
    Issuer.OFFICE: "司法所",
    Issuer.COUNTY: "县局（文号照抄）",
    Issuer.PERSON: "本人",
    Issuer.DECIDING: "谁批准谁出具",
}
NUMBERS = "papers/corrections.toml"
BY_CODES = "*"
"""Begins the key of a line that stands for a whole group by codes."""


@dataclass(frozen=True, slots=True)
class TableChoice:
    """A table of statistics; ``days`` are those from which the next bundle changes it."""

    name: str
    title: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One figure the program can put into the table. ``own`` is what the program calls it."""

    key: str
    own: str
    label: str
    group: str
    shown: bool
    needed: bool  # a sum of the sheet needs it


@dataclass(frozen=True, slots=True)
class NumberLine:
    """How one kind of paper is numbered; ``ours`` where this may be changed."""

    form: str
    title: str
    issuer: str  # in words
    template: str
    word: str
    notice: bool
    ours: bool

    @property
    def looks(self) -> str:
        """The first number of a year at an office called 示范."""
        if not self.template:
            return ""
        try:
            return render(self.template, short_name="示范", year=2026, sequence=1, word=self.word)
        except (KeyError, ValueError):
            return ""


class TableDesigns(Service, work=Work.OFFICE):
    """What the county makes of tables and numbers, before it is signed."""

    # --- tables of statistics ------------------------------------------------------------------

    def reports(self) -> list[TableChoice]:
        """Every table whose columns are data."""
        with self._database.begin() as session:
            drafts = self._drafts(session, "reports/")
        return [
            TableChoice(
                name,
                own.data["title"],
                tuple(f.since or date.min for f in drafts if f.name == name),
            )
            for name in shipped_names("reports")
            if (own := shipped("reports", name)) is not None
        ]

    def report(self, name: str, since: date | None = None) -> list[ReportLine]:
        """The table's figures in their order, then those that it does not show."""
        with self._database.begin() as session:
            blocks = self._blocks(session, name, since)
        shown = [line for block in blocks for line in _lines(name, block, shown=True)]
        there = {line.key for line in shown}
        rest = [
            line
            for own in (name, *ALIKE.get(name, ()))
            for block in _own_blocks(own)
            for line in _lines(name, block, shown=False)
        ]
        return shown + [
            line for key, line in {one.key: one for one in rest}.items() if key not in there
        ]

    def report_faults(self, name: str, lines: Sequence[ReportLine]) -> tuple[str, ...]:
        """What is wrong with the lines as they stand."""
        return _faults(f"reports/{name}.toml", _report_text(name, lines, "试"))

    def keep_report(self, name: str, lines: Sequence[ReportLine], since: date, source: str) -> None:
        """Put the table into the next bundle; raises ``ActionableError``."""
        self._keep(f"reports/{name}.toml", _report_text(name, lines, source), since, source)

    # --- numbers ---------------------------------------------------------------------------------

    def number_days(self) -> tuple[date, ...]:
        """From which days the next bundle changes the numbers."""
        with self._database.begin() as session:
            return tuple(file.since or date.min for file in self._drafts(session, NUMBERS))

    def numbers(self, since: date | None = None) -> list[NumberLine]:
        """Every paper of corrections with its number, as the next bundle has it."""
        with self._database.begin() as session:
            drafts = [f for f in self._drafts(session, NUMBERS) if since in {None, f.since}]
        own = shipped("papers", "corrections")
        listed = read_issuers((drafts[-1] if drafts else own).data) if own else {}
        return [
            NumberLine(
                one.form,
                own_form(one.form).title,
                ISSUERS[one.issuer],
                one.template,
                one.word,
                one.notice,
                one.issuer in OURS,
            )
            for one in (listed.get(code, Issued(code)) for code in _papers())
        ]

    def number_faults(self, lines: Sequence[NumberLine]) -> tuple[str, ...]:
        """What is wrong with the lines as they stand."""
        return _faults(NUMBERS, _number_text(lines, "试", date.min))

    def keep_numbers(self, lines: Sequence[NumberLine], since: date, source: str) -> None:
        """Put the numbers into the next bundle; raises ``ActionableError``."""
        self._keep(NUMBERS, _number_text(lines, source, since), since, source)

    # --- inside ----------------------------------------------------------------------------------

    def _keep(self, path: str, text: str, since: date, source: str) -> None:
        if faults := _faults(path, text):
            raise still_wrong(faults)
        with self._database.begin() as session:
            session.merge(
                BundleDraft(
                    office=self.office, path=path, since=since, source=source.strip(), text=text
                )
            )

    def _drafts(self, session: Session, start: str) -> list[Edition]:
        query = select(BundleDraft).where(
            BundleDraft.office == self.office, BundleDraft.path.startswith(start)
        )
        rows = session.scalars(query.order_by(BundleDraft.since, BundleDraft.path))
        found = [Edition(row.path, row.text, row.since, row.source) for row in rows]
        return [one for one in found if not check(one)]  # the trial check says what is wrong

    def _blocks(self, session: Session, name: str, since: date | None) -> list[dict[str, Any]]:
        drafts = [f for f in self._drafts(session, "reports/") if f.name == name]
        wanted = [file for file in drafts if since in {None, file.since}]
        return list(wanted[-1].data["group"]) if wanted else _own_blocks(name)


def _own_blocks(name: str) -> list[dict[str, Any]]:
    own = shipped("reports", name)
    return list(own.data["group"]) if own else []


def _lines(name: str, block: Mapping[str, Any], *, shown: bool) -> Iterator[ReportLine]:
    """The lines of one group; a group by codes is one line."""
    title, prefix = block["title"], block.get("prefix", "")
    if prefix:
        if group := report_groups(name).get(prefix):
            own = f"{group['title']}（代码表里每项一栏）"
            yield ReportLine(f"{BY_CODES}{prefix}", own, "", title, shown=shown, needed=False)
        return
    known, needed = report_figures(name), BALANCE.get(name, frozenset())
    for column in block["columns"]:
        key = column["key"]
        if key in known:
            yield ReportLine(
                key, known[key].label, column["label"], title, shown=shown, needed=key in needed
            )


def _papers() -> list[str]:
    """Papers of corrections that bear a number or are listed, what the office numbers first."""
    own = shipped("papers", "corrections")
    listed = read_issuers(own.data) if own else {}
    staged = [form.code for forms in STAGES.values() for form in forms if form.numbered_by]
    ours = [code for code, one in listed.items() if one.issuer in OURS]
    return list(dict.fromkeys([*ours, *staged, *listed]))


def _faults(path: str, text: str) -> tuple[str, ...]:
    return tuple(fault.words for fault in check(Edition(path, text)))


def _report_text(name: str, lines: Sequence[ReportLine], source: str) -> str:
    own = shipped("reports", name)
    title = own.data["title"] if own else name
    parts = [toml_table("", {"title": title, "source": source, "confirmed": True})]
    shown = [line for line in lines if line.shown]
    done: set[str] = set()
    for line in shown:
        if line.key.startswith(BY_CODES):
            prefix = line.key.removeprefix(BY_CODES)
            codes = report_groups(name)[prefix]["codes"]
            parts.append(
                toml_table("group", {"title": line.group, "codes": codes, "prefix": prefix})
            )
        elif line.group not in done:
            done.add(line.group)
            columns = [
                f"  {{ key = {toml(one.key)}, label = {toml(one.label)} }},"
                for one in shown
                if one.group == line.group and not one.key.startswith(BY_CODES)
            ]
            head = toml_table("group", {"title": line.group}).rstrip()
            parts.append("\n".join([head, "columns = [", *columns, "]", ""]))
    return "\n".join(parts)


def _number_text(lines: Sequence[NumberLine], source: str, since: date) -> str:
    own = shipped("papers", "corrections")
    listed = read_issuers(own.data) if own else {}
    parts = [toml_table("", {"source": source, "since": since, "confirmed": True})]
    for line in lines:
        issuer = listed.get(line.form, Issued(line.form)).issuer
        values: dict[str, Any] = {"form": line.form, "issuer": issuer.value}
        if line.template:
            values |= {"word": line.word, "template": line.template}
        if line.notice:
            values["notice"] = True
        if line.form in listed or len(values) > 2:
            parts.append(toml_table("paper", values))
    return "\n".join(parts)
