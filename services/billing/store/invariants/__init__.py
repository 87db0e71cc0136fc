"""What must hold of the books at any moment: by name, a query that returns the rows that offend."""

from services.billing.store.invariants.files import FILES
from services.billing.store.invariants.ledger import LEDGER
from services.billing.store.invariants.reports import REPORTS
from services.billing.store.invariants.statements import STATEMENTS

INVARIANTS: dict[str, str] = {**LEDGER, **FILES, **REPORTS, **STATEMENTS}

__all__ = ["INVARIANTS"]
