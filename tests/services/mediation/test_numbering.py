"""Numbers per committee and year: no gap, no reuse, whatever fails and whoever hurries (F3)."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest

from app.errors import ActionableError
from app.models.database import Database
from app.services.mediation import MediationService, numbering
from app.services.settings import SettingsService
from app.services.trash import TrashService
from tests.conftest import Clock
from tests.services.mediation.conftest import ACCEPTED, REMOVED


def open_and_accept(desk: MediationService, facts: dict[str, Any], committee: str) -> str | None:
    case = desk.cases.open({**facts, "applied_on": None}, committee=committee)
    return desk.procedure.accept(case, ACCEPTED)


def test_a_template_is_filled_and_padded():
    filled = numbering.render(
        "({年}){简称}人调字第{序号:3}号", short_name="习岗", year=2026, sequence=7
    )
    assert filled == "(2026)习岗人调字第007号"
    filled = numbering.render(
        "{简称}人调字〔{年}〕第{序号}号", short_name="习岗", year=2026, sequence=7
    )
    assert filled == "习岗人调字〔2026〕第7号"


@pytest.mark.parametrize(
    "template", ["人调字第1号", "{年}号", "{序号}号", "({年})第{序号}{序号}号", "{年}{序号}{月}"]
)
def test_a_template_that_cannot_tell_cases_apart_is_refused(template: str):
    with pytest.raises(ActionableError):
        numbering.check_template(template)


def test_numbers_run_per_committee_and_year(
    desk: MediationService, facts: dict[str, Any], committee: str, clock: Clock
):
    village = desk.committees.save(
        {"name": "黎明村人民调解委员会", "short_name": "黎明", "kind": "village"}
    )
    assert open_and_accept(desk, facts, committee) == "(2026)习岗人调字第001号"
    assert open_and_accept(desk, facts, committee) == "(2026)习岗人调字第002号"
    assert open_and_accept(desk, facts, village) == "(2026)黎明人调字第001号"
    clock.set(date(2027, 1, 4))
    case = desk.cases.open(facts, committee=committee)
    assert desk.procedure.accept(case, date(2027, 1, 4)) == "(2027)习岗人调字第001号"


def test_a_committee_may_have_its_own_template(desk: MediationService, facts: dict[str, Any]):
    own = desk.committees.save(
        {
            "name": "镇医疗纠纷人民调解委员会",
            "short_name": "镇医调",
            "kind": "social",
            "number_template": "{简称}字〔{年}〕第{序号}号",
        }
    )
    assert open_and_accept(desk, facts, own) == "镇医调字〔2026〕第1号"


def test_a_failed_save_gives_its_number_back(
    store: Database,
    desk: MediationService,
    facts: dict[str, Any],
    committee: str,
    monkeypatch: pytest.MonkeyPatch,
):
    open_and_accept(desk, facts, committee)
    case = desk.cases.open(facts, committee=committee)

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk gave up")

    with monkeypatch.context() as broken:
        broken.setattr("app.services.mediation.procedure.refresh", fail)
        with pytest.raises(OSError, match="gave up"):
            desk.procedure.accept(case, ACCEPTED)
    assert desk.cases.facts(case)["number"] is None
    assert desk.procedure.accept(case, ACCEPTED) == "(2026)习岗人调字第002号"


def test_a_removed_case_keeps_its_number(
    desk: MediationService, trash: TrashService, facts: dict[str, Any], committee: str
):
    case = desk.cases.open(facts, committee=committee)
    desk.procedure.accept(case, ACCEPTED)
    desk.cases.remove(case, REMOVED)
    assert open_and_accept(desk, facts, committee) == "(2026)习岗人调字第002号"
    trash.restore("mediation_case", case)
    assert desk.cases.facts(case)["number"] == "(2026)习岗人调字第001号"


def test_threads_in_a_hurry_get_different_numbers_without_a_gap(
    desk: MediationService, facts: dict[str, Any], committee: str
):
    cases = [desk.cases.open(facts, committee=committee) for _ in range(12)]
    numbers: list[str | None] = []
    failed: list[str] = []

    def accept(case: str, day: date) -> None:
        try:
            numbers.append(desk.procedure.accept(case, day))
        except ActionableError:
            failed.append(case)

    days = [ACCEPTED if n % 3 else date(2026, 2, 1) for n in range(12)]  # a third is refused
    threads = [threading.Thread(target=accept, args=pair) for pair in zip(cases, days, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 4
    assert sorted(filter(None, numbers)) == [f"(2026)习岗人调字第{n:03d}号" for n in range(1, 9)]


def test_numbers_go_on_from_a_paper_register_and_never_back(
    desk: MediationService, facts: dict[str, Any], committee: str
):
    desk.committees.start_numbers_at(committee, 2026, 18)
    assert desk.committees.next_number(committee, 2026) == 18
    assert open_and_accept(desk, facts, committee) == "(2026)习岗人调字第018号"
    with pytest.raises(ActionableError, match="不能退回"):
        desk.committees.start_numbers_at(committee, 2026, 18)


def test_numbers_may_be_given_at_the_agreement_instead(
    store: Database, desk: MediationService, facts: dict[str, Any], committee: str, clock: Clock
):
    SettingsService(store).change_habits({"number_at": "agreement"})
    first = desk.cases.open(facts, committee=committee)
    second = desk.cases.open(facts, committee=committee)
    for case in (first, second):
        assert desk.procedure.accept(case, ACCEPTED) is None
    clock.set(date(2026, 3, 6))
    assert desk.procedure.agree(second, date(2026, 3, 6)) == "(2026)习岗人调字第001号"
    assert desk.procedure.agree(first, date(2026, 3, 6)) == "(2026)习岗人调字第002号"
