"""Billing's own knobs, from the environment (``GAZBAN_BILLING_…``)."""

import os

# How long a question for an invoice may wait for a file that was registered a moment ago, in milliseconds.
LONGEST_INVOICE_WAIT_MILLISECONDS = int(os.environ.get("GAZBAN_BILLING_INVOICE_WAIT_MS", "5000"))

# How long the audit that finance waits for may take: less than the gateway's patience (9 s).
SHORT_AUDIT_SECONDS = float(os.environ.get("GAZBAN_BILLING_SHORT_AUDIT_SECONDS", "6"))
# How long the nightly audit may take, and one that was asked for; whoever began it and is silent for longer has died.
LONG_AUDIT_SECONDS = float(os.environ.get("GAZBAN_BILLING_LONG_AUDIT_SECONDS", "1800"))
# The hour in Tehran at which the nightly audit is due.
AUDIT_HOUR = int(os.environ.get("GAZBAN_BILLING_AUDIT_HOUR", "2"))
AUDIT_POLL_SECONDS = float(os.environ.get("GAZBAN_BILLING_AUDIT_POLL_SECONDS", "2"))
