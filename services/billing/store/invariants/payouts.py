"""What must hold between the ledger, the batches that pay inspectors, and the receipts that were given."""

PAYOUTS = {
    "2210 is what was earned less what payouts sent": """
        SELECT coalesce(s.inspector_id, l.holder), s.earned, p.sent, l.owed FROM (
            SELECT inspector_id, sum(fee_rials) FILTER (WHERE voided_on IS NULL) AS earned
            FROM settled_reports GROUP BY inspector_id
        ) s LEFT JOIN (
            SELECT inspector_id, sum(gross_rials) AS sent FROM payout_lines
            WHERE state IN ('sent', 'confirmed') GROUP BY inspector_id
        ) p USING (inspector_id)
        FULL JOIN (SELECT holder, -balance_rials AS owed FROM balances WHERE account = '2210') l
        ON l.holder = s.inspector_id
        WHERE coalesce(s.earned, 0) - coalesce(p.sent, 0) <> coalesce(l.owed, 0)
    """,
    "1095 of payouts is what was sent and is neither confirmed nor failed": """
        SELECT coalesce(p.holder, l.holder), p.net, l.balance_rials FROM (
            SELECT 'payout:' || id AS holder, gross_rials - withholding_rials AS net
            FROM payout_lines WHERE state = 'sent'
        ) p FULL JOIN (
            SELECT holder, balance_rials FROM balances WHERE account = '1095' AND holder LIKE 'payout:%'
        ) l USING (holder)
        WHERE coalesce(p.net, 0) <> -coalesce(l.balance_rials, 0)
    """,
    "1020 of payouts is what was confirmed": """
        SELECT coalesce(p.holder, l.holder), p.net, l.balance_rials FROM (
            SELECT 'payout:' || id AS holder, gross_rials - withholding_rials AS net
            FROM payout_lines WHERE state = 'confirmed'
        ) p FULL JOIN (
            SELECT holder, balance_rials FROM balances WHERE account = '1020' AND holder LIKE 'payout:%'
        ) l USING (holder)
        WHERE coalesce(p.net, 0) <> -coalesce(l.balance_rials, 0)
    """,
    "2310 is what was withheld of lines that did not fail": """
        SELECT coalesce(p.holder, l.holder), p.withheld, l.balance_rials FROM (
            SELECT inspector_id AS holder, sum(withholding_rials) AS withheld
            FROM payout_lines WHERE state IN ('sent', 'confirmed') GROUP BY inspector_id
        ) p FULL JOIN (SELECT holder, balance_rials FROM balances WHERE account = '2310') l USING (holder)
        WHERE coalesce(p.withheld, 0) <> -coalesce(l.balance_rials, 0)
    """,
    "a payout line is the sum of what it is made of": """
        SELECT l.id, l.gross_rials, sum(i.amount_rials) FROM payout_lines l
        LEFT JOIN payout_items i ON i.line_id = l.id
        GROUP BY l.id HAVING l.gross_rials IS DISTINCT FROM sum(i.amount_rials)
        OR bool_or(i.live) IS DISTINCT FROM (l.state IN ('draft', 'sent', 'confirmed'))
        OR bool_and(i.live) IS DISTINCT FROM bool_or(i.live)
    """,
    "what a payout pays is the fee of a report of its inspector": """
        SELECT i.line_id, i.report_id FROM payout_items i
        JOIN payout_lines l ON l.id = i.line_id
        JOIN settled_reports r ON r.report_id = i.report_id AND r.revision = i.revision
        WHERE r.inspector_id <> l.inspector_id OR abs(i.amount_rials) <> r.fee_rials
           OR (i.kind = 'void' AND r.voided_on IS NULL)
    """,
    "one entry per step of a payout line": """
        SELECT l.id, l.state, kind FROM payout_lines l
        JOIN payouts p ON p.id = l.payout_id
        CROSS JOIN (VALUES ('payout'), ('payout-confirmed'), ('reversal:payout')) AS kinds (kind)
        LEFT JOIN entries e ON e.key = kind || ':' || p.id || ':' || l.inspector_id
        WHERE (e.id IS NOT NULL) <> (
            (kind = 'payout' AND l.state IN ('sent', 'confirmed', 'failed'))
            OR (kind = 'payout-confirmed' AND l.state = 'confirmed' AND l.gross_rials > l.withholding_rials)
            OR (kind = 'reversal:payout' AND l.state = 'failed')
        )
    """,
    "a batch is settled when no line is sent any more": """
        SELECT p.id, p.state FROM payouts p JOIN payout_lines l ON l.payout_id = p.id
        GROUP BY p.id HAVING p.state <> CASE
            WHEN bool_or(l.state = 'draft') THEN 'draft'
            WHEN bool_or(l.state = 'cancelled') THEN 'cancelled'
            WHEN bool_or(l.state = 'sent') THEN 'frozen'
            ELSE 'settled'
        END
    """,
    "receipts are numbered without a gap": """
        SELECT n.jalali_year, n.last, r.given, r.highest FROM (
            SELECT split_part(receipt_number, '-', 1)::int AS jalali_year, count(*) AS given,
                   max(split_part(receipt_number, '-', 2)::bigint) AS highest
            FROM payments GROUP BY 1
        ) r FULL JOIN (SELECT jalali_year, last FROM number_series WHERE series = 'receipt') n
        USING (jalali_year)
        WHERE n.last IS DISTINCT FROM r.given OR n.last IS DISTINCT FROM r.highest
    """,
}
