"""The desk: every service of one open store, made once and handed to the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from app.models.database import Database
from app.models.store import Store
from app.paths import Profile
from app.services import preflight, search
from app.services.access import Work, allowed
from app.services.answers import AnswersService
from app.services.backups.service import BackupService
from app.services.bureau import BureauService
from app.services.bureau.finding import CountySearch
from app.services.clock_watch import ClockService
from app.services.corrections import CorrectionsService, seal_marks
from app.services.county_says import CountySaysService
from app.services.drafts import DraftService
from app.services.health import HealthService
from app.services.imports import ImportService
from app.services.mediation import MediationService
from app.services.month_end import slips
from app.services.month_end.slips import SlipService
from app.services.people import PeopleService
from app.services.recovery import arrival
from app.services.reminders import Target
from app.services.reports import ReportsService
from app.services.resettlement import ResettlementService
from app.services.rules import RulesService
from app.services.search import SearchService
from app.services.settings import Identity, SettingsService
from app.services.training import TrainingService
from app.services.trash import TrashService

if TYPE_CHECKING:
    from app.services.accounts import AccountService
    from app.services.bundles.county import CountyBundles
    from app.services.bundles.designs import PaperDesigns
    from app.services.bundles.designs_tables import TableDesigns
    from app.services.bundles.office import OfficeBundles
    from app.services.diagnostics import DiagnosticsService
    from app.services.evaluation.service import EvaluationService
    from app.services.handover import HandoverService
    from app.services.log import LogService
    from app.services.month_end.reported import ReportedService
    from app.services.recovery.service import RecoveryService
    from app.services.sealed_rekey import SealedKeyService
    from app.services.server import ServerService
    from app.services.updates import UpdateService

__all__ = ["Desk"]


class Desk:
    """One open store and what can be done with it.

    Services are made when first used, so that the window appears before the rest is loaded.
    ``vault`` is the encrypted file behind the password; it holds the records themselves unless a
    large bureau keeps them on a server.
    """

    def __init__(
        self,
        database: Store,
        profile: Profile,
        identity: Identity,
        *,
        vault: Database | None = None,
    ) -> None:
        self._database = database
        self._vault = vault or _file(database)
        self.profile = profile
        self.identity = identity
        self._open = True
        database.followers.append(search.follow)
        if identity.kind == "office":
            database.keepers.append(slips.keep)
            database.completers.append(partial(seal_marks.complete, database))

    @property
    def clock(self) -> Callable[[], datetime]:
        """Naive local time; tests set it."""
        return self._database.clock

    def _today(self) -> date:
        return self.clock().date()

    @property
    def busy(self) -> bool:
        """Whether a longer piece of work holds the store; a timer then comes back later."""
        return self._database.busy

    @property
    def user(self) -> str:
        """The account at the desk, by its id."""
        return self._database.actor

    def may(self, work: Work) -> bool:
        """Whether the account at the desk does such work; what it may not is not shown."""
        return allowed(self._database.roles, work)

    @cached_property
    def accounts(self) -> AccountService:
        """账号与权限."""
        from app.services.accounts import AccountService  # not at the start

        return AccountService(self._vault, self.profile, self._database)

    @cached_property
    def sealed_keys(self) -> SealedKeyService:
        """The key of what is sealed."""
        from app.services.sealed_rekey import SealedKeyService  # when somebody lost the role

        return SealedKeyService(self._vault, self.profile)

    @cached_property
    def handover(self) -> HandoverService:
        """离职交接."""
        from app.services.handover import HandoverService  # once in years

        return HandoverService(self._database, self._vault, self.accounts)

    @cached_property
    def log(self) -> LogService:
        """操作日志."""
        from app.services.log import LogService  # not at the start

        return LogService(self._database, self._vault)

    @cached_property
    def settings(self) -> SettingsService:
        """本所设置."""
        return SettingsService(self._database)

    @cached_property
    def rules(self) -> RulesService:
        """依据与规则."""
        return RulesService(self._database)

    @cached_property
    def drafts(self) -> DraftService:
        """Half-filled forms."""
        return DraftService(self._database)

    @cached_property
    def search(self) -> SearchService:
        """The search box: over this office, or at a bureau over all that was received."""
        bureau = self.identity.kind == "bureau"
        return CountySearch(self._database) if bureau else SearchService(self._database)

    @cached_property
    def people(self) -> PeopleService:
        """Cards behind names."""
        return PeopleService(self._database)

    @cached_property
    def mediation(self) -> MediationService:
        """人民调解."""
        return MediationService(self._database)

    @cached_property
    def corrections(self) -> CorrectionsService:
        """社区矫正."""
        return CorrectionsService(self._database)

    @cached_property
    def resettlement(self) -> ResettlementService:
        """安置帮教."""
        return ResettlementService(self._database)

    @cached_property
    def imports(self) -> ImportService:
        """导入表格."""
        return ImportService(self._database, backup=lambda: self.backups.before("import"))

    @cached_property
    def training(self) -> TrainingService:
        """队伍培训."""
        return TrainingService(self._database)

    @cached_property
    def trash(self) -> TrashService:
        """回收站."""
        return TrashService(self._database)

    @cached_property
    def reports(self) -> ReportsService:
        """报送, at an office."""
        reports = ReportsService(
            self._database,
            checks=[
                preflight.cases_with_gaps(self.mediation.register),
                preflight.cases_without_a_day(self.mediation.register),
                preflight.tables_that_do_not_fit(
                    self.mediation.statistics, Target("mediation", None, "statistics")
                ),
                preflight.things_overdue(self.corrections.reminders, self._today),
                preflight.things_overdue(self.resettlement.reminders, self._today),
                preflight.things_overdue(self.training.reminders, self._today),
            ],
        )
        reports.checks.append(reports.zero.check)
        return reports

    @cached_property
    def answers(self) -> AnswersService:
        """What comes from the county, at an office."""
        return AnswersService(self._database, self.reports, bundles=self.bundles)

    @cached_property
    def county_says(self) -> CountySaysService:
        """退回, 通知 and 批复 beside the records of an office."""
        return CountySaysService(self._database)

    @cached_property
    def reported(self) -> ReportedService:
        """上报留底: tables as they were reported."""
        from app.services.month_end.recounts import recount  # not at the start
        from app.services.month_end.reported import ReportedService

        return ReportedService(self._database, recount(self))

    @cached_property
    def slips(self) -> SlipService:
        """更正单: of this office, or at a bureau of all."""
        return SlipService(self._database)

    @cached_property
    def bureau(self) -> BureauService:
        """收件 and 汇总, at a bureau."""
        return BureauService(
            self._database, backup=lambda progress: self.backups.before("import", progress)
        )

    @cached_property
    def evaluation(self) -> EvaluationService:
        """卷宗评查, at a bureau."""
        from app.services.evaluation.service import EvaluationService  # reads every paper's form

        return EvaluationService(self._database)

    @cached_property
    def bundles(self) -> OfficeBundles:
        """县局配置包, at an office."""
        from app.services.bundles.office import OfficeBundles  # looked at once in months

        return OfficeBundles(self._database)

    @cached_property
    def county_bundles(self) -> CountyBundles:
        """县局配置包, at a bureau."""
        from app.services.bundles.county import CountyBundles  # as above

        return CountyBundles(self._database)

    @cached_property
    def paper_designs(self) -> PaperDesigns:
        """改文书栏目, at a bureau."""
        from app.services.bundles.designs import PaperDesigns  # reads every paper's form

        return PaperDesigns(self._database)

    @cached_property
    def table_designs(self) -> TableDesigns:
        """改统计表栏目、改文书编号, at a bureau."""
        from app.services.bundles.designs_tables import TableDesigns  # as above

        return TableDesigns(self._database)

    @cached_property
    def server(self) -> ServerService:
        """县局数据库服务器."""
        from app.services.server import ServerService  # only a bureau that moves needs it

        return ServerService(self._vault)

    @cached_property
    def backups(self) -> BackupService:
        """备份."""
        return BackupService(self._vault, self.profile)

    @cached_property
    def clock_watch(self) -> ClockService:
        """本机时间."""
        return ClockService(self._database)

    @cached_property
    def updates(self) -> UpdateService:
        """更新程序."""
        from app.services.updates import UpdateService  # once in months

        return UpdateService(
            self._vault, backup=lambda progress: self.backups.before("update", progress)
        )

    @cached_property
    def diagnostics(self) -> DiagnosticsService:
        """诊断信息."""
        from app.services.diagnostics import DiagnosticsService  # when something is wrong

        return DiagnosticsService(self._vault, self.profile, self.identity)

    @cached_property
    def health(self) -> HealthService:
        """Checks of the store, and room on the disk."""
        return HealthService(self._vault, walk=self.log.verify)

    @cached_property
    def recovery(self) -> RecoveryService:
        """恢复后核对, at an office."""
        from app.services.recovery.service import RecoveryService  # once in years

        return RecoveryService(
            self._database,
            self.profile,
            backup=lambda progress: self.backups.before("import", progress),
        )

    def close(self) -> None:
        """Close the store and the vault; their keys go with them (L8)."""
        if self._open and self.identity.kind == "office" and not self._vault.damaged:
            arrival.note(self._database, self.profile)
        self._open = False
        self._database.close()
        if self._vault is not self._database:
            self._vault.close()
        if not self._vault.damaged:
            self.profile.in_use.unlink(missing_ok=True)


def _file(store: Store) -> Database:
    """A store that is its own vault."""
    if not isinstance(store, Database):
        raise TypeError("a server's desk is opened with its vault")
    return store
