"""Who may do what: roles of accounts, kinds of work, and the guard at the service boundary (L9).

A service class says what kind of work it is (``class CaseService(Service, work=Work.CASES)``), a
method that needs something else says so itself (``@needs(Work.HEAD)``). The guard stands before
every public method. It asks once, at the outermost call: what a service asks another one on the
way belongs to the work that was allowed, so checks, figures and reminders may look where the
account itself may not. What nobody classified is refused to everybody who logged in.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Iterable, Mapping
from enum import Enum, StrEnum
from types import FunctionType
from typing import Any, ClassVar, ParamSpec, TypeVar

from app.errors import ActionableError
from app.models.store import Store

__all__ = [
    "ALLOWED",
    "ROLE_NAMES",
    "Guarded",
    "NotAllowed",
    "Role",
    "Work",
    "allowed",
    "is_bureau",
    "needs",
    "role_names",
]

P = ParamSpec("P")
R = TypeVar("R")


class Role(StrEnum):
    """The five roles of trust rule L9; an account may hold several."""

    ENTRY = "entry"
    REVIEW = "review"
    HEAD = "head"
    ADMIN = "admin"
    AUDIT = "audit"


ROLE_NAMES: Mapping[Role, tuple[str, str]] = {
    Role.ENTRY: ("录入", "登记和办理各类业务、打印、导出"),
    Role.REVIEW: ("审核", "办理业务，并审批请假、收件退回等须第二个人过目的事"),
    Role.HEAD: ("所长", "办理业务、审批，封包报送，改本所设置，与县局核对公钥"),
    Role.ADMIN: ("管理", "管账号、备份和密钥；看不到案件和人员"),
    Role.AUDIT: ("审计", "只看操作日志；看不到案件和人员"),
}
"""What a role is called, and what it is for."""

AT_A_BUREAU: Mapping[Role, tuple[str, str]] = {
    Role.HEAD: ("负责人", "收件、审批、汇总，改本局设置，与各所核对公钥"),
}

COUNTY_DIGITS = 6
"""Of the code of a county (GB/T 2260); an office has three more."""


def is_bureau(office: str) -> bool:
    """Whether a store is a bureau's: its code is the county's."""
    return len(office) == COUNTY_DIGITS


def role_names(office: str) -> Mapping[Role, tuple[str, str]]:
    """What the roles are called there: a bureau is headed by no 所长."""
    return {**ROLE_NAMES, **AT_A_BUREAU} if is_bureau(office) else ROLE_NAMES


class Work(Enum):
    """Kinds of work, each with the words a refusal names it by."""

    ANYONE = "日常操作"
    """Every account: own password, settings that are only read, what runs by itself."""
    CASES = "查看和办理案件、人员"
    REVIEW = "审批"
    """What a second person decides."""
    HEAD = "由所长办理的事"
    OFFICE = "改本所设置和密钥"
    ADMIN = "管理账号和备份"
    AUDIT = "查看操作日志"
    SEALED = "查看封存的记录"
    """D2: named roles only; a legal basis and a second person are asked on top of it."""


ALLOWED: Mapping[Work, frozenset[Role]] = {
    Work.ANYONE: frozenset(Role),
    Work.CASES: frozenset({Role.ENTRY, Role.REVIEW, Role.HEAD}),
    Work.REVIEW: frozenset({Role.REVIEW, Role.HEAD}),
    Work.HEAD: frozenset({Role.HEAD}),
    Work.OFFICE: frozenset({Role.HEAD, Role.ADMIN}),
    Work.ADMIN: frozenset({Role.ADMIN}),
    Work.AUDIT: frozenset({Role.AUDIT}),
    Work.SEALED: frozenset({Role.REVIEW, Role.HEAD}),
}
"""Which roles do which work."""


class NotAllowed(ActionableError):
    """The account at the desk has no role for this."""

    def __init__(self, work: Work | None, office: str = "") -> None:
        may = ALLOWED[work] if work else frozenset[Role]()
        roles = "、".join(
            f"“{name}”" for role, (name, _) in role_names(office).items() if role in may
        )
        words = work.value if work else "做这件事"
        if is_bureau(office):
            words = words.replace("所长", "负责人").replace("本所", "本局")
        super().__init__(
            "A01",
            f"您的账号不能{words}。",
            do=f"请由有{roles}角色的同事来做，或者请管理员调整您的角色。"
            if roles
            else "请联系维护人员。",
        )


def allowed(roles: Iterable[str] | None, work: Work | None) -> bool:
    """Whether an account with these roles may do it.

    ``None`` stands for nobody at the desk: a store that the program opened with its key, as set-up
    and upgrades do. A desk always has an account (``opening.desk_of``).
    """
    if roles is None:
        return True
    return work is not None and not ALLOWED[work].isdisjoint(roles)


def needs(work: Work) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a method of a guarded class as other work than its class."""

    def mark(method: Callable[P, R]) -> Callable[P, R]:
        method.__needs__ = work  # type: ignore[attr-defined]
        return method

    return mark


class Guarded:
    """A class whose public methods ask first. Subclasses inherit the work unless they say other."""

    _work: ClassVar[Work | None] = None
    _database: Store

    def __init_subclass__(cls, *, work: Work | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if work is not None:
            cls._work = work
        for name, member in list(vars(cls).items()):
            if not name.startswith("_") and isinstance(member, FunctionType):
                setattr(cls, name, _guard(member))


def work_of(service: type[Guarded], method: Callable[..., Any]) -> Work | None:
    """What a method of a class is, by its own mark or its class."""
    found: Work | None = getattr(method, "__needs__", service._work)
    return found


class _Here(threading.local):
    """Whether this thread is inside a guarded call already."""

    inside = False


_here = _Here()


def _guard(method: FunctionType) -> Callable[..., Any]:
    """``method`` with the question before it."""

    def ask(service: Guarded) -> None:
        work = work_of(type(service), method)
        if not allowed(service._database.roles, work):
            raise NotAllowed(work, service._database.office)

    if inspect.isgeneratorfunction(method):  # lives on after the call: asked at its beginning

        @functools.wraps(method)
        def begin(self: Guarded, *args: Any, **kwargs: Any) -> Any:
            if not _here.inside:
                ask(self)
            return method(self, *args, **kwargs)

        return begin

    @functools.wraps(method)
    def call(self: Guarded, *args: Any, **kwargs: Any) -> Any:
        if _here.inside:
            return method(self, *args, **kwargs)
        ask(self)
        _here.inside = True
        try:
            return method(self, *args, **kwargs)
        finally:
            _here.inside = False

    return call
