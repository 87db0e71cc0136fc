"""What must hold of what is kept ready for accountants."""

STATEMENTS = {
    "the totals of closed periods equal their postings": """
        SELECT coalesce(t.last_day, p.last_day), coalesce(t.account, p.account), t.debit_rials, t.credit_rials,
               p.debit, p.credit
        FROM period_totals t FULL JOIN (
            SELECT c.last_day, p.account, sum(greatest(p.amount_rials, 0)) AS debit,
                   -sum(least(p.amount_rials, 0)) AS credit
            FROM entries e JOIN postings p ON p.entry_id = e.id
            JOIN LATERAL (SELECT min(last_day) AS last_day FROM closed_periods
                          WHERE last_day >= e.posting_date) c ON c.last_day IS NOT NULL
            GROUP BY c.last_day, p.account
        ) p ON p.last_day = t.last_day AND p.account = t.account
        WHERE coalesce(t.debit_rials, 0) <> coalesce(p.debit, 0)
           OR coalesce(t.credit_rials, 0) <> coalesce(p.credit, 0)
    """,
}
