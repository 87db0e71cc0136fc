"""Billing's own knobs, from the environment (``GAZBAN_BILLING_…``)."""

import os

# How long a question for an invoice may wait for a file that was registered a moment ago, in milliseconds.
LONGEST_INVOICE_WAIT_MILLISECONDS = int(os.environ.get("GAZBAN_BILLING_INVOICE_WAIT_MS", "5000"))

# How often the entries that were committed get their numbers in the feed.
FEED_SECONDS = float(os.environ.get("GAZBAN_BILLING_FEED_SECONDS", "0.5"))
# How often somebody looks for a message to a webhook that is due, and how long one may take.
WEBHOOK_SECONDS = float(os.environ.get("GAZBAN_BILLING_WEBHOOK_SECONDS", "0.5"))
WEBHOOK_PATIENCE_SECONDS = float(os.environ.get("GAZBAN_BILLING_WEBHOOK_PATIENCE_SECONDS", "10"))
# For how long the old secret of a webhook signs beside a new one.
WEBHOOK_ROTATION_HOURS = int(os.environ.get("GAZBAN_BILLING_WEBHOOK_ROTATION_HOURS", "24"))
# Whether webhooks may lie in one's own network; and whether one may be told without TLS: there, and in a demonstration.
WEBHOOK_PRIVATE = os.environ.get("GAZBAN_BILLING_WEBHOOK_PRIVATE", "0") == "1"
WEBHOOK_PLAIN = WEBHOOK_PRIVATE or os.environ.get("GAZBAN_DEMO", "1") != "0"
