"""The forms of a case on screen, and what they ask: people known here, villages, the roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.forms.definition import PersonRef
from app.forms.mediation import sheet
from app.services.desk import Desk
from app.services.settings import sample_offices
from app.services.veil import veil
from app.ui.editors import FormContext, PersonHit
from app.ui.editors.base import Option
from app.ui.form_view import FormView
from app.ui.mediation.case_list import Entry

__all__ = ["context_of", "view_of"]

SHEETS = {"case": sheet.CASE, "people": sheet.PEOPLE, "progress": sheet.PROGRESS}

ROSTER_FIELDS = frozenset({"recorder", "registrar", "visitor", "filed_by"})


def context_of(desk: Desk, case: str | None = None) -> FormContext:
    """The surroundings of a form; ``case`` gives the parties for 委托人."""

    def today() -> date:
        return desk.clock().date()

    def people(field: str, typed: str) -> Sequence[PersonHit]:
        if field == "party_uid":
            return _parties(desk, case, typed)
        known = [
            PersonHit(PersonRef(known.name, known.uid), known.detail, known.values)
            for known in desk.people.known(typed)
        ]
        return [*known, *_roster(desk, typed, today())]  # a row of mediators asks for "name", too

    def choices(field: str) -> Sequence[Option] | None:
        return _villages(desk) if field == "area_code" else None

    def suggest(field: str) -> Sequence[str]:
        if field in ROSTER_FIELDS:
            return [entry.name for entry in desk.mediation.committees.roster(today())]
        return ()

    return FormContext(
        today=today,
        people=people,
        choices=choices,
        suggest=suggest,
        busy=lambda: desk.busy,
        read=veil if desk.settings.habits().mask_numbers else lambda _name, words: words,
    )


def view_of(desk: Desk, case: str | None, entry: Entry, title: str) -> FormView:
    """The sheet or paper ``entry`` filled from the case; ``title`` names its draft."""
    paper = entry.kind == "paper"
    form = desk.mediation.papers.form(entry.key) if paper else SHEETS[entry.key]
    view = FormView(form, context_of(desk, case), shared_facts=paper)
    if paper:
        view.set_values(desk.mediation.papers.values(entry.key))
        cards = desk.mediation.papers.listed(case or "")
        own = next((card.corrected for card in cards if card.uid == entry.key), ())
        view.set_own(frozenset(own))
    elif case is None:
        view.set_values({})
    else:
        facts = desk.mediation.cases.facts(case)
        view.set_values({field.name: facts.get(field.name) for field in form.fact_fields()})
    scope = f"{form.code}/{entry.key if paper else case or 'new'}"
    view.keep_drafts(desk.drafts, scope, f"{entry.title} {title}")
    return view


def _parties(desk: Desk, case: str | None, typed: str) -> list[PersonHit]:
    rows = desk.mediation.cases.facts(case)["parties"] if case else []
    return [
        PersonHit(
            PersonRef(_name(row["name"]), row["uid"]), veil("address", row.get("address") or "")
        )
        for row in rows
        if typed in _name(row["name"])
    ]


def _name(value: PersonRef | str) -> str:
    return value.name if isinstance(value, PersonRef) else value


def _roster(desk: Desk, typed: str, on: date) -> list[PersonHit]:
    return [
        PersonHit(PersonRef(entry.name, entry.uid), "人民调解员")
        for entry in desk.mediation.committees.roster(on)
        if typed in entry.name
    ]


def _villages(desk: Desk) -> list[Option]:
    """The villages of this township; of the whole county where the township is not listed."""
    offices = [o for o in sample_offices() if o.county_code == desk.identity.county_code]
    own = [o for o in offices if o.code == desk.identity.code] or offices
    return [village for office in own for village in office.villages]
