"""Billing's own knobs, from the environment (``GAZBAN_BILLING_…``)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

# How long a question for an invoice may wait for a file that was registered a moment ago, in milliseconds.
LONGEST_INVOICE_WAIT_MILLISECONDS = int(os.environ.get("GAZBAN_BILLING_INVOICE_WAIT_MS", "5000"))


@dataclass(frozen=True, kw_only=True)
class OnlineSettings:
    """By which provider people pay online, and how patiently it is asked.

    ``payment_provider``: ``zarinpal`` needs its host and merchant; ``sandbox`` is the default of a demonstration, and
    refused in production. Without one there is no online payment.
    """

    demo: bool = True
    payment_provider: str = ""
    sandbox_host: str = ""
    zarinpal_host: str = ""
    zarinpal_merchant: str = field(default="", repr=False)
    provider_patience_seconds: float = 5.0
    payment_minimum_rials: int = 10_000
    payment_look_after_seconds: float = 180.0
    payment_retry_seconds: float = 10.0
    payment_close_after_seconds: float = 1_800.0
    payment_ask_for_seconds: float = 259_200.0
    payment_sweep_seconds: float = 5.0
    payment_unverified_seconds: float = 300.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "OnlineSettings":
        """Read ``GAZBAN_BILLING_…`` variables; what is absent or empty keeps its default."""

        def given(name: str, default: object) -> str:
            return environment.get(f"GAZBAN_BILLING_{name.upper()}") or str(default)

        texts = ("payment_provider", "sandbox_host", "zarinpal_host", "zarinpal_merchant")
        amounts = ("payment_minimum_rials",)
        known = {each.name: each.default for each in fields(cls) if each.name != "demo"}
        values: dict[str, Any] = {name: given(name, default) for name, default in known.items()}
        for name, value in values.items():
            if name not in texts:
                values[name] = int(value) if name in amounts else float(value)
        return cls(demo=environment.get("GAZBAN_DEMO", "1") != "0", **values)


@cache
def online() -> OnlineSettings:
    """The settings of this process for online payments."""
    return OnlineSettings.from_environment()


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

# How long the audit that finance waits for may take: less than the gateway's patience (9 s).
SHORT_AUDIT_SECONDS = float(os.environ.get("GAZBAN_BILLING_SHORT_AUDIT_SECONDS", "6"))
# How long the nightly audit may take, and one that was asked for; whoever began it and is silent for longer has died.
LONG_AUDIT_SECONDS = float(os.environ.get("GAZBAN_BILLING_LONG_AUDIT_SECONDS", "1800"))
# The hour in Tehran at which the nightly audit is due.
AUDIT_HOUR = int(os.environ.get("GAZBAN_BILLING_AUDIT_HOUR", "2"))
AUDIT_POLL_SECONDS = float(os.environ.get("GAZBAN_BILLING_AUDIT_POLL_SECONDS", "2"))
