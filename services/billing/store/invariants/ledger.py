"""What must hold of the ledger by itself."""

LEDGER = {
    "every entry balances": (
        "SELECT entry_id, sum(amount_rials) AS rest FROM postings GROUP BY entry_id HAVING sum(amount_rials) <> 0"
    ),
    "no entry is empty": (
        "SELECT id, key FROM entries e WHERE NOT EXISTS (SELECT 1 FROM postings p WHERE p.entry_id = e.id)"
    ),
    "the whole balances": "SELECT sum(amount_rials) AS rest FROM postings HAVING sum(amount_rials) <> 0",
    "balances equal the sum of postings": """
        SELECT account, holder, b.balance_rials, p.total
        FROM balances b FULL JOIN (
            SELECT account, holder, sum(amount_rials) AS total FROM postings GROUP BY account, holder
        ) p USING (account, holder)
        WHERE coalesce(b.balance_rials, 0) <> coalesce(p.total, 0)
    """,
}
