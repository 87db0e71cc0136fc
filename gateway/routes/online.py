"""Paying online: to the provider and back, and what the provider settles with the bank."""

from typing import Any

from flask import Response, current_app, request, url_for

from contracts.billing import (
    BillingApi,
    OnlinePaymentView,
    ProviderClearing,
    ProviderSettlementView,
    RecordedSettlement,
    ReturnedPayment,
    StartedPayment,
)
from contracts.errors import BillingCode, CommonCode, InvalidRequest, Refusal
from contracts.shapes import Page
from contracts.terms import Role
from gateway import payment_page
from gateway.ask import Ask
from gateway.rendering import to_json
from gateway.routing import EXTENSION, Gateway, Routes

routes = Routes("online", __name__, description="پرداخت اینترنتی · Online payment")
CONTRACTOR, FINANCE = frozenset({Role.CONTRACTOR}), frozenset({Role.FINANCE})
STAFF = frozenset({Role.OFFICE, Role.FINANCE})
_PROVIDER = "provider"
_LONGEST = 100


@routes.serve(
    "POST",
    "/files/<id>/payments",
    BillingApi.start_payment,
    fa="پرداخت اینترنتی",
    who=CONTRACTOR,
    status=201,
    ours=("callback_base",),
    refuses=(
        BillingCode.FILE_NOT_FOUND,
        BillingCode.NOTHING_OWED,
        BillingCode.ONLINE_PAYMENT_OFF,
        BillingCode.PAYMENT_TOO_SMALL,
        BillingCode.PROVIDER_AWAY,
    ),
)
def start_payment(ask: Ask, file_id: str, **body: Any) -> StartedPayment:
    """Pay for a file at the payment provider: the payer's browser is to go to `redirect_url`.

    By default all that the file owes. What becomes of it is told by `GET /payments/{id}`.
    """
    gateway: Gateway = current_app.extensions[EXTENSION]
    path = url_for("online.come_back", provider=_PROVIDER).removesuffix(f"/{_PROVIDER}")
    return ask.billing.start_payment(
        caller=ask.caller, file_id=file_id, callback_base=gateway.public_url(path), **body
    )


@routes.serve(
    "GET",
    "/files/<id>/payments",
    BillingApi.list_file_payments,
    fa="پرداخت‌های اینترنتی پرونده",
    who=CONTRACTOR | STAFF,
    refuses=(BillingCode.FILE_NOT_FOUND,),
)
def list_file_payments(ask: Ask, file_id: str, **query: Any) -> Page[OnlinePaymentView]:
    """A file's online payments and how each stands, newest first; money that came in is in the file's account."""
    return ask.billing.list_file_payments(caller=ask.caller, file_id=file_id, **query)


@routes.serve("GET", "/payments", BillingApi.list_payments, fa="پرداخت‌های اینترنتی", who=CONTRACTOR | STAFF)
def list_payments(ask: Ask, **query: Any) -> Page[OnlinePaymentView]:
    """The online payments of all files, to a contractor those of their own, newest first.

    Those that are `unknown` for long are finance's business.
    """
    return ask.billing.list_payments(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/payments/<id>",
    BillingApi.get_payment,
    fa="یک پرداخت اینترنتی",
    who=CONTRACTOR | STAFF,
    refuses=(BillingCode.PAYMENT_NOT_FOUND,),
)
def get_payment(ask: Ask, payment_id: str) -> OnlinePaymentView:
    """An online payment and how it stands: `unknown` is being asked about, and is never the same as `refused`."""
    return ask.billing.get_payment(caller=ask.caller, payment_id=payment_id)


@routes.serve(
    "GET",
    "/payments/callback/<provider>",
    BillingApi.confirm_payment,
    fa="بازگشت از درگاه پرداخت",
    who=None,
    ours=("authority", "returned"),
    media=payment_page.CONTENT_TYPE,
    refuses=(BillingCode.PAYMENT_NOT_FOUND, CommonCode.INVALID),
)
def come_back(ask: Ask, provider: str) -> Response:
    """Where the provider sends the payer's browser, with `?Authority=…&Status=OK|NOK`: a page that says what is so.

    The query only says that somebody came back; whether it was paid is asked of the provider. A program that wants
    `application/json` gets that.
    """
    try:
        authority, returned = (_given(name) for name in ("Authority", "Status"))
        payment = ask.billing.confirm_payment(provider=provider, authority=authority, returned=returned)
    except Refusal as refusal:
        if not _in_a_browser():
            raise
        return payment_page.refused(refusal)
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return Response(to_json(ReturnedPayment, payment), content_type="application/json")
    return payment_page.shown(payment)


def _in_a_browser() -> bool:
    return "text/html" in request.accept_mimetypes.values()


def _given(name: str) -> str:
    value = request.args.get(name, "").strip()
    if not 0 < len(value) <= _LONGEST or not value.isprintable():
        raise InvalidRequest(CommonCode.INVALID, errors={name: ["Invalid value."]})
    return value


@routes.serve(
    "POST",
    "/accounting/settlements",
    BillingApi.record_settlement,
    fa="ثبت واریز درگاه پرداخت",
    who=FINANCE,
    status=201,
    refuses=(BillingCode.DUPLICATE_REFERENCE, BillingCode.SETTLED_TOO_MUCH, BillingCode.PAID_IN_FUTURE),
)
def record_settlement(ask: Ask, **body: Any) -> ProviderSettlementView:
    """Record what a provider paid to the bank (`amount_rials`) and kept (`fee_rials`), at most what it has of ours."""
    return ask.billing.record_settlement(caller=ask.caller, **body)


@routes.serve(
    "GET", "/accounting/settlements", BillingApi.list_settlements, fa="واریزهای درگاه پرداخت", who=FINANCE
)
def list_settlements(ask: Ask, **query: Any) -> Page[RecordedSettlement]:
    """What providers paid to the bank so far and kept as their fee, the last recorded first."""
    return ask.billing.list_settlements(caller=ask.caller, **query)


@routes.serve("GET", "/accounting/clearing", BillingApi.list_clearing, fa="وجوه نزد درگاه‌ها", who=FINANCE)
def list_clearing(ask: Ask) -> Page[ProviderClearing]:
    """What each provider has of ours now (account 1010): at most that much can be recorded as its settlement."""
    return Page(items=ask.billing.list_clearing(caller=ask.caller), next_cursor=None)
