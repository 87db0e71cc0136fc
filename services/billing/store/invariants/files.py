"""What must hold between the ledger and the accounts of files."""

FILES = {
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
    "a file's debt is what its reports and debits still owe": """
        SELECT f.file_id, f.debt_rials, r.owing, d.owing FROM file_accounts f
        LEFT JOIN (SELECT file_id, sum(outstanding_rials) AS owing FROM settled_reports GROUP BY file_id) r
        USING (file_id)
        LEFT JOIN (SELECT file_id, sum(outstanding_rials) AS owing FROM debits GROUP BY file_id) d
        USING (file_id)
        WHERE f.debt_rials <> coalesce(r.owing, 0) + coalesce(d.owing, 0)
    """,
    "what is due of invoices is what they still ask": """
        SELECT f.file_id, f.invoice_due_rials, i.due, a.due AS due_of_adjustments FROM file_accounts f
        LEFT JOIN (SELECT file_id, amount_rials - paid_rials - credited_rials AS due FROM invoices) i
        USING (file_id)
        LEFT JOIN (SELECT file_id, sum(greatest(amount_rials, 0) - paid_rials - credited_rials) AS due
                   FROM adjustments GROUP BY file_id) a USING (file_id)
        WHERE f.invoice_due_rials <> coalesce(i.due, 0) + coalesce(a.due, 0)
    """,
    "what is paid of a bill is what was allocated to it": """
        SELECT b.bill, b.paid, a.total FROM (
            SELECT 'invoice:' || file_id AS bill, paid_rials AS paid FROM invoices
            UNION ALL SELECT 'adjustment:' || id, paid_rials FROM adjustments
            UNION ALL SELECT 'report:' || report_id,
                             CASE WHEN voided_on IS NULL
                             THEN debt_rials - outstanding_rials - written_off_rials ELSE 0 END
            FROM settled_reports
            UNION ALL SELECT 'debit:' || id, amount_rials - outstanding_rials - written_off_rials
            FROM debits WHERE state = 'posted'
            UNION ALL SELECT 'refund:' || id, CASE WHEN state = 'failed' THEN 0 ELSE amount_rials END
            FROM refunds
        ) b
        FULL JOIN (
            SELECT coalesce('report:' || report_id, 'adjustment:' || adjustment_id, 'debit:' || debit_id,
                            'refund:' || refund_id, 'invoice:' || file_id) AS bill,
                   sum(amount_rials) AS total
            FROM allocations WHERE released_at IS NULL GROUP BY 1
        ) a USING (bill)
        WHERE coalesce(b.paid, 0) <> coalesce(a.total, 0)
    """,
    "nobody has credit while something is owed": """
        SELECT file_id, invoice_due_rials, debt_rials, credit_rials FROM file_accounts
        WHERE credit_rials > 0 AND invoice_due_rials + debt_rials > 0
    """,
    "what was invoiced for units is what they cost": """
        SELECT f.file_id, i.net + coalesce(a.net, 0) AS invoiced, u.unused, r.used FROM file_accounts f
        JOIN (SELECT file_id, amount_rials - vat_rials AS net FROM invoices) i USING (file_id)
        LEFT JOIN (SELECT file_id, sum(net_rials) AS net FROM adjustments GROUP BY file_id) a USING (file_id)
        LEFT JOIN (SELECT file_id, sum((bought - used) * unit_price_rials) AS unused
                   FROM prepaid_units GROUP BY file_id) u USING (file_id)
        LEFT JOIN (SELECT file_id, sum(recognised_rials)
                          + coalesce(sum(covered_rials) FILTER (WHERE voided_on IS NULL), 0) AS used
                   FROM settled_reports GROUP BY file_id) r USING (file_id)
        WHERE f.state = 'open'
          AND i.net + coalesce(a.net, 0) <> coalesce(u.unused, 0) + coalesce(r.used, 0)
    """,
    "allocations never exceed a payment": """
        SELECT p.id, p.allocated_rials, a.total FROM payments p
        LEFT JOIN (SELECT payment_id, sum(amount_rials) AS total FROM allocations
                   WHERE released_at IS NULL GROUP BY payment_id) a
        ON a.payment_id = p.id
        WHERE p.allocated_rials <> coalesce(a.total, 0) OR coalesce(a.total, 0) > p.amount_rials
    """,
}
