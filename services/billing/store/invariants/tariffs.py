"""What must hold between tariffs and what they have priced."""

TARIFFS = {
    "what was priced on a day was priced by its tariff": """
        SELECT d.priced, d.day, t.version, t.effective_from, t.effective_to FROM (
            SELECT 'report:' || report_id AS priced, effective_on AS day, tariff_version FROM settled_reports
            UNION ALL
            SELECT e.key, e.effective_date, i.tariff_version
            FROM invoices i JOIN entries e ON e.key = 'invoice:' || i.file_id
        ) d JOIN tariff_versions t ON t.version = d.tariff_version
        WHERE NOT coalesce(
            t.effective_from <= d.day AND (t.effective_to IS NULL OR d.day < t.effective_to)
            AND d.day BETWEEN t.used_from AND t.used_through, false)
    """,
    "no day is without a tariff": """
        SELECT version, effective_to FROM tariff_versions t WHERE effective_to IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM tariff_versions n WHERE n.effective_from = t.effective_to)
    """,
}
