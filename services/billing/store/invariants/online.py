"""What must hold between the ledger, online payments, and what their providers settled."""

ONLINE = {
    "1010 is what providers took and did not settle": """
        SELECT provider, b.balance_rials, p.taken, s.settled FROM (
            SELECT holder AS provider, balance_rials FROM balances WHERE account = '1010'
        ) b
        FULL JOIN (
            SELECT p.provider, sum(p.amount_rials) AS taken FROM payments p
            JOIN entries e ON e.key = 'payment:' || p.provider || ':' || p.reference
            WHERE p.provider <> 'bank' AND NOT EXISTS (SELECT 1 FROM entries r WHERE r.reverses = e.id)
            GROUP BY p.provider
        ) p USING (provider)
        FULL JOIN (
            SELECT provider, sum(amount_rials + fee_rials) AS settled FROM provider_settlements GROUP BY provider
        ) s USING (provider)
        WHERE coalesce(b.balance_rials, 0) <> coalesce(p.taken, 0) - coalesce(s.settled, 0)
    """,
    "no provider settled more than it took": """
        SELECT s.provider, s.settled, p.taken FROM (
            SELECT provider, sum(amount_rials + fee_rials) AS settled FROM provider_settlements GROUP BY provider
        ) s
        LEFT JOIN (SELECT provider, sum(amount_rials) AS taken FROM payments GROUP BY provider) p USING (provider)
        WHERE s.settled > coalesce(p.taken, 0)
    """,
    "one payment per verified online payment": """
        SELECT coalesce(o.id, p.id), o.state, p.id AS payment FROM online_payments o
        FULL JOIN (SELECT * FROM payments WHERE provider <> 'bank') p USING (id)
        WHERE (coalesce(o.state, '') = 'verified') <> (p.id IS NOT NULL)
           OR p.id IS NOT NULL
              AND (o.provider, o.reference, o.amount_rials, o.file_id)
                  IS DISTINCT FROM (p.provider, p.reference, p.amount_rials, p.file_id)
    """,
}
