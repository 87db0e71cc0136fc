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
from services.billing.settings import OnlineSettings, online

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
    return open_providers(online())


def open_providers(settings: OnlineSettings) -> dict[str, PaymentProvider]:
    """The providers that the settings allow. Raises MissingSetting for one that is chosen and cannot be."""
    known: dict[str, PaymentProvider] = {}
    if settings.zarinpal_host and settings.zarinpal_merchant:
        known[ZARINPAL] = Zarinpal(
            host=settings.zarinpal_host,
            merchant=settings.zarinpal_merchant,
            patience_seconds=settings.provider_patience_seconds,
        )
    if settings.demo and settings.sandbox_host:
        known[SANDBOX] = Zarinpal(
            host=settings.sandbox_host,
            merchant=SANDBOX,
            patience_seconds=settings.provider_patience_seconds,
        )
    chosen = settings.payment_provider or (SANDBOX if settings.demo else ZARINPAL)
    if chosen in known:
        return {chosen: known[chosen], **known}
    if settings.payment_provider:
        raise MissingSetting(_why_not(settings))
    return {}


def _why_not(settings: OnlineSettings) -> str:
    match settings.payment_provider:
        case "zarinpal":
            missing = "HOST" if not settings.zarinpal_host else "MERCHANT"
            return f"the environment variable GAZBAN_BILLING_ZARINPAL_{missing} is not set"
        case "sandbox" if settings.demo:
            return "the environment variable GAZBAN_BILLING_SANDBOX_HOST is not set"
        case "sandbox":
            return "GAZBAN_BILLING_PAYMENT_PROVIDER is 'sandbox', which is for demonstrations only"
        case unknown:
            return f"GAZBAN_BILLING_PAYMENT_PROVIDER is {unknown!r}: it may be zarinpal or sandbox"
