"""J7: answers go home. Accept 40, return 3 with reasons, a notice; what is mended comes back."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import ActionableError
from app.models.mediation import MediationCase
from app.services.answers import NotTaken
from app.services.bureau.review import Returnable
from app.services.report_views import ReceiptOutcome
from app.sync.refusal import Refused
from tests.services.answers.conftest import Post
from tests.sync.county import LIGANG, County

NOTICE = {"title": "报送培训计划", "text": "请于月底前报送。", "due_on": date(2026, 3, 31)}


def correct(post: Post, uid: str, summary: str) -> None:
    with post.office.store.begin() as session:
        session.get_one(MediationCase, (post.office.code, uid)).summary = summary


def test_forty_pass_three_come_back_with_their_reasons(county: County, post: Post, clock):
    """J7, F59."""
    cases = [post.office.add_case(number) for number in range(1, 44)]
    post.send()
    waiting = [line for line in post.lines() if line.kind == "case"]
    assert {line.uid for line in waiting} == set(cases)
    for uid, reason in zip(
        cases[:3], ("缺协议日期", "当事人住址不全", "纠纷类型选错"), strict=True
    ):
        post.return_(uid, reason)
    assert (
        county.bureau.review.accept([line for line in waiting if line.uid not in cases[:3]]) == 40
    )
    county.bureau.notices.issue(NOTICE, [post.office.code])

    outcome = post.take()
    assert (outcome.accepted, outcome.returned, outcome.notices) == (40, 3, 1)
    assert "县局已收到 2026年3月 第 1 号包" in outcome.message
    assert "退回 3 条" in outcome.message
    assert post.office.reports.status().last_received is not None
    marks = {mark.uid: mark for mark in post.says.marks("case")}
    assert [marks[uid].reason for uid in cases[:3]] == [
        "缺协议日期",
        "当事人住址不全",
        "纠纷类型选错",
    ]
    assert {mark.words for mark in marks.values()} == {"退回"}
    reminders = post.says.reminders(clock().date())
    assert [r.target.uid for r in reminders if r.kind == "county.returned"] == cases[2::-1]
    assert [r.title for r in reminders if r.kind == "county.notice"] == ["县局通知：报送培训计划"]

    correct(post, cases[0], "补上了协议日期")
    assert [m.words for m in post.says.marks() if m.uid == cases[0]] == ["已改待报"]
    (notice,) = post.says.notices()
    post.says.tick(notice.uid)
    file = post.office.send("2026-04")
    assert [m.words for m in post.says.marks() if m.uid == cases[0]] == ["已改已报"]
    county.accept(file)

    (back,) = post.lines(states=("back",))
    assert (back.uid, back.month, back.reason) == (cases[0], "2026-04", "缺协议日期")
    standing = county.bureau.review.standing(post.office.code, "case", cases[0])
    assert standing is not None
    assert [(d.column, d.before, d.after) for d in standing.since] == [
        ("summary", "（空）", "补上了协议日期")
    ]
    assert {line.uid for line in post.lines(states=("returned",))} == set(cases[1:3])
    (copy,) = county.bureau.notices.notices()[0].copies
    assert copy.arrived
    assert [when for _, when in copy.readers] == [clock()]

    county.bureau.review.accept([back])
    assert post.take().accepted == 1
    assert {mark.uid for mark in post.says.marks()} == set(cases[1:3])


def test_another_offices_answer_is_refused(county: County, post: Post):
    """J7."""
    post.office.add_case(1)
    post.send()
    other = Post(county, county.office(LIGANG))
    with pytest.raises(Refused) as refused:
        other.take(post.write())
    assert refused.value.code == "P12"
    assert "别的单位" in refused.value.what


def test_every_flipped_byte_of_an_answer_is_refused(county: County, post: Post):
    """G1: nothing of it is taken in."""
    post.office.add_case(1)
    post.send()
    post.return_(post.lines()[0].uid, "重写")
    (file,) = post.write()
    whole = file.read_bytes()
    for at in range(0, len(whole), 41):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Refused):
            post.take((file,))
    file.write_bytes(whole[:-1])
    with pytest.raises(Refused) as refused:
        post.take((file,))
    assert refused.value.code == "P08"
    assert post.says.marks() == []
    assert post.office.reports.status().last_received is None


def test_an_answer_of_an_unknown_bureau_is_refused(
    county: County, post: Post, tmp_path, make_store
):
    """Forged by somebody who knows the office's public key only."""
    from tests.sync.county import make_county

    post.office.add_case(1)
    post.send()
    forger = make_county(make_store, tmp_path / "forger")
    offer = post.office.reports.keys.export_offer(post.office.stick)
    card = forger.bureau.keys.read_offer(offer)
    forger.bureau.keys.confirm(card.code, card.fingerprint)
    forger.bureau.notices.issue(NOTICE, [post.office.code])
    (written,) = forger.bureau.sending.write([post.office.code], post.office.stick)
    with pytest.raises(Refused) as refused:
        post.take(written.files)
    assert refused.value.code == "P13"
    assert post.says.notices() == []


def test_one_button_takes_receipts_and_answers_and_nothing_else(county: County, post: Post):
    """A package is neither; a receipt alone still counts."""
    post.office.add_case(1)
    package = post.office.send()
    accepted = county.accept(package)
    receipt = county.bureau.write_receipt(accepted.office, accepted.digest, post.office.stick)
    (answer,) = post.write()
    found = post.answers.take_all([package, receipt, answer])
    assert isinstance(found[0], ActionableError)
    assert found[0].code == "P04"
    assert found[0].what.startswith(f"“{package.name}”："), "of three files one wants to know which"
    assert isinstance(found[1], ReceiptOutcome)
    assert not isinstance(found[2], ActionableError)


def test_the_same_answer_twice_and_an_older_one_later_change_nothing(county: County, post: Post):
    first = post.office.add_case(1)
    post.send()
    post.return_(first, "第一次的意见")
    older = post.write()
    kept = older[0].read_bytes()
    (line,) = [line for line in post.lines(states=("returned",)) if line.uid == first]
    county.bureau.review.give_back(line.office, line.kind, first, line.stamp, "改过的意见")
    newer = post.write()
    assert newer != older
    assert post.take(newer).state == "taken"
    before = (post.says.marks(), post.office.reports.packages())
    assert post.take(newer).state == "repeated"
    older[0].write_bytes(kept)
    assert post.take(older).state == "older"
    assert (post.says.marks(), post.office.reports.packages()) == before
    assert [mark.reason for mark in post.says.marks()] == ["改过的意见"]


def test_a_lost_answer_never_matters(county: County, post: Post):
    """Everything since the answer the office has said it has goes with the next one."""
    first, second = post.office.add_case(1), post.office.add_case(2)
    post.send()
    post.return_(first, "甲")
    post.write()  # lost
    post.return_(second, "乙")
    assert post.take().returned == 2
    assert {mark.reason for mark in post.says.marks()} == {"甲", "乙"}
    post.send("2026-04")  # tells which answer is here
    county.bureau.notices.issue(NOTICE, [post.office.code])
    outcome = post.take()
    assert (outcome.returned, outcome.notices) == (0, 1)


def test_an_answer_is_written_again_with_the_same_bytes(county: County, post: Post):
    post.office.add_case(1)
    post.send()
    first = post.write()[0].read_bytes()
    again = post.write()
    assert again[0].read_bytes() == first
    assert again[0].name == "640122100-2026-03-001.sfa"
    county.bureau.notices.issue(NOTICE, [post.office.code])
    assert post.write()[0].name.endswith("-002.sfa")


def test_reading_and_answering_alone_is_a_zero_report(county: County, post: Post):
    """F11: what only answers the county's letters reports nothing."""
    post.office.add_case(1)
    post.send()
    county.bureau.notices.issue(NOTICE, [post.office.code])
    post.take()
    post.says.tick(post.says.notices()[0].uid)
    assert post.office.reports.status().unsent == 0
    assert post.office.reports.preflight("2026-04").zero
    package = post.office.seal("2026-04")
    assert package.records == 0
    county.accept(post.office.export(package))
    board = county.bureau.board(["2026-04"])
    assert board.cells[post.office.code, "2026-04"].state == "zero"
    assert county.bureau.notices.notices()[0].read == 1


def test_two_answers_under_one_number_are_told_apart(county: County, post: Post, monkeypatch):
    """A bureau restored from an old backup must not silently be believed."""
    post.office.add_case(1)
    post.send()
    post.take()
    from app.models.county import AnswerPart, CountyAnswer

    with county.store.begin() as session:
        for table in (AnswerPart, CountyAnswer):
            for row in session.query(table):
                session.delete(row)
    county.bureau.notices.issue(NOTICE, [post.office.code])
    with pytest.raises(NotTaken) as refused:
        post.take()
    assert refused.value.code == "Y31"
    assert post.says.notices() == []
    post.send("2026-04")  # now the bureau learns which numbers it has given out
    assert post.take().notices == 1


def test_a_restored_office_is_told_everything_again(county: County, post: Post):
    """C2: its new life does not vouch for what the old one had taken in."""
    from app.sync import enrolment

    uid = post.office.add_case(1)
    post.send()
    post.return_(uid, "缺日期")
    post.take()
    post.send("2026-04")
    assert post.county.bureau.sending.states()[0].waiting["verdict"] == 0
    with post.office.store.begin() as session:
        enrolment.set_epoch(session, post.office.code, 2)
    county.accept(post.office.send("2026-05", full=True))
    assert post.county.bureau.sending.states()[0].waiting["verdict"] == 1


def test_a_record_that_changed_while_it_was_read_is_looked_at_again(county: County, post: Post):
    """F62."""
    uid = post.office.add_case(1)
    post.send()
    (line,) = [line for line in post.lines() if line.uid == uid]
    correct(post, uid, "又改了")
    post.send("2026-04")
    with pytest.raises(Returnable) as refused:
        county.bureau.review.accept([line])
    assert refused.value.code == "Y03"
    (line,) = [line for line in post.lines() if line.uid == uid]
    assert line.state == "new"


def test_a_record_changed_after_it_was_passed_is_shown_again(county: County, post: Post):
    """F62: nothing that was passed is overwritten silently."""
    uid = post.office.add_case(1)
    post.send()
    county.bureau.review.accept(post.lines())
    assert post.lines() == []
    correct(post, uid, "审核以后改的")
    post.send("2026-04")
    (line,) = post.lines()
    assert (line.uid, line.state) == (uid, "changed")


def test_a_return_needs_a_reason(county: County, post: Post):
    uid = post.office.add_case(1)
    post.send()
    with pytest.raises(Returnable) as refused:
        post.return_(uid, "  ")
    assert refused.value.code == "Y01"


def test_undoing_an_import_puts_the_list_back(county: County, post: Post):
    """F66."""
    uid = post.office.add_case(1)
    post.send()
    post.return_(uid, "缺日期")
    before = post.lines(states=())
    correct(post, uid, "补了日期")
    new = post.office.add_case(2)
    post.send("2026-04")
    assert {line.state for line in post.lines()} >= {"back", "new"}
    assert new in {line.uid for line in post.lines()}
    county.bureau.undo(post.office.code)
    assert post.lines(states=()) == before
