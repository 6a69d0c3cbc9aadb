"""From the gate to the end of help: registration, hand-over, reception, visits, refusal, end."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.base import Rejected
from app.services.corrections.states import NotAllowed
from app.services.people import PeopleService
from app.services.resettlement.register import HelpQuery
from app.services.search import SearchService
from tests.services.corrections.conftest import SHEET as CORRECTIONS_SHEET
from tests.services.corrections.conftest import may_look
from tests.services.corrections.test_seals import SEAL

__all__ = ["may_look"]


def kinds(desk, today):
    return [r.kind for r in desk.reminders(today)]


def released(corrections, clock, **changes):
    """Somebody whose probation ended on 4 November 2025."""
    clock.set(date(2025, 11, 10))
    uid = corrections.persons.admit({**CORRECTIONS_SHEET, **changes}, control_class="ordinary")
    corrections.persons.release(
        uid,
        {
            "reason": "expired",
            "happened_on": date(2025, 11, 5),
            "decided_by": "贺兰县社区矫正管理局",
            "document_number": "（2025）贺矫解第9号",
            "summary_on": date(2025, 10, 8),
            "appraised_on": date(2025, 10, 30),
        },
    )
    return uid


def test_a_corrections_person_becomes_a_resettlement_person_without_retyping(
    desk, corrections, clock, store
):
    """F26, R-093: one action; the facts, the card and the link are kept."""
    before = released(corrections, clock)
    assert [row["uid"] for row in desk.persons.waiting()] == [before]
    assert "resettlement.take_over" in kinds(desk, date(2025, 11, 10))
    uid = desk.persons.take_over(before)
    sheet, card = desk.persons.sheet(uid), desk.persons.card(uid)
    for name in ("id_number", "address", "offences", "penalty_term", "phone", "sex"):
        assert sheet[name] == CORRECTIONS_SHEET[name], name
    assert card.corrections_uid == before
    assert card.ends_on == date(2028, 11, 4), "probation: three years from the release"
    assert card.handed_over_on == date(2025, 11, 10)
    assert desk.persons.waiting() == []
    assert desk.persons.take_over(before) == uid, "a second time changes nothing"
    roles = [role.role for role in PeopleService(store).roles(card.card_uid)]
    assert roles == ["安置帮教对象", "社区矫正对象"], "F39: one card across all roles"
    assert corrections.persons.card(before).state == "released", "the old record stays"


def test_nobody_is_taken_over_before_the_release_is_recorded(desk, corrections, clock):
    clock.set(date(2025, 3, 1))
    uid = corrections.persons.admit(CORRECTIONS_SHEET, control_class="strict")
    with pytest.raises(NotAllowed, match="还没有登记解除矫正"):
        desk.persons.take_over(uid)


def test_the_offence_of_a_minor_is_not_copied(desk, corrections, clock):
    """D2: the file in corrections is sealed within days; help needs no copy of it."""
    uid = desk.persons.take_over(released(corrections, clock, juvenile=True, guardian_name="测父"))
    sheet = desk.persons.sheet(uid)
    assert sheet["juvenile"]
    assert (sheet["offences"], sheet["penalty_term"]) == (None, None)


def test_a_minor_helped_after_correction_is_not_found_by_the_search_box(
    store, desk, corrections, clock
):
    """D2: a hit in 安置帮教 would tell what the seal hides; the roll has them while they are helped."""
    before = released(corrections, clock, juvenile=True, guardian_name="测父")
    uid = desk.persons.take_over(before)
    name = desk.persons.card(uid).name
    search = SearchService(store)

    def kinds_found() -> set[str]:
        return {hit.kind for hit in search.find(name).hits}

    assert "resettlement" not in kinds_found()
    desk.persons.edit(uid, {**desk.persons.sheet(uid), "worker": "测员"})
    search.rebuild()
    assert "resettlement" not in kinds_found()
    assert [row["uid"] for row in desk.persons.page(HelpQuery(text=name)).rows] == [uid]


def test_after_sealing_neither_the_card_nor_the_page_of_help_tells_of_the_file(
    store, desk, corrections, clock, may_look
):
    """D2: the search box found the card, and the page had a button that said it was sealed."""
    before = released(corrections, clock, juvenile=True, guardian_name="测父")
    uid = desk.persons.take_over(before)
    card, name = desk.persons.card(uid).card_uid, desk.persons.card(uid).name
    search = SearchService(store)
    assert {hit.kind for hit in search.find(name).hits} == {"person", "corrections"}
    assert desk.persons.card(uid).corrections_uid == before
    corrections.seals.seal(before, {**SEAL, "sealed_on": date(2025, 11, 10)})
    assert search.find(name).hits == ()
    assert PeopleService(store).roles(card) == []
    assert desk.persons.card(uid).corrections_uid is None


def test_parole_is_helped_for_five_years(desk, corrections, clock):
    uid = desk.persons.take_over(released(corrections, clock, category="parole"))
    assert desk.persons.card(uid).ends_on == date(2030, 11, 4)


def test_somebody_still_in_prison_is_awaited_and_fetched(desk, clock, sheet):
    """必接必送: the office, the village and the family fetch; the reception begins help."""
    uid = desk.persons.register(sheet(released_on=date(2026, 3, 20), must_fetch=True))
    assert desk.persons.card(uid).state == "expected"
    titles = [r.title for r in desk.reminders(date(2026, 3, 2))]
    assert titles == ["测归将于3月20日释放，必接必送，安排好接回的人和车"]
    clock.set(date(2026, 3, 21))
    late = next(r for r in desk.reminders(date(2026, 3, 21)) if r.kind == "resettlement.unlinked")
    assert late.overdue, "who must be fetched is due on the very day"
    reception = {"handover_way": "fetched", "handed_over_on": date(2026, 3, 20)}
    with pytest.raises(Rejected, match="接回人"):
        desk.persons.hand_over(uid, reception)
    desk.persons.hand_over(uid, {**reception, "fetched_by": "测试员甲、村干部、其父"})
    card = desk.persons.card(uid)
    assert (card.state, card.handed_over_on) == ("enrolled", date(2026, 3, 20))
    assert "resettlement.unlinked" not in kinds(desk, date(2026, 3, 21))


def test_a_reception_before_the_release_is_refused(desk, person):
    with pytest.raises(NotAllowed, match="早于释放日期"):
        desk.persons.hand_over(
            person, {"handover_way": "family", "handed_over_on": date(2026, 1, 11)}
        )


def test_the_class_is_proposed_by_criteria_and_confirmed_by_the_head(desk, person):
    values = {
        "criteria": ("no_home", "drugs"),
        "help_class": "ordinary",
        "from_on": date(2026, 2, 1),
        "proposed_by": "测试员甲",
    }
    with pytest.raises(Rejected, match="写明理由"):
        desk.entries.add_row(person, "class_change", values)
    row = desk.entries.add_row(person, "class_change", {**values, "help_class": "key"})
    card = desk.persons.card(person)
    assert (card.help_class, card.class_confirmed) == ("key", False)
    file = next(r for r in desk.reminders(date(2026, 3, 2)) if r.kind == "resettlement.file")
    assert "还没有所长确定" in file.title
    desk.entries.edit_row(
        "class_change",
        row,
        {**values, "help_class": "key", "confirmed_by": "测所长", "confirmed_on": date(2026, 2, 2)},
    )
    assert desk.persons.card(person).class_confirmed


def test_a_missed_month_of_a_key_person_is_overdue_until_a_visit_is_recorded(desk, person, clock):
    desk.entries.add_row(
        person, "class_change", {"help_class": "key", "from_on": date(2026, 1, 12)}
    )
    assert desk.standing(person) == ("漏走访2次，本期应在3月31日前走访", "bad")
    for day in (date(2026, 1, 20), date(2026, 2, 20)):
        desk.entries.add_row(person, "visit", visit(day))
    assert desk.standing(person)[1] == "warn"
    with pytest.raises(NotAllowed, match="今天以后"):
        desk.entries.add_row(person, "visit", visit(date(2026, 3, 3)))


def visit(day):
    return {
        "happened_on": day,
        "method": "home",
        "outcome": "met",
        "staff": "测试员甲",
        "situation": "在家务农，情绪平稳。",
    }


def test_the_first_visit_is_due_within_a_week(desk, sheet, clock):
    """§5.2, local: the office calls on them within seven days."""
    uid = desk.persons.register(sheet(released_on=date(2026, 3, 1)))
    first = next(r for r in desk.reminders(date(2026, 3, 8)) if r.kind.endswith("first_visit"))
    assert (first.due_on, first.overdue) == (date(2026, 3, 8), False)
    assert next(r for r in desk.reminders(date(2026, 3, 9)) if r.kind == first.kind).overdue
    clock.set(date(2026, 3, 4))
    desk.entries.add_row(uid, "visit", visit(date(2026, 3, 4)))
    assert "resettlement.first_visit" not in kinds(desk, date(2026, 3, 9))


def test_of_somebody_entered_late_only_the_last_months_are_asked_about(desk, sheet):
    """An office that begins with this program is not chased for years that stand in its old book."""
    uid = desk.persons.register(sheet(released_on=date(2023, 1, 12)))
    assert desk.standing(uid) == ("漏走访1次，本期应在3月31日前走访", "bad")
    title = next(r.title for r in desk.reminders(date(2026, 3, 2)) if "衔接" in r.title)
    assert title == "测归已于2023年1月12日释放，还没有登记衔接"


def test_refusing_help_has_no_consequence_but_asking_again(desk, person, clock):
    """帮教 is voluntary (§5.1): the record says how it was said, and the office goes on asking."""
    with pytest.raises(NotAllowed, match="写明情况"):
        desk.entries.step(person, {"after": "refused", "happened_on": date(2026, 3, 1)})
    desk.entries.step(
        person,
        {"after": "refused", "happened_on": date(2026, 3, 1), "note": "本人当面表示不需要帮教。"},
    )
    found = desk.reminders(date(2026, 3, 2))
    assert not [r for r in found if r.kind == "resettlement.file"], "no paper is asked of them"
    counts = desk.counts(date(2026, 3, 1), date(2026, 3, 31))
    assert counts["closing"] == counts["closing_refused"] == 1, "still in the denominator"
    desk.entries.step(person, {"after": "enrolled", "happened_on": date(2026, 3, 2)})
    assert desk.persons.card(person).state == "enrolled"


def test_help_does_not_expire_early_and_an_end_needs_its_document(desk, person, clock):
    with pytest.raises(NotAllowed, match="还没有期满"):
        desk.entries.end(person, {"reason": "expired", "happened_on": date(2026, 3, 1)})
    with pytest.raises(Rejected, match="依据文书"):
        desk.entries.end(person, {"reason": "died", "happened_on": date(2026, 3, 1)})
    clock.set(date(2031, 1, 20))
    assert [r.overdue for r in desk.reminders(clock().date()) if r.kind == "resettlement.end"] == [
        True
    ]
    desk.entries.end(person, {"reason": "expired", "happened_on": date(2031, 1, 11)})
    assert desk.persons.card(person).state == "ended"
    with pytest.raises(NotAllowed, match="已经解除"):
        desk.entries.add_row(person, "visit", visit(date(2031, 1, 19)))
    desk.entries.undo_step(person, "登记错了人")
    assert desk.persons.card(person).state == "enrolled"


def test_a_wrong_number_is_refused_and_a_missing_one_only_asked_about(desk, sheet):
    with pytest.raises(Rejected, match="校验位"):
        desk.persons.register(sheet(id_number="640122199001019970"))
    found = desk.persons.check(sheet(id_number=""))
    assert [(p.field, p.blocking) for p in found] == [("id_number", False)]


def test_people_are_found_by_initials_and_on_the_roll(desk, person, store):
    """F34, F35."""
    hits = SearchService(store).find("cg").hits
    assert ("resettlement", person) in [(hit.kind, hit.uid) for hit in hits]
    assert desk.persons.page(HelpQuery(text="cg")).total == 1
    assert desk.persons.page(HelpQuery(text="甲")).total == 0
    line = desk.persons.page(HelpQuery()).rows[0]
    assert (line["name"], line["ends_on"]) == ("测归", date(2031, 1, 11))


def test_agreement_and_plan_keep_their_own_words_and_show_the_facts(desk, person):
    desk.papers.save(
        "resettlement.agreement",
        person,
        {
            "third_party": "测父",
            "from_on": date(2026, 1, 12),
            "until_on": date(2031, 1, 11),
            "signed_on": date(2026, 1, 20),
        },
    )
    values = desk.papers.values("resettlement.agreement", person)
    assert (values["name"], values["third_party"]) == ("测归", "测父")
    assert values["office_name"], "甲方 stays on the paper when it is saved"
    with pytest.raises(Rejected, match="基本情况分析"):
        desk.papers.save("resettlement.plan", person, {"made_on": date(2026, 1, 20)})
    listed = {p.form.code: p.filled for p in desk.papers.papers(person)}
    assert listed["resettlement.agreement"]
    assert not listed["resettlement.plan"]
    desk.papers.mark_printed("resettlement.agreement", person)
    assert desk.papers.papers(person)[2].printed_at is not None
