"""What must hold of the books at any moment: by name, a query that returns the rows that offend."""

from services.billing.store.invariants.entries import ENTRIES
from services.billing.store.invariants.files import FILES
from services.billing.store.invariants.ledger import LEDGER
from services.billing.store.invariants.payments import PAYMENTS
from services.billing.store.invariants.persian import PERSIAN
from services.billing.store.invariants.reports import REPORTS

INVARIANTS: dict[str, str] = {**LEDGER, **ENTRIES, **FILES, **PAYMENTS, **REPORTS}

__all__ = ["INVARIANTS", "PERSIAN"]
