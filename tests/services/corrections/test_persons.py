"""社区矫正对象 from the first report to release: the basic sheet, dated rows, steps, the roll."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.base import Missing, Rejected
from app.services.corrections.persons import PersonService
from app.services.corrections.register import PersonQuery
from app.services.corrections.states import ACTIVE, ENDED, MOVES, NotAllowed
from app.services.people import PeopleService
from app.services.search import SearchService, follow
from tests.conftest import Clock

RELEASE = {
    "reason": "expired",
    "happened_on": date(2025, 11, 4),
    "decided_by": "贺兰县司法局",
    "document_number": "(2025)贺矫解字第7号",
    "summary_on": date(2025, 10, 8),
    "appraised_on": date(2025, 10, 30),
}


def test_who_has_reported_is_on_the_books_from_that_day(persons, person):
    card = persons.card(person)
    assert (card.state, card.received_on, card.control_class) == (
        "enrolled",
        date(2024, 11, 8),
        "strict",
    )
    assert card.days_left == 248
    assert [s.after for s in persons.steps(person)] == ["enrolled"]


def test_who_has_not_reported_is_expected_until_the_step_is_recorded(persons, sheet, in_2025):
    uid = persons.admit(sheet(reported_on=None, report_outcome=None))
    assert persons.card(uid).state == "expected"
    persons.step(uid, {"after": "enrolled", "happened_on": date(2024, 11, 12)})
    card = persons.card(uid)
    assert (card.state, card.received_on) == ("enrolled", date(2024, 11, 12))


def test_the_sheet_comes_back_as_it_was_typed(persons, sheet, in_2025):
    family = [{"name": "测乙", "relation": "妻", "place": "新胜村三组", "phone": "13900000002"}]
    typed = sheet(family=family, former_name="  ", remark="第一段\n第二段")
    kept = persons.sheet(persons.admit(typed))
    kept["name"] = kept["name"].name
    assert kept["family"] == family
    assert kept["former_name"] is None
    assert {k: kept[k] for k in typed if k != "former_name"} == {
        k: v for k, v in typed.items() if k != "former_name"
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"category": "deprivation"}, "category"),
        ({"ends_on": date(2024, 11, 4)}, "ends_on"),
        ({"id_number": "640122199001019970"}, "id_number"),
        ({"id_number": ""}, "id_number"),
        ({"custody_days": -1}, "custody_days"),
        ({"reported_on": date(2025, 3, 2)}, "reported_on"),
    ],
)
def test_a_wrong_sheet_is_refused_and_names_the_field(persons, sheet, in_2025, changes, field):
    with pytest.raises(Rejected) as refused:
        persons.admit(sheet(**changes))
    assert field in {p.field for p in refused.value.problems}
    assert persons.page(PersonQuery(states=())).total == 0


def test_no_number_with_a_reason_is_allowed(persons, sheet, in_2025):
    assert persons.admit(sheet(id_kind="none", id_number="", id_reason="从未办理"))


def test_an_end_that_differs_from_the_formula_is_asked_about_but_kept(persons, sheet, in_2025):
    """刑诉解释 202: the document prevails (P1 would end on 2025-11-04)."""
    values = sheet(ends_on=date(2025, 11, 5))
    asked = [p for p in persons.check(values) if p.field == "ends_on"]
    assert [p.blocking for p in asked] == [False]
    assert "2025年11月4日" in asked[0].message
    assert persons.sheet(persons.admit(values))["ends_on"] == date(2025, 11, 5)


def test_reporting_after_the_tenth_day_is_asked_about(persons, sheet, in_2025):
    """社区矫正法 21: ten days from 2024-11-05 end on 2024-11-15."""
    late = persons.check(sheet(reported_on=date(2024, 11, 18)))
    assert "report_outcome" in {p.field for p in late}
    assert "report_outcome" not in {p.field for p in persons.check(sheet())}


def test_a_minor_at_decision_must_be_ticked_even_if_grown_since(persons, sheet, in_2025):
    """社区矫正法 52, 58: the age at the decision counts to the end."""
    young = sheet(
        id_number="640122200907109987", birth_date=date(2009, 7, 10), decided_on=date(2024, 10, 25)
    )
    assert "juvenile" in {p.field for p in persons.check(young)}
    assert "juvenile" not in {p.field for p in persons.check({**young, "juvenile": True})}


def test_a_class_changes_on_its_day_and_not_before(persons, person, clock):
    persons.add_row(
        person,
        "control_change",
        {"control_class": "ordinary", "from_on": date(2025, 3, 10), "reason": "考核合格"},
    )
    assert persons.card(person).control_class == "strict"
    clock.set(date(2025, 3, 10))
    assert persons.card(person).control_class == "ordinary"
    assert [r["control_class"] for r in persons.rows(person, "control_change")] == [
        "strict",
        "ordinary",
    ]


def test_a_dated_row_can_be_corrected_and_taken_away(persons, person):
    row = persons.add_row(
        person,
        "control_change",
        {"control_class": "ordinary", "from_on": date(2025, 2, 1), "reason": "考核合格"},
    )
    changed = {"control_class": "lenient", "from_on": date(2025, 2, 1), "reason": "考核优良"}
    persons.edit_row("control_change", row, changed)
    assert persons.card(person).control_class == "lenient"
    persons.remove_row("control_change", row)
    assert persons.card(person).control_class == "strict"
    with pytest.raises(Missing):
        persons.remove_row("control_change", row)


def test_a_prohibition_order_is_for_control_and_probation_only(persons, sheet, in_2025):
    """刑法 38, 72."""
    order = {
        "kind": "place",
        "content": "禁止进入酒吧",
        "from_on": date(2024, 11, 5),
        "until_on": date(2025, 5, 4),
    }
    parolee = persons.admit(sheet(category="parole"))
    with pytest.raises(NotAllowed, match="只适用于管制和缓刑"):
        persons.add_row(parolee, "court_order", order)
    assert persons.add_row(persons.admit(sheet()), "court_order", order)


def test_a_row_that_ends_before_it_begins_is_refused(persons, person):
    with pytest.raises(Rejected):
        persons.add_row(
            person,
            "suspension",
            {"kind": "hospital", "from_on": date(2025, 2, 2), "until_on": date(2025, 2, 1)},
        )


def test_release_before_the_end_only_by_pardon(persons, person, clock):
    """社区矫正法 44."""
    clock.set(date(2025, 11, 3))
    early = {**RELEASE, "happened_on": date(2025, 11, 3)}
    with pytest.raises(NotAllowed, match="还没有期满"):
        persons.release(person, early)
    assert persons.release(person, {**early, "reason": "pardon"})
    assert persons.card(person).state == "released"


def test_release_needs_the_number_of_the_county_certificate(persons, person, clock):
    """The county decides; the office records its answer."""
    clock.set(date(2025, 11, 4))
    with pytest.raises(Rejected) as refused:
        persons.release(person, {**RELEASE, "document_number": ""})
    assert {p.field for p in refused.value.problems} == {"document_number"}
    persons.release(person, RELEASE)
    assert persons.page(PersonQuery()).total == 0
    assert persons.page(PersonQuery(states=("released",))).total == 1


def test_release_needs_summary_and_appraisal(persons, person, clock):
    """实施办法 53."""
    clock.set(date(2025, 11, 4))
    with pytest.raises(NotAllowed, match="个人总结和期满鉴定"):
        persons.release(person, {**RELEASE, "summary_on": None, "appraised_on": None})
    with pytest.raises(NotAllowed, match="还没有期满鉴定"):
        persons.release(person, {**RELEASE, "appraised_on": None})
    persons.release(person, RELEASE)
    assert persons.steps(person)[-1].after == "released"


def test_nothing_is_released_at_midnight(persons, person, clock):
    """司办通〔2021〕94号: the end of the term changes no state by itself."""
    clock.set(date(2026, 1, 1))
    card = persons.card(person)
    assert (card.state, card.days_left) == ("enrolled", -58)
    assert [s.after for s in persons.steps(person)] == ["enrolled"]


def test_a_pending_arrest_holds_the_release_up(persons, person, clock):
    """司办通〔2021〕94号: only on the county's written word."""
    clock.set(date(2025, 11, 4))
    persons.add_row(person, "suspension", {"kind": "arrest", "from_on": date(2025, 10, 1)})
    with pytest.raises(NotAllowed, match="94号"):
        persons.release(person, RELEASE)
    persons.release(person, {**RELEASE, "county_instruction": "同意到期解除"})
    assert "同意到期解除" in (persons.steps(person)[-1].note or "")


def test_termination_keeps_reason_and_document(persons, person, clock):
    """社区矫正法 45."""
    clock.set(date(2025, 6, 1))
    persons.terminate(
        person,
        {
            "reason": "probation_revoked",
            "happened_on": date(2025, 5, 30),
            "decided_by": "贺兰县人民法院",
            "document_number": "(2025)宁0122刑更1号",
        },
    )
    step = persons.steps(person)[-1]
    assert (step.after, step.reason) == ("terminated", "probation_revoked")
    with pytest.raises(NotAllowed):
        persons.add_row(person, "suspension", {"kind": "arrest", "from_on": date(2025, 6, 1)})


@pytest.mark.parametrize(
    ("after", "on", "says"),
    [
        ("moved_out", date(2025, 2, 1), "不能变更为"),
        ("out_of_control", date(2025, 2, 1), "还没有登记脱离监管"),
        ("term_ending", date(2025, 2, 1), "离期满还有"),
        ("lost", date(2025, 3, 2), "今天以后"),
        ("lost", date(2024, 11, 7), "早于上一次"),
        ("revocation_proposed", date(2025, 2, 1), "只登记结果"),
    ],
)
def test_a_step_out_of_order_is_refused(persons, person, after, on, says):
    with pytest.raises(NotAllowed, match=says):
        persons.step(person, {"after": after, "happened_on": on})
    assert persons.card(person).state == "enrolled"


def test_a_step_is_undone_by_a_reversing_entry(persons, person):
    persons.step(person, {"after": "lost", "happened_on": date(2025, 2, 3)})
    with pytest.raises(NotAllowed, match="写明原因"):
        persons.undo_step(person, " ")
    persons.undo_step(person, "当日已联系上，登记错误")
    assert persons.card(person).state == "enrolled"
    steps = persons.steps(person)
    assert [s.undone for s in steps] == [False, True, False]
    with pytest.raises(NotAllowed, match="没有可以撤销"):
        persons.undo_step(person, "再撤")


def test_each_ground_of_termination_belongs_to_its_category(persons, person):
    """社区矫正法 45: 收监 is for who served outside."""
    values = {
        "reason": "imprisoned",
        "happened_on": date(2025, 2, 1),
        "decided_by": "贺兰县人民法院",
        "document_number": "某号",
    }
    with pytest.raises(NotAllowed, match="不适用于缓刑"):
        persons.terminate(person, values)


def test_overdue_reporting_begins_after_the_tenth_day(persons, sheet, in_2025):
    """社区矫正法 21: effective 2024-11-05, the tenth day is the fifteenth."""
    uid = persons.admit(sheet(reported_on=None, report_outcome=None))
    with pytest.raises(NotAllowed, match="还没有超过"):
        persons.step(uid, {"after": "overdue_report", "happened_on": date(2024, 11, 15)})
    persons.step(uid, {"after": "overdue_report", "happened_on": date(2024, 11, 16)})
    persons.step(uid, {"after": "enrolled", "happened_on": date(2024, 11, 20)})
    assert persons.card(uid).received_on == date(2024, 11, 20)


def test_every_step_of_the_table_is_known_with_its_actor():
    """Corrections notes §3.3: from, to, who decides; ends have no way on but undoing."""
    wanted = {
        ("", "inquiry"),
        ("inquiry", "expected"),
        ("", "expected"),
        ("expected", "enrolled"),
        ("expected", "overdue_report"),
        ("overdue_report", "enrolled"),
        ("enrolled", "lost"),
        ("lost", "out_of_control"),
        ("lost", "enrolled"),
        ("out_of_control", "enrolled"),
        ("out_of_control", "revocation_proposed"),
        ("enrolled", "moving_out"),
        ("moving_out", "moved_out"),
        ("", "moving_in"),
        ("moving_in", "enrolled"),
        ("enrolled", "term_ending"),
        ("term_ending", "released"),
        ("enrolled", "released"),
        *((state, "terminated") for state in ACTIVE - {"inquiry"}),
    }
    assert wanted <= set(MOVES)
    assert all(one.event and one.decides for one in MOVES.values())
    assert not ENDED & {before for before, _ in MOVES}
    county = {"released", "terminated", "moved_out", "revocation_proposed"}
    assert {after for (_, after), one in MOVES.items() if one.document} == county


def test_the_age_at_the_decision_is_fixed_whatever_was_ticked(persons, sheet, clock):
    """社区矫正法 58: eighteen last month, still a minor's file."""
    clock.set(date(2027, 8, 10))
    young = sheet(
        id_number="640122200907109987",
        birth_date=date(2009, 7, 10),
        decided_on=date(2027, 6, 1),
        effective_on=date(2027, 6, 12),
        starts_on=date(2027, 6, 12),
        ends_on=date(2028, 6, 11),
        reported_on=date(2027, 6, 14),
    )
    uid = persons.admit(young)
    assert persons.card(uid).juvenile
    persons.edit(uid, {**persons.sheet(uid), "juvenile": False})
    assert persons.card(uid).juvenile


def test_custody_shortens_control_and_the_warning_explains_it(persons, sheet, in_2025):
    """刑法 41: 2025-03-01, one year, twenty days in custody: 2026-01-19."""
    values = sheet(
        category="control",
        starts_on=date(2025, 3, 1),
        ends_on=date(2026, 2, 28),
        custody_days=20,
        effective_on=date(2025, 3, 1),
        reported_on=date(2025, 3, 1),
    )
    (asked,) = [p for p in persons.check(values) if p.field == "ends_on"]
    assert not asked.blocking
    assert "减40日" in asked.message
    assert "2026年1月19日" in asked.message
    assert not [
        p for p in persons.check({**values, "ends_on": date(2026, 1, 19)}) if p.field == "ends_on"
    ]
    assert persons.term(persons.admit(values)) == asked.message


def test_custody_does_not_shorten_probation(persons, sheet, in_2025):
    assert not [p for p in persons.check(sheet(custody_days=60)) if p.field == "ends_on"]


def test_parole_runs_to_the_end_of_the_sentence(persons, sheet, in_2025):
    """刑法 83: the trial period of parole is the sentence not yet served."""
    values = sheet(category="parole", penalty_until=date(2026, 1, 1))
    assert "没有执行完毕的刑期" in next(
        p.message for p in persons.check(values) if p.field == "ends_on"
    )


def test_a_number_that_is_here_already_is_asked_about(persons, person, sheet):
    """§8.8: nobody is counted twice."""
    assert "重复登记" in "".join(p.message for p in persons.check(sheet()))
    assert "重复登记" not in "".join(p.message for p in persons.check(sheet(), person))


def test_release_and_termination_have_their_own_entries(persons, person):
    with pytest.raises(NotAllowed, match="各自的登记表"):
        persons.step(person, {"after": "released", "happened_on": date(2025, 2, 1)})


def test_a_registration_made_by_mistake_can_be_taken_back(persons, person):
    with pytest.raises(NotAllowed):
        persons.delete(person, "")
    persons.delete(person, "重复登记")
    with pytest.raises(Missing):
        persons.sheet(person)


def test_the_roll_sorts_filters_and_pages(persons: PersonService, sheet, in_2025: Clock):
    for number in range(7):
        persons.admit(
            sheet(
                name=f"测{'甲乙丙丁戊己庚'[number]}",
                ends_on=date(2026, 1, 1 + number),
                category="parole" if number % 2 else "probation",
            ),
            control_class="ordinary",
        )
    first = persons.page(PersonQuery(), limit=3)
    assert (len(first.rows), first.total) == (3, 7)
    assert [r["ends_on"].day for r in first.rows] == [1, 2, 3]
    last = persons.page(PersonQuery(sort="ends_on", descending=True), offset=6, limit=3)
    assert [r["ends_on"].day for r in last.rows] == [1]
    assert persons.page(PersonQuery(category="parole")).total == 3
    assert [r["name"] for r in persons.page(PersonQuery(text="丁")).rows] == ["测丁"]
    assert persons.page(PersonQuery(text="%")).total == 0
    assert persons.page(PersonQuery(control_class="strict")).total == 0
    assert persons.page(PersonQuery(ends_before=date(2026, 1, 3))).total == 2


def test_the_roll_says_age_and_where_somebody_is(persons, person):
    persons.add_row(person, "suspension", {"kind": "hospital", "from_on": date(2025, 2, 20)})
    (row,) = persons.page(PersonQuery()).rows
    assert (row["age"], row["now"], row["days_left"]) == (35, "住院", 248)


def test_initials_find_a_person_on_the_roll_and_in_the_search_box(store, persons, sheet, in_2025):
    """F34, F35."""
    store.followers.append(follow)
    uid = persons.admit(sheet(name="李明朗"))
    persons.admit(sheet(name="王二"))
    assert [r["uid"] for r in persons.page(PersonQuery(text="lml")).rows] == [uid]
    assert ("corrections", uid) in {(h.kind, h.uid) for h in SearchService(store).find("lml").hits}


def test_the_same_number_is_the_same_card(store, persons, sheet, in_2025):
    """F39: one card across all roles; the number decides, not the name."""
    first = persons.sheet(persons.admit(sheet()))["name"]
    second = persons.sheet(persons.admit(sheet(name="测甲又名")))["name"]
    assert first.uid == second.uid
    assert [r.role for r in PeopleService(store).roles(first.uid)] == ["社区矫正对象"] * 2


def test_a_delegation_is_a_dated_record(persons, in_2025):
    """社区矫正法 9."""
    uid = persons.add_delegation(
        {"matter": "leave_7", "from_on": date(2025, 1, 1), "authority": "贺兰县司法局"}
    )
    persons.edit_delegation(
        uid,
        {
            "matter": "leave_7",
            "from_on": date(2025, 1, 1),
            "until_on": date(2025, 12, 31),
            "authority": "贺兰县司法局",
        },
    )
    (kept,) = persons.delegations()
    assert kept["until_on"] == date(2025, 12, 31)
