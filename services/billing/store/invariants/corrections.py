"""What must hold of what finance corrected by hand."""

CORRECTIONS = {
    "no credit is left of more payments than there is": """
        SELECT f.file_id, f.credit_rials, p.unapplied FROM file_accounts f
        JOIN (SELECT file_id, sum(amount_rials - allocated_rials) AS unapplied
              FROM payments WHERE reversed_on IS NULL GROUP BY file_id) p USING (file_id)
        WHERE p.unapplied > f.credit_rials
    """,
    "a payment is reversed in the books once, with its debit, or not at all": """
        SELECT p.id, p.reversed_on FROM payments p
        JOIN entries o ON o.key = 'payment:' || p.provider || ':' || p.reference
        LEFT JOIN entries e ON e.key = 'reversal:' || o.key AND e.reverses = o.id
        LEFT JOIN debits d ON d.payment_id = p.id AND d.state = 'posted'
        WHERE (p.reversed_on IS NOT NULL) <> (e.id IS NOT NULL) OR (e.id IS NOT NULL) <> (d.id IS NOT NULL)
    """,
    "one entry per posted manual debit": """
        SELECT d.id FROM debits d LEFT JOIN entries e ON e.key = 'debit:' || d.id
        WHERE (d.kind = 'manual' AND d.state = 'posted') <> (e.id IS NOT NULL)
    """,
    "5080 is what was written off and did not become void": """
        SELECT f.file_id, w.total, v.total AS void, b.balance_rials FROM file_accounts f
        LEFT JOIN (SELECT file_id, sum(amount_rials) AS total FROM write_offs GROUP BY file_id) w USING (file_id)
        LEFT JOIN (SELECT file_id, sum(written_off_rials) AS total FROM settled_reports
                   WHERE voided_on IS NOT NULL GROUP BY file_id) v USING (file_id)
        LEFT JOIN balances b ON b.account = '5080' AND b.holder = f.file_id::text
        WHERE coalesce(w.total, 0) - coalesce(v.total, 0) <> coalesce(b.balance_rials, 0)
    """,
    "what was written off is what bills were relieved of": """
        SELECT f.file_id, w.total, r.total, d.total FROM file_accounts f
        LEFT JOIN (SELECT file_id, sum(amount_rials - on_invoices_rials) AS total
                   FROM write_offs GROUP BY file_id) w USING (file_id)
        LEFT JOIN (SELECT file_id, sum(written_off_rials) AS total
                   FROM settled_reports GROUP BY file_id) r USING (file_id)
        LEFT JOIN (SELECT file_id, sum(written_off_rials) AS total FROM debits GROUP BY file_id) d USING (file_id)
        WHERE coalesce(w.total, 0) <> coalesce(r.total, 0) + coalesce(d.total, 0)
    """,
    "1095 of a file is its refunds on their way": """
        SELECT f.file_id, r.total, b.balance_rials FROM file_accounts f
        LEFT JOIN (SELECT file_id, sum(amount_rials) AS total FROM refunds WHERE state = 'sent' GROUP BY file_id) r
        USING (file_id)
        LEFT JOIN balances b ON b.account = '1095' AND b.holder = f.file_id::text
        WHERE coalesce(r.total, 0) <> -coalesce(b.balance_rials, 0)
    """,
    "a refund has the entries of its state": """
        SELECT r.id, r.state FROM refunds r
        LEFT JOIN entries s ON s.key = 'refund:' || r.id
        LEFT JOIN entries c ON c.key = 'refund_confirmed:' || r.id
        LEFT JOIN entries f ON f.key = 'reversal:refund:' || r.id AND f.reverses = s.id
        WHERE s.id IS NULL OR (r.state = 'confirmed') <> (c.id IS NOT NULL)
           OR (r.state = 'failed') <> (f.id IS NOT NULL)
    """,
}
