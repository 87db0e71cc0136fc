"""What must hold of the books at any moment: by name, a query that returns the rows that offend."""

from services.billing.store.invariants.files import FILES
from services.billing.store.invariants.ledger import LEDGER
from services.billing.store.invariants.payouts import PAYOUTS
from services.billing.store.invariants.reports import REPORTS

INVARIANTS: dict[str, str] = {**LEDGER, **FILES, **REPORTS, **PAYOUTS}

__all__ = ["INVARIANTS"]
