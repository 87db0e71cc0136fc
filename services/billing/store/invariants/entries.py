"""What must hold of entries one by one: each counts once, is reversed once, and stands in a period that was open."""

ENTRIES = {
    "a fact is in the books once": """
        SELECT key, count(*) AS times, min(id) AS first, max(id) AS last FROM entries
        GROUP BY key HAVING count(*) > 1
    """,
    "every entry is of a kind of fact that is known": """
        SELECT id, key FROM entries
        WHERE split_part(key, ':', CASE WHEN key LIKE 'reversal:%' THEN 2 ELSE 1 END) NOT IN (
            'invoice', 'payment', 'settlement', 'charge', 'phase', 'fee', 'payout', 'payout-confirmed', 'adjustment',
            'closing', 'restored', 'reopening', 'return', 'debit', 'owed_again', 'write_off', 'refund',
            'refund_confirmed'
        )
    """,
    "an entry is reversed once at most, under its own name": """
        SELECT o.key AS reversed, count(*) AS times, min(e.key) AS reversal FROM entries e
        JOIN entries o ON o.id = e.reverses
        GROUP BY o.key HAVING count(*) > 1 OR min(e.key) <> 'reversal:' || o.key
    """,
    "no entry stands in a period that was closed before it": """
        SELECT e.id, e.key, e.posting_date, c.period FROM closed_periods c
        JOIN entries e ON e.id > c.through_entry AND e.posting_date <= c.last_day
    """,
    "no entry is posted before its day": """
        SELECT id, key, effective_date, posting_date FROM entries WHERE posting_date < effective_date
    """,
    "2110 and 2120 are never negative": """
        SELECT account, holder, balance_rials FROM balances
        WHERE account IN ('2110', '2120') AND balance_rials > 0
    """,
    "1210, 2110 and 2120 are held by files": """
        SELECT b.account, b.holder, b.balance_rials FROM balances b
        LEFT JOIN file_accounts f ON f.file_id::text = b.holder
        WHERE b.account IN ('1210', '2110', '2120') AND f.file_id IS NULL
    """,
}
