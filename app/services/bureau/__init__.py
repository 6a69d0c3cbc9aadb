"""收件 and 汇总 at the bureau: what offices send is proved, tried, merged, answered and counted."""

from app.services.bureau.service import BureauService

__all__ = ["BureauService"]
