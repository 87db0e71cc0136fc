"""Tariffs: what things cost, in versions that finance makes and the office may see."""

from typing import Any

from contracts.billing import BillingApi, TariffPreview, TariffView
from contracts.errors import BillingCode
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("tariffs", __name__, description="تعرفه‌ها · Tariffs")
FINANCE = frozenset({Role.FINANCE})
READERS = frozenset({Role.FINANCE, Role.OFFICE})
_DAYS = (BillingCode.TARIFF_TOO_EARLY, BillingCode.TARIFF_DAY_TAKEN, BillingCode.NO_TARIFF)


@routes.serve("GET", "/tariffs", BillingApi.list_tariffs, fa="نسخه‌های تعرفه", who=READERS)
def list_tariffs(ask: Ask, **query: Any) -> Page[TariffView]:
    """The versions of the tariff, newest first; percentages in basis points, of which 10000 are the whole."""
    return ask.billing.list_tariffs(caller=ask.caller, **query)


@routes.serve(
    "POST",
    "/tariffs",
    BillingApi.create_tariff,
    fa="ساخت نسخهٔ تازهٔ تعرفه",
    who=FINANCE,
    status=201,
    refuses=_DAYS,
)
def create_tariff(ask: Ask, **body: Any) -> TariffView:
    """Make a new version: a draft, or with `effective_from` in force from that day on.

    What is left out is as in the version in force today. Fees are given for every meter class.
    """
    return ask.billing.create_tariff(caller=ask.caller, **body)


@routes.serve(
    "GET",
    "/tariffs/<version>",
    BillingApi.get_tariff,
    fa="یک نسخهٔ تعرفه",
    who=READERS,
    refuses=(BillingCode.TARIFF_NOT_FOUND,),
)
def get_tariff(ask: Ask, version: str) -> TariffView:
    """One version, in force from `effective_from` until the day before `effective_to`; frozen once `used`."""
    return ask.billing.get_tariff(caller=ask.caller, version=int(version))


@routes.serve(
    "POST",
    "/tariffs/<version>/preview",
    BillingApi.preview_tariff,
    fa="پیش‌نمایش اثر تعرفه",
    who=READERS,
    refuses=(BillingCode.TARIFF_NOT_FOUND, BillingCode.NO_TARIFF),
)
def preview_tariff(ask: Ask, version: str, **body: Any) -> TariffPreview:
    """What typical files, and a `sample` of one's own, would cost under a version, beside what they cost today."""
    return ask.billing.preview_tariff(caller=ask.caller, version=int(version), **body)


@routes.serve(
    "POST",
    "/tariffs/<version>/activation",
    BillingApi.activate_tariff,
    fa="اجرای تعرفه از یک تاریخ",
    who=FINANCE,
    refuses=(BillingCode.TARIFF_NOT_FOUND, BillingCode.TARIFF_IN_FORCE, *_DAYS),
)
def activate_tariff(ask: Ask, version: str, **body: Any) -> TariffView:
    """Put a version in force from a day to come, or move one that is not in force yet to another day.

    The version that would be in force on that day ends with the day before.
    """
    return ask.billing.activate_tariff(caller=ask.caller, version=int(version), **body)


@routes.serve(
    "DELETE",
    "/tariffs/<version>",
    BillingApi.withdraw_tariff,
    fa="پس‌گرفتن نسخهٔ تعرفه",
    who=FINANCE,
    status=204,
    refuses=(BillingCode.TARIFF_NOT_FOUND, BillingCode.TARIFF_IN_FORCE),
)
def withdraw_tariff(ask: Ask, version: str) -> None:
    """Give up a draft, or a version that is not in force yet: the one before it stays in force in its place."""
    ask.billing.withdraw_tariff(caller=ask.caller, version=int(version))
