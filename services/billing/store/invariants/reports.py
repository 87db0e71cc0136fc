"""What must hold between the ledger and the reports that were settled."""

REPORTS = {
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
    "one fee and one phase entry per report that has one": """
        SELECT r.report_id, r.revision, kind, r.fee_rials, r.recognised_rials FROM settled_reports r
        CROSS JOIN (VALUES ('fee'), ('phase')) AS kinds (kind)
        LEFT JOIN entries e ON e.key = kind || ':' || r.report_id || ':' || r.revision
        WHERE (CASE kind WHEN 'fee' THEN r.fee_rials ELSE r.recognised_rials END > 0) <> (e.id IS NOT NULL)
    """,
    "entries of reports are of reports that were settled": """
        SELECT e.id, e.key, e.file_id FROM entries e
        LEFT JOIN settled_reports r ON r.report_id::text = split_part(e.key, ':', 2)
            AND r.revision::text = split_part(e.key, ':', 3) AND r.file_id = e.file_id
        WHERE split_part(e.key, ':', 1) IN ('charge', 'phase', 'fee') AND r.report_id IS NULL
    """,
    "4010 is what reports cost": """
        SELECT coalesce(r.file, b.holder) AS file, r.income, b.balance_rials FROM (
            SELECT file_id::text AS file, sum(recognised_rials)
                   + coalesce(sum(amount_rials) FILTER (WHERE voided_on IS NULL), 0) AS income
            FROM settled_reports GROUP BY file_id
        ) r
        FULL JOIN (SELECT holder, balance_rials FROM balances WHERE account = '4010') b ON b.holder = r.file
        WHERE coalesce(r.income, 0) <> -coalesce(b.balance_rials, 0)
    """,
    "5010 is what inspectors earned by reports": """
        SELECT coalesce(r.file, b.holder) AS file, r.fees, b.balance_rials FROM (
            SELECT file_id::text AS file, sum(fee_rials) FILTER (WHERE voided_on IS NULL) AS fees
            FROM settled_reports GROUP BY file_id
        ) r
        FULL JOIN (SELECT holder, balance_rials FROM balances WHERE account = '5010') b ON b.holder = r.file
        WHERE coalesce(r.fees, 0) <> coalesce(b.balance_rials, 0)
    """,
    "one reversal per void charge, and per fee of it": """
        SELECT r.report_id, r.revision, kind FROM settled_reports r
        CROSS JOIN (VALUES ('charge'), ('fee')) AS kinds (kind)
        LEFT JOIN entries o ON o.key = kind || ':' || r.report_id || ':' || r.revision
        LEFT JOIN entries e ON e.key = 'reversal:' || o.key AND e.reverses = o.id
            AND e.effective_date = r.voided_on
        WHERE (o.id IS NOT NULL AND r.voided_on IS NOT NULL) <> (e.id IS NOT NULL)
    """,
    "a reversal is the exact negation, on the day of the void": """
        SELECT e.key, p.account, sum(p.amount_rials) AS rest FROM entries e
        JOIN postings p ON p.entry_id IN (e.id, e.reverses)
        WHERE e.reverses IS NOT NULL GROUP BY e.key, p.account, p.holder HAVING sum(p.amount_rials) <> 0
    """,
    "statements equal the fees in 2210": """
        SELECT coalesce(s.inspector_id, l.holder) AS inspector, coalesce(s.day, l.day) AS day, s.fees, l.posted FROM (
            SELECT inspector_id, day, sum(fees) AS fees FROM (
                SELECT inspector_id, effective_on AS day, fee_rials AS fees FROM settled_reports
                UNION ALL
                SELECT inspector_id, voided_on, -fee_rials FROM settled_reports WHERE voided_on IS NOT NULL
            ) rows GROUP BY inspector_id, day
        ) s FULL JOIN (
            SELECT p.holder, e.effective_date AS day, -sum(p.amount_rials) AS posted
            FROM postings p JOIN entries e ON e.id = p.entry_id WHERE p.account = '2210'
            AND (e.key LIKE 'fee:%' OR e.key LIKE 'reversal:fee:%')
            GROUP BY p.holder, e.effective_date
        ) l ON l.holder = s.inspector_id AND l.day = s.day
        WHERE coalesce(s.fees, 0) <> coalesce(l.posted, 0)
    """,
}
