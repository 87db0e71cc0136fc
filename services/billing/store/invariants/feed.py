"""What must hold of the feed and of the closed periods."""

FEED = {
    "every entry older than a minute has a number": """
        SELECT e.id, q.queued_at FROM entries e
        LEFT JOIN entry_sequence s ON s.entry_id = e.id
        LEFT JOIN unnumbered_entries q ON q.entry_id = e.id
        WHERE s.sequence IS NULL
        AND (q.queued_at IS NULL OR q.queued_at < clock_timestamp() - interval '1 minute')
    """,
    "what has a number waits for none": (
        "SELECT s.sequence FROM unnumbered_entries q JOIN entry_sequence s ON s.entry_id = q.entry_id"
    ),
    "the numbers of the feed have no gap": (
        "SELECT count(*), max(sequence) FROM entry_sequence HAVING count(*) <> coalesce(max(sequence), 0)"
    ),
    "a closed period holds what it held when it was closed": """
        SELECT c.period, c.entries, c.debit_rials, c.credit_rials, f.entries, f.debit, f.credit
        FROM (
            SELECT *, lag(last_day) OVER (ORDER BY last_day) AS closed_before FROM closed_periods
        ) c CROSS JOIN LATERAL (
            SELECT count(DISTINCT e.id) AS entries,
                   coalesce(sum(p.amount_rials) FILTER (WHERE p.amount_rials > 0), 0) AS debit,
                   coalesce(-sum(p.amount_rials) FILTER (WHERE p.amount_rials < 0), 0) AS credit
            FROM entries e JOIN postings p ON p.entry_id = e.id
            WHERE e.posting_date <= c.last_day
            AND (c.closed_before IS NULL OR e.posting_date > c.closed_before)
        ) f
        WHERE (c.entries, c.debit_rials, c.credit_rials) <> (f.entries, f.debit, f.credit)
    """,
}
