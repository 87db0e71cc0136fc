"""Billing's own knobs, from the environment (``GAZBAN_BILLING_…``)."""

import os

# How long a question for an invoice may wait for a file that was registered a moment ago, in milliseconds.
LONGEST_INVOICE_WAIT_MILLISECONDS = int(os.environ.get("GAZBAN_BILLING_INVOICE_WAIT_MS", "5000"))
