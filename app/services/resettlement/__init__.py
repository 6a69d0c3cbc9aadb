"""安置帮教: what the office does for released persons, who may always say no."""

from app.services.resettlement.service import ResettlementService

__all__ = ["ResettlementService"]
