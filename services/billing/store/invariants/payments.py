"""What must hold of money that came in, and of the numbers of what asks for it."""

PAYMENTS = {
    "a payment's reference counts once": """
        SELECT provider, reference, count(*) AS times FROM payments
        GROUP BY provider, reference HAVING count(*) > 1
    """,
    "every payment is in the books with its amount": """
        SELECT coalesce(b.key, p.key) AS key, p.amount_rials, b.received_rials FROM (
            SELECT 'payment:' || provider || ':' || reference AS key, file_id, amount_rials FROM payments
        ) p
        FULL JOIN (
            SELECT e.key, e.file_id,
                   sum(amount_rials) FILTER (WHERE account IN ('1010', '1020')) AS received_rials
            FROM entries e JOIN postings ON entry_id = e.id WHERE e.key LIKE 'payment:%' GROUP BY e.id
        ) b ON b.key = p.key AND b.file_id = p.file_id
        WHERE p.amount_rials IS DISTINCT FROM b.received_rials
    """,
    "a payment pays bills of its own file": """
        SELECT a.id, a.file_id, p.file_id AS of_payment, r.file_id AS of_report, d.file_id AS of_adjustment
        FROM allocations a
        LEFT JOIN payments p ON p.id = a.payment_id
        LEFT JOIN settled_reports r ON r.report_id = a.report_id
        LEFT JOIN adjustments d ON d.id = a.adjustment_id
        WHERE (a.payment_id IS NOT NULL AND p.file_id IS DISTINCT FROM a.file_id)
           OR (a.report_id IS NOT NULL AND r.file_id IS DISTINCT FROM a.file_id)
           OR (a.adjustment_id IS NOT NULL AND d.file_id IS DISTINCT FROM a.file_id)
    """,
    "invoice numbers leave no gap": r"""
        SELECT coalesce(s.jalali_year, n.year) AS year, s.last, n.numbers, n.highest FROM (
            SELECT jalali_year, last FROM number_series WHERE series = 'invoice'
        ) s
        FULL JOIN (
            SELECT split_part(number, '-', 1)::int AS year, count(DISTINCT number) AS numbers,
                   max(split_part(number, '-', 2)::bigint) AS highest
            FROM (
                SELECT number FROM invoices UNION ALL
                SELECT invoice_number FROM adjustments WHERE invoice_number IS NOT NULL
            ) issued WHERE number ~ '^\d{4}-\d{6,18}$' GROUP BY 1
        ) n ON n.year = s.jalali_year
        WHERE s.last IS DISTINCT FROM n.numbers OR n.numbers IS DISTINCT FROM n.highest
    """,
}
