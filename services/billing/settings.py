"""What of the billing service can be set from outside."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any


@dataclass(frozen=True, kw_only=True)
class BillingSettings:
    """What an organization may see differently. Each is set by ``GAZBAN_BILLING_`` and its name in capitals.

    ``demo``: whether this is a demonstration (``GAZBAN_DEMO``), where the sandbox may be paid with.
    ``invoice_wait_ms``: how long a question may wait for the invoice of a file that was registered a moment ago.

    ``payment_provider``: by which one people pay online; ``zarinpal`` needs its host and merchant, ``sandbox`` is the
    default of a demonstration and refused in production. Without one there is no online payment.
    ``payment_…_seconds``: how patiently it is asked what became of a payment.

    ``feed_seconds``: how often the entries that were committed get their numbers.
    ``webhook_seconds``: how often it is looked for a message to a webhook that is due.
    ``webhook_patience_seconds``: how long a receiver may take.
    ``webhook_rotation_hours``: for how long the old secret of a webhook signs beside a new one.
    ``webhook_private``: whether webhooks may lie in one's own network.

    ``short_audit_seconds``: what the audit may take that finance waits for, less than the gateway's patience (9 s).
    ``long_audit_seconds``: what the nightly one may, and one that was asked for; whoever began it and is silent for
    longer has died.
    ``audit_hour``: when the nightly one is due, in Tehran; ``audit_poll_seconds``: how often one is looked for.
    """

    demo: bool = True
    invoice_wait_ms: int = 5_000
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
    feed_seconds: float = 0.5
    webhook_seconds: float = 0.5
    webhook_patience_seconds: float = 10.0
    webhook_rotation_hours: int = 24
    webhook_private: bool = False
    short_audit_seconds: float = 6.0
    long_audit_seconds: float = 1_800.0
    audit_hour: int = 2
    audit_poll_seconds: float = 2.0

    @property
    def webhook_plain(self) -> bool:
        """Whether a webhook may be told without TLS: in one's own network, and in a demonstration."""
        return self.webhook_private or self.demo

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "BillingSettings":
        """Read ``GAZBAN_BILLING_…`` variables; what is absent or empty keeps its default."""
        given = {each.name: environment.get(f"GAZBAN_BILLING_{each.name.upper()}") for each in fields(cls)}
        given["demo"] = environment.get("GAZBAN_DEMO")
        known: dict[str, Any] = {each.name: each.default for each in fields(cls)}
        return cls(**{name: _read(text, known[name]) for name, text in given.items() if text})


def _read(text: str, default: object) -> Any:
    """The text as a value of the default's type."""
    if isinstance(default, bool):
        return text != "0" if default else text == "1"
    if isinstance(default, int):
        return int(text)
    return float(text) if isinstance(default, float) else text


@cache
def settings() -> BillingSettings:
    """The settings of this process, read once."""
    return BillingSettings.from_environment()
