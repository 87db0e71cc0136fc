"""What must hold of billing's books at any moment, as queries that return the rows that offend."""

from collections.abc import Callable
from typing import Any

OFFENDERS = {
    "every entry balances": (
        "SELECT entry_id, sum(amount_rials) FROM postings GROUP BY entry_id HAVING sum(amount_rials) <> 0"
    ),
    "no entry is empty": (
        "SELECT id FROM entries e WHERE NOT EXISTS (SELECT 1 FROM postings p WHERE p.entry_id = e.id)"
    ),
    "the whole balances": "SELECT sum(amount_rials) FROM postings HAVING sum(amount_rials) <> 0",
    "balances equal the sum of postings": """
        SELECT account, holder, b.balance_rials, p.total
        FROM balances b FULL JOIN (
            SELECT account, holder, sum(amount_rials) AS total FROM postings GROUP BY account, holder
        ) p USING (account, holder)
        WHERE coalesce(b.balance_rials, 0) <> coalesce(p.total, 0)
    """,
    "2110 is the value of unused units": """
        SELECT f.file_id, u.value, b.balance_rials FROM file_accounts f
        LEFT JOIN (
            SELECT file_id, sum((bought - used - closed) * unit_price_rials) AS value
            FROM prepaid_units GROUP BY file_id
        ) u USING (file_id)
        LEFT JOIN balances b ON b.account = '2110' AND b.holder = f.file_id::text
        WHERE coalesce(u.value, 0) <> -coalesce(b.balance_rials, 0)
    """,
    "1210 is open invoices and debts": """
        SELECT f.file_id, f.invoice_due_rials, f.debt_rials, b.balance_rials FROM file_accounts f
        LEFT JOIN balances b ON b.account = '1210' AND b.holder = f.file_id::text
        WHERE f.invoice_due_rials + f.debt_rials <> coalesce(b.balance_rials, 0)
    """,
    "2120 is the file's credit": """
        SELECT f.file_id, f.credit_rials, b.balance_rials FROM file_accounts f
        LEFT JOIN balances b ON b.account = '2120' AND b.holder = f.file_id::text
        WHERE f.credit_rials <> -coalesce(b.balance_rials, 0)
    """,
    "a file's debt is what its reports still owe": """
        SELECT f.file_id, f.debt_rials, r.owing FROM file_accounts f
        LEFT JOIN (SELECT file_id, sum(outstanding_rials) AS owing FROM settled_reports GROUP BY file_id) r
        USING (file_id)
        WHERE f.debt_rials <> coalesce(r.owing, 0)
    """,
    "allocations never exceed a payment": """
        SELECT p.id, p.allocated_rials, a.total FROM payments p
        LEFT JOIN (SELECT payment_id, sum(amount_rials) AS total FROM allocations GROUP BY payment_id) a
        ON a.payment_id = p.id
        WHERE p.allocated_rials <> coalesce(a.total, 0) OR coalesce(a.total, 0) > p.amount_rials
    """,
    "reports are settled without a gap": """
        SELECT f.file_id, f.settled_sequence, r.settled FROM file_accounts f
        LEFT JOIN (SELECT file_id, count(DISTINCT sequence) AS settled, max(sequence) AS last
                   FROM settled_reports GROUP BY file_id) r USING (file_id)
        WHERE f.settled_sequence <> coalesce(r.settled, 0) OR f.settled_sequence <> coalesce(r.last, 0)
    """,
    "one charge entry per chargeable report": """
        SELECT r.report_id FROM settled_reports r
        LEFT JOIN entries e ON e.key = 'charge:' || r.report_id || ':' || r.revision
        WHERE (r.amount_rials > 0) <> (e.id IS NOT NULL)
    """,
    "statements equal 2210": """
        SELECT r.inspector_id, r.fees, b.balance_rials
        FROM (SELECT inspector_id, sum(fee_rials) AS fees FROM settled_reports GROUP BY inspector_id) r
        LEFT JOIN balances b ON b.account = '2210' AND b.holder = r.inspector_id
        WHERE r.fees <> -coalesce(b.balance_rials, 0)
    """,
}


def assert_books_are_sound(rows: Callable[[str], list[Any]]) -> None:
    """Fail naming the invariant and the rows that break it; ``rows`` runs a query on billing's database."""
    for name, query in OFFENDERS.items():
        offending = rows(query)
        assert not offending, f"{name}: {offending[:5]}"
