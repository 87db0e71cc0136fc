"""What billing asks of others over HTTP: payment providers, as the settings name them."""

from functools import cache

from chassis.settings import MissingSetting
from services.billing.channels.provider import (
    NotPaid,
    NotRequested,
    OtherAmount,
    Paid,
    PaymentProvider,
    Requested,
    Unclear,
    Verdict,
)
from services.billing.channels.zarinpal import Zarinpal
from services.billing.settings import BillingSettings, settings

__all__ = [
    "NotPaid",
    "NotRequested",
    "OtherAmount",
    "Paid",
    "PaymentProvider",
    "Requested",
    "Unclear",
    "Verdict",
    "open_providers",
    "providers",
]

SANDBOX, ZARINPAL = "sandbox", "zarinpal"


@cache
def providers() -> dict[str, PaymentProvider]:
    """The providers that this process can ask, by name; the first is the one for new payments."""
    return open_providers(settings())


def open_providers(allowed: BillingSettings) -> dict[str, PaymentProvider]:
    """The providers that the settings allow. Raises MissingSetting for one that is chosen and cannot be."""
    known: dict[str, PaymentProvider] = {}
    if allowed.zarinpal_host and allowed.zarinpal_merchant:
        known[ZARINPAL] = Zarinpal(
            host=allowed.zarinpal_host,
            merchant=allowed.zarinpal_merchant,
            patience_seconds=allowed.provider_patience_seconds,
        )
    if allowed.demo and allowed.sandbox_host:
        known[SANDBOX] = Zarinpal(
            host=allowed.sandbox_host,
            merchant=SANDBOX,
            patience_seconds=allowed.provider_patience_seconds,
        )
    chosen = allowed.payment_provider or (SANDBOX if allowed.demo else ZARINPAL)
    if chosen in known:
        return {chosen: known[chosen], **known}
    if allowed.payment_provider:
        raise MissingSetting(_why_not(allowed))
    return {}


def _why_not(allowed: BillingSettings) -> str:
    match allowed.payment_provider:
        case "zarinpal":
            missing = "HOST" if not allowed.zarinpal_host else "MERCHANT"
            return f"the environment variable GAZBAN_BILLING_ZARINPAL_{missing} is not set"
        case "sandbox" if allowed.demo:
            return "the environment variable GAZBAN_BILLING_SANDBOX_HOST is not set"
        case "sandbox":
            return "GAZBAN_BILLING_PAYMENT_PROVIDER is 'sandbox', which is for demonstrations only"
        case unknown:
            return f"GAZBAN_BILLING_PAYMENT_PROVIDER is {unknown!r}: it may be zarinpal or sandbox"
