"""Visits: appointments, reports, verdicts, and the gate that holds a debtor's reports."""
