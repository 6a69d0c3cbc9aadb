"""Which tabs an office and a bureau have; each page is imported when its tab is first shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services.access import Work
from app.services.desk import Desk
from app.ui.main_window import Tab

__all__ = ["tabs_of"]


def tabs_of(desk: Desk) -> tuple[Tab, ...]:
    """今日 · 人民调解 · 社区矫正 · 安置帮教 · 队伍培训 · 报送, or at a bureau 今日 · 收件 · 反馈 · 汇总
    · 卷宗评查.

    An account that sees no cases has a tab for what it is there for instead.
    """
    tabs = BUREAU_TABS if desk.identity.kind == "bureau" else OFFICE_TABS
    return tuple(tab for tab in tabs if desk.may(Work.CASES)) or tuple(
        tab for work, tab in WITHOUT_CASES if desk.may(work)
    )


def _today(desk: Desk) -> QWidget:
    from app.ui.today_page import TodayPage

    return TodayPage(desk)


def _mediation(desk: Desk) -> QWidget:
    from app.ui.mediation.page import MediationPage

    return MediationPage(desk)


def _corrections(desk: Desk) -> QWidget:
    from app.ui.corrections.page import CorrectionsPage

    return CorrectionsPage(desk)


def _resettlement(desk: Desk) -> QWidget:
    from app.ui.resettlement.page import ResettlementPage

    return ResettlementPage(desk)


def _training(desk: Desk) -> QWidget:
    from app.ui.training.page import TrainingPage

    return TrainingPage(desk)


def _reports(desk: Desk) -> QWidget:
    from app.ui.reports.page import ReportsPage

    return ReportsPage(desk)


def _inbox(desk: Desk) -> QWidget:
    from app.ui.bureau.inbox import InboxPage

    return InboxPage(desk)


def _answers(desk: Desk) -> QWidget:
    from app.ui.bureau.answers import AnswersPage

    return AnswersPage(desk)


def _summary(desk: Desk) -> QWidget:
    from app.ui.bureau.summary import SummaryPage

    return SummaryPage(desk)


def _accounts(desk: Desk) -> QWidget:
    from app.ui.accounts.accounts_window import AccountsPage

    return AccountsPage(desk)


def _evaluation(desk: Desk) -> QWidget:
    from app.ui.evaluation.page import EvaluationPage

    return EvaluationPage(desk)


def _log(desk: Desk) -> QWidget:
    from app.ui.accounts.log_window import LogPage

    return LogPage(desk)


WITHOUT_CASES = (
    (Work.ADMIN, Tab("accounts", "账号与权限", "person", _accounts)),
    (Work.AUDIT, Tab("log", "操作日志", "paper", _log)),
)
OFFICE_TABS = (
    Tab("today", "今日", "today", _today),
    Tab("mediation", "人民调解", "mediation", _mediation),
    Tab("corrections", "社区矫正", "corrections", _corrections),
    Tab("resettlement", "安置帮教", "resettlement", _resettlement),
    Tab("training", "队伍培训", "training", _training),
    Tab("sync", "报送", "package", _reports),
)
BUREAU_TABS = (
    Tab("today", "今日", "today", _today),
    Tab("inbox", "收件", "inbox", _inbox),
    Tab("answers", "反馈", "export", _answers),
    Tab("summary", "汇总", "chart", _summary),
    Tab("evaluation", "卷宗评查", "archive", _evaluation),
)
