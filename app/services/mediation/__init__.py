"""人民调解: the mediation desk, from the door to the archive.

``MediationService`` holds one service per concern; each public method of those is one transaction,
with plain values in and out.
"""

from __future__ import annotations

from functools import cached_property

from app.models.store import Store
from app.services.mediation.archive import ArchiveService
from app.services.mediation.binding import BindingService
from app.services.mediation.cases import CaseService
from app.services.mediation.committees import CommitteeService
from app.services.mediation.dossier import DossierService
from app.services.mediation.marks import MarkService
from app.services.mediation.papers import PaperService
from app.services.mediation.performance import PerformanceService
from app.services.mediation.procedure import ProcedureService
from app.services.mediation.register import RegisterService
from app.services.mediation.review import ReviewService
from app.services.mediation.roster_figures import RosterFigures
from app.services.mediation.scans import ScanService
from app.services.mediation.statistics import StatisticsService

__all__ = ["MediationService"]


class MediationService:
    """The mediation desk.

    ``cases`` facts and reminders · ``procedure`` steps in the law's order · ``papers`` what each
    paper says · ``marks`` who signed · ``performance`` obligations and judicial confirmation ·
    ``scans`` originals · ``dossier`` order and what is missing · ``binding`` for the printer · ``register`` the list ·
    ``committees`` the roster · ``review`` the dossier check ·
    ``statistics`` the table of cases · ``roster_figures`` that of committees and mediators.
    """

    def __init__(self, database: Store) -> None:
        self._database = database

    @cached_property
    def cases(self) -> CaseService:
        """Cases and their facts."""
        return CaseService(self._database)

    @cached_property
    def procedure(self) -> ProcedureService:
        """Steps: accept, agree, fail, file, archive, re-open."""
        return ProcedureService(self._database)

    @cached_property
    def papers(self) -> PaperService:
        """What each paper says."""
        return PaperService(self._database)

    @cached_property
    def marks(self) -> MarkService:
        """Signatures, fingerprints and seals seen on paper."""
        return MarkService(self._database)

    @cached_property
    def performance(self) -> PerformanceService:
        """Obligations and judicial confirmation."""
        return PerformanceService(self._database)

    @cached_property
    def scans(self) -> ScanService:
        """Scanned originals."""
        return ScanService(self._database)

    @cached_property
    def dossier(self) -> DossierService:
        """The dossier in binding order."""
        return DossierService(self._database)

    @cached_property
    def binding(self) -> BindingService:
        """The dossier as the printer wants it."""
        return BindingService(self._database)

    @cached_property
    def register(self) -> RegisterService:
        """The register of cases."""
        return RegisterService(self._database)

    @cached_property
    def archive(self) -> ArchiveService:
        """Dossiers whose retention is over."""
        return ArchiveService(self._database)

    @cached_property
    def committees(self) -> CommitteeService:
        """Committees and mediators."""
        return CommitteeService(self._database)

    @cached_property
    def review(self) -> ReviewService:
        """The dossier check."""
        return ReviewService(self._database)

    @cached_property
    def statistics(self) -> StatisticsService:
        """The statistical table of cases."""
        return StatisticsService(self._database)

    @cached_property
    def roster_figures(self) -> RosterFigures:
        """The statistical table of committees and mediators."""
        return RosterFigures(self._database)
