"""What must hold of the books at any moment: by name, a query that returns the rows that offend."""

from services.billing.store.invariants.corrections import CORRECTIONS
from services.billing.store.invariants.entries import ENTRIES
from services.billing.store.invariants.feed import FEED
from services.billing.store.invariants.files import FILES
from services.billing.store.invariants.ledger import LEDGER
from services.billing.store.invariants.online import ONLINE
from services.billing.store.invariants.payments import PAYMENTS
from services.billing.store.invariants.payouts import PAYOUTS
from services.billing.store.invariants.persian import PERSIAN
from services.billing.store.invariants.reports import REPORTS
from services.billing.store.invariants.statements import STATEMENTS
from services.billing.store.invariants.tariffs import TARIFFS

INVARIANTS: dict[str, str] = {
    **LEDGER,
    **ENTRIES,
    **FILES,
    **PAYMENTS,
    **REPORTS,
    **CORRECTIONS,
    **TARIFFS,
    **ONLINE,
    **PAYOUTS,
    **FEED,
    **STATEMENTS,
}

__all__ = ["INVARIANTS", "PERSIAN"]
