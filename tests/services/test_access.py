"""Every role against every public method of every service of the desk (trust L9, fault test T2).

What an account may do is written down here a second time, by name: whoever adds a method that is
not ordinary case work says so in the code and here, or one of the two tests below fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from types import FunctionType
from typing import Any

import pytest

from app.models.database import Database
from app.paths import Profile
from app.services.access import ALLOWED, Guarded, NotAllowed, Role, Work, needs, work_of
from app.services.base import Service
from app.services.desk import Desk
from app.services.settings import Identity

ANYONE = """
    clock_watch.look clock_watch.day clock_watch.reminders
    accounts.me accounts.names accounts.change_own_password accounts.settle_sealed
    corrections.seals.catch_up
    settings.identity settings.habits settings.number_templates settings.value
    rules.in_force rules.profiles rules.sentences bundles.current bundles.look
    health.space health.thorough_due health.check
    backups.listed backups.due backups.before backups.make
    backups.still_covers log.output log.verify
    reports.keys.own reports.keys.county bureau.keys.own bureau.keys.offices
    recovery.arrival recovery.to_show_at_start diagnostics.collect
"""
ADMIN = """
    accounts.listed accounts.staff accounts.add accounts.change accounts.give_start_password
    accounts.disable accounts.enable handover.open_work handover.hand_over
    backups.due_days backups.medium backups.carry backups.rehearsed backups.note_rehearsal backups.reminders
    server.place server.try_out server.move search.rebuild updates.waiting updates.look updates.install
"""
OFFICE = """
    clock_watch.trust
    log.reminders accounts.new_recovery accounts.adopt_recovery settings.change_habits rules.adopt
    reports.keys.export_offer reports.keys.read_answer reports.keys.confirm_county
    bureau.keys.export_offer bureau.keys.read_offer bureau.keys.confirm bureau.keys.revoke
    reports.keys.renew bureau.keys.answer_for recovery.answer
    bureau.keys.export_answer bundles.take bundles.take_bytes
    county_bundles.read_file county_bundles.put county_bundles.redate county_bundles.remove
    county_bundles.originals county_bundles.write_original county_bundles.trial
    county_bundles.raise_minimum
    county_bundles.write county_bundles.versions county_bundles.offices
    paper_designs.papers paper_designs.design paper_designs.own paper_designs.tried
    paper_designs.keep table_designs.reports table_designs.report table_designs.report_faults
    table_designs.keep_report table_designs.number_days table_designs.numbers
    table_designs.number_faults table_designs.keep_numbers
"""
HEAD = """
    county_bundles.sign reports.seal_month reports.zero.sign reports.zero.withdraw bureau.lift_stop
    bureau.give_back.last bureau.give_back.write
    recovery.numbers recovery.used_up_to recovery.import_return
"""
AUDIT = "log.page log.people log.broken"
REVIEW = """
    log.unmasked evaluation.draw evaluation.close
    corrections.leaves.approve corrections.leaves.refuse bureau.undo
    bureau.review.accept bureau.review.give_back bureau.review.pass_one
    bureau.notices.issue bureau.notices.withdraw
    bureau.decisions.decide bureau.decisions.take_back
"""
SEALED = """
    corrections.seals.view corrections.seals.view_file corrections.seals.views corrections.seals.lift
    corrections.seals.reminders corrections.seals.ledger_words corrections.seals.compared
    sealed_keys.due sealed_keys.change
"""

WHO = (
    (ANYONE, {"entry", "review", "head", "admin", "audit"}),
    (ADMIN, {"admin"}),
    (OFFICE, {"head", "admin"}),
    (AUDIT, {"audit"}),
    (HEAD, {"head"}),
    (REVIEW, {"review", "head"}),
    (SEALED, {"review", "head"}),
)
"""Who may call what is named above; whatever is not named is case work."""
CASE_WORK = {"entry", "review", "head"}


class _Reached(Exception):
    """The guard let the call through; nothing was read or written."""


@pytest.fixture(params=["office", "bureau"])
def desk(request, store: Database, tmp_path, monkeypatch) -> Desk:
    code = "640122100" if request.param == "office" else "640122"
    store.office = code
    identity = Identity(kind=request.param, code=code, name="习岗司法所", county_code="640122")

    def nothing() -> None:
        raise _Reached

    desk = Desk(store, Profile(tmp_path), identity)
    for _ in services(desk):  # made before the store is shut
        pass
    monkeypatch.setattr(store, "begin", nothing)
    monkeypatch.setattr(store, "raw", nothing)
    return desk


def services(desk: Desk) -> Iterator[tuple[str, Any]]:
    """Every service the desk leads to, however deep, by the path that leads there."""
    waiting = [
        (name, getattr(desk, name))
        for name in dir(Desk)
        if isinstance(getattr(Desk, name), cached_property)
    ]
    seen: set[int] = set()
    while waiting:
        path, service = waiting.pop()
        if not type(service).__module__.startswith("app.services") or id(service) in seen:
            continue
        seen.add(id(service))
        yield path, service
        parts = {n for n in dir(type(service)) if is_cached(type(service), n)} | {*vars(service)}
        waiting += [
            (f"{path}.{name}", getattr(service, name)) for name in parts if not name.startswith("_")
        ]


def is_cached(kind: type, name: str) -> bool:
    return isinstance(getattr(kind, name, None), cached_property)


def methods(service: Any) -> Iterator[str]:
    for name in dir(type(service)):
        if not name.startswith("_") and isinstance(getattr(type(service), name), FunctionType):
            defined = next(k for k in type(service).__mro__ if name in vars(k))
            if not isinstance(vars(defined)[name], staticmethod):  # reads no store
                yield name


def may(path: str) -> set[str]:
    if path.endswith((".now", ".today")):  # the clock
        return WHO[0][1]
    return next((roles for names, roles in WHO if path in names.split()), CASE_WORK)


def refused(call: Callable[[], Any]) -> bool:
    """Whether the guard refuses; called without arguments, so that nothing is done."""
    try:
        with suppress(_Reached, TypeError, AttributeError):
            call()
    except NotAllowed:
        return True
    return False


@pytest.mark.parametrize("role", list(Role))
def test_every_role_against_every_method(desk, store, role):
    """T2: no unexpected allow, no unexpected denial, with the methods called for real."""
    store.roles = frozenset({role.value})
    wrong = [
        f"{path}.{name}: {'refused' if no else 'allowed'}"
        for path, service in services(desk)
        for name in methods(service)
        if (no := refused(getattr(service, name))) == (role.value in may(f"{path}.{name}"))
    ]
    assert wrong == []


def test_there_is_no_service_without_a_guard_and_no_method_without_work(desk):
    """A new service says ``work=…``; until then nobody who logged in may use it."""
    found = list(services(desk))
    assert len(found) > 50, "the walk over the desk has become blind"
    assert [path for path, s in found if not isinstance(s, Guarded) and [*methods(s)]] == []
    unclassified = [
        f"{path}.{name}"
        for path, service in found
        for name in methods(service)
        if work_of(type(service), getattr(type(service), name)) is None
    ]
    assert unclassified == []


def test_what_is_named_here_exists(desk):
    """A method that was renamed must not leave its name in the tables above."""
    known = {f"{path}.{name}" for path, service in services(desk) for name in methods(service)}
    assert {name for names, _ in WHO for name in names.split()} <= known


def test_one_person_with_all_roles_is_refused_nothing(desk, store):
    """The office of one loses no comfort."""
    store.roles = frozenset(Role)
    assert not [
        f"{path}.{name}"
        for path, service in services(desk)
        for name in methods(service)
        if refused(getattr(service, name))
    ]


class Forgotten(Service):
    def read(self) -> str:
        return "case"


class Inner(Service, work=Work.ADMIN):
    def ask(self) -> str:
        return "asked"


class Outer(Service, work=Work.CASES):
    def through(self) -> str:
        return Inner(self._database).ask()

    def fails(self) -> None:
        raise ZeroDivisionError

    @needs(Work.HEAD)
    def decide(self) -> str:
        return "decided"


def test_what_nobody_classified_is_refused_to_everybody(store):
    store.roles = frozenset(Role)
    with pytest.raises(NotAllowed):
        Forgotten(store).read()


def test_services_ask_each_other_freely_once_the_work_was_allowed(store):
    """Reminders and checks look where the account itself may not; it may not go there alone."""
    store.roles = frozenset({Role.ENTRY})
    assert Outer(store).through() == "asked"
    with pytest.raises(NotAllowed):
        Inner(store).ask()


def test_a_call_that_failed_leaves_the_guard_awake(store):
    store.roles = frozenset({Role.ENTRY})
    with pytest.raises(ZeroDivisionError):
        Outer(store).fails()
    with pytest.raises(NotAllowed):
        Inner(store).ask()


def test_a_refusal_says_who_can_do_it(store):
    store.roles = frozenset({Role.ENTRY})
    with pytest.raises(NotAllowed, match="“所长”") as refusal:
        Outer(store).decide()
    assert refusal.value.code == "A01"


def test_every_kind_of_work_is_somebody_s():
    assert set(ALLOWED) == set(Work)
    assert all(ALLOWED.values())
