"""J10, a colleague leaves: account off, open work handed over in one step, history keeps the name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.errors import ActionableError
from app.models.account import Account
from app.models.corrections import CorrectionsPerson, GroupMember
from app.models.history import versions_of
from app.models.keyslots import WrongPassword
from app.models.mediation import CaseMediator, Committee, MediationCase, Mediator
from app.models.resettlement import ResettlementPerson
from app.models.training import Staff
from app.services import setup
from app.services.access import Role
from app.services.accounts import NewAccount
from app.ui.accounts.accounts_window import AccountsWindow
from app.ui.accounts.handover_dialog import HandoverDialog
from tests.ui.test_accounts import click, in_next

ENTRY = frozenset({Role.ENTRY})


@pytest.fixture
def desk(open_office):
    return open_office()


@pytest.fixture
def leaver(desk, office_profile, evening):
    """王某某, account 2: two open cases, one closed, a group, one helped, and a draft."""
    staff = desk.training.staff.add({"name": "王某某", "sex": "1"})
    start = desk.accounts.add(NewAccount("王某某", ENTRY, staff))[1]
    desk.accounts.add(NewAccount("李某某", ENTRY))
    store = desk._database
    store.actor = "u2"
    desk.drafts.keep("mediation.acceptance/new", "新的登记", {"summary": "没写完"})
    store.actor = "u1"
    with store.begin() as session:
        committee = Committee(name="立岗镇人民调解委员会", short_name="立岗", kind="town")
        session.add(committee)
        session.flush()
        for sequence, state in enumerate(("waiting", "mediating", "archived"), 1):
            case = MediationCase(
                committee_uid=committee.uid, year=2026, sequence=sequence, state=state
            )
            session.add(case)
            session.flush()
            session.add(CaseMediator(case_uid=case.uid, name="王某某"))
        roster = {"committee_uid": committee.uid, "certificate_until": date(2026, 12, 10)}
        session.add(Mediator(name="王某某", from_on=date(2025, 1, 1), **roster))
        session.add(Mediator(name="李某某", from_on=date(2025, 1, 1), **roster))
        person = CorrectionsPerson(name="测试甲", state="enrolled", category="probation")
        helped = ResettlementPerson(
            name="测试乙",
            state="enrolled",
            worker="王某某",
            source="corrections",
            manager_mode="local",
        )
        session.add_all([person, helped])
        session.flush()
        session.add(
            GroupMember(
                person_uid=person.uid, name="王某某", role="office", from_on=date(2026, 1, 5)
            )
        )
    return start


def names(desk, column, *where):
    with desk._database.begin() as session:
        return sorted(session.scalars(select(column).where(*where)))


def test_a_leaver_s_open_work_goes_to_somebody_in_one_step(
    qtbot, desk, leaver, office_profile, evening
):
    window = AccountsWindow(None, desk)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.keyClick(window.panel.table, Qt.Key.Key_Down)
    here = window.panel.current()
    assert here is not None
    assert here.name == "王某某"
    told: list[str] = []

    def fill(dialog):
        told.extend(label.text() for label in dialog.findChildren(type(dialog.verdict)))
        assert not dialog.go.isEnabled(), "nobody has been chosen"
        qtbot.keyClick(dialog.heir, Qt.Key.Key_Down)
        qtbot.keyClick(dialog.heir, Qt.Key.Key_Down)
        assert dialog.heir.currentText().startswith("李某某")
        click(qtbot, dialog.go)

    in_next(qtbot, HandoverDialog, fill)
    click(qtbot, window.panel.leave)

    assert "2 项" in told, "two cases are open"
    gone = next(one for one in desk.accounts.listed() if one.id == "u2")
    assert (gone.state, gone.name) == ("已停用", "王某某")
    assert names(desk, CaseMediator.name) == ["李某某", "李某某", "王某某"], "the closed one stays"
    assert names(desk, ResettlementPerson.worker) == ["李某某"]
    today = evening().date()
    with desk._database.begin() as session:
        members = {m.name: (m.from_on, m.until_on) for m in session.scalars(select(GroupMember))}
        staff = session.scalars(select(Staff).where(Staff.name == "王某某")).one()
        changed = session.scalars(
            select(CaseMediator).where(CaseMediator.name == "李某某").limit(1)
        ).one()
        before = versions_of(session, desk.identity.code, changed.uid)
    assert members == {
        "王某某": (date(2026, 1, 5), today),
        "李某某": (today + timedelta(days=1), None),
    }
    assert staff.left_on == today
    tomorrow = today + timedelta(days=1)
    assert [m.name for m in desk.mediation.committees.roster(today)] == ["李某某", "王某某"]
    assert [m.name for m in desk.mediation.committees.roster(tomorrow)] == ["李某某"]
    certificates = [r.title for r in desk.mediation.committees.reminders(tomorrow)]
    assert certificates == ["人民调解员证到期：李某某"], "nobody is reminded of a leaver's"
    assert before[-1].values["name"] == "王某某", "history keeps the name"
    desk._database.actor = "u3"
    assert [draft.title for draft in desk.drafts.waiting()] == ["新的登记"]
    desk.close()
    with pytest.raises(WrongPassword):
        setup.open_desk(office_profile, leaver, clock=evening, user="u2")


def test_it_can_be_said_again_and_finds_nothing_left(desk, leaver):
    desk.handover.hand_over("u2", "u3")
    assert not any(work.count for work in desk.handover.open_work("u2"))
    with desk._database.begin() as session:
        assert session.get_one(Account, (desk.identity.code, "u2")).disabled_at is not None


@pytest.mark.parametrize(("user", "heir"), [("u2", "u2"), ("u1", "u3")])
def test_nonsense_is_refused_and_changes_nothing(desk, leaver, user, heir):
    with pytest.raises(ActionableError):
        desk.handover.hand_over(user, heir)
    assert names(desk, CaseMediator.name) == ["王某某"] * 3


def test_colleagues_drafts_wait_for_their_own(desk, leaver):
    """Fast user switch: what one leaves half typed is not another's to do."""
    assert desk.drafts.waiting() == []
    assert desk.drafts.find("mediation.acceptance/new") is None, "not to be read either"
    desk.drafts.keep("mediation.acceptance/new", "新的登记", {"summary": "另一个人的"})
    desk._database.actor = "u2"
    kept = desk.drafts.find("mediation.acceptance/new")
    assert kept is not None
    assert "另一个人的" not in str(kept.values), "nor to be written over"


def test_a_form_both_have_half_filled_stops_the_handover_and_loses_neither(desk, leaver):
    desk._database.actor = "u3"
    desk.drafts.keep("mediation.acceptance/new", "新的登记", {"summary": "接手人的"})
    desk._database.actor = "u1"
    with pytest.raises(ActionableError, match="两个人都填了一半") as refused:
        desk.handover.hand_over("u2", "u3")
    assert "草稿都在" in refused.value.safe
    assert names(desk, CaseMediator.name) == ["王某某"] * 3, "nothing was handed over"
    desk._database.actor = "u3"
    desk.drafts.drop("mediation.acceptance/new")
    desk._database.actor = "u1"
    desk.handover.hand_over("u2", "u3")
    desk._database.actor = "u3"
    assert [draft.title for draft in desk.drafts.waiting()] == ["新的登记"]
