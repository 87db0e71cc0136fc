"""Payouts: batches that pay inspectors, the bank's file, and what became of each line."""

from typing import Any

from flask import Response

from contracts.billing import (
    BankAccountView,
    BillingApi,
    MyPayout,
    PayoutDetails,
    PayoutLineView,
    PayoutView,
)
from contracts.errors import BillingCode
from contracts.shapes import Page
from gateway.ask import Ask
from gateway.errors import language
from gateway.exports import CONTENT_TYPES, Format
from gateway.exports.bank_file import bank_file
from gateway.routes.billing import FINANCE, INSPECTOR
from gateway.routing import Routes

routes = Routes("payouts", __name__, description="پرداخت به بازرسان · Payouts")
_LINE_REFUSES = (
    BillingCode.PAYOUT_NOT_FOUND,
    BillingCode.PAYOUT_LINE_NOT_FOUND,
    BillingCode.PAYOUT_NOT_FROZEN,
    BillingCode.PAYOUT_LINE_SETTLED,
)


@routes.serve(
    "POST",
    "/payouts",
    BillingApi.create_payout,
    fa="تهیهٔ پیش‌نویس پرداخت به بازرسان",
    who=FINANCE,
    status=201,
    refuses=(BillingCode.NOTHING_TO_PAY, BillingCode.NO_TARIFF),
)
def create_payout(ask: Ask, **body: Any) -> PayoutDetails:
    """Draft a batch of what inspectors are owed until a day, and no other batch pays."""
    return ask.billing.create_payout(caller=ask.caller, **body)


@routes.serve("GET", "/payouts", BillingApi.list_payouts, fa="پرداخت‌ها به بازرسان", who=FINANCE)
def list_payouts(ask: Ask, **query: Any) -> Page[PayoutView]:
    """The batches with their totals, newest first."""
    return ask.billing.list_payouts(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/payouts/<id>",
    BillingApi.get_payout,
    fa="یک پرداخت با سطرهایش",
    who=FINANCE,
    refuses=(BillingCode.PAYOUT_NOT_FOUND,),
)
def get_payout(ask: Ask, payout_id: str) -> PayoutDetails:
    """A batch with its lines."""
    return ask.billing.get_payout(caller=ask.caller, payout_id=payout_id)


@routes.serve(
    "DELETE",
    "/payouts/<id>",
    BillingApi.cancel_payout,
    fa="کنار گذاشتن پیش‌نویس پرداخت",
    who=FINANCE,
    status=204,
    refuses=(BillingCode.PAYOUT_NOT_FOUND, BillingCode.PAYOUT_NOT_DRAFT),
)
def cancel_payout(ask: Ask, payout_id: str) -> None:
    """Drop a draft; it stays as a cancelled one, and another batch can pay what it would have."""
    ask.billing.cancel_payout(caller=ask.caller, payout_id=payout_id)


@routes.serve(
    "POST",
    "/payouts/<id>/freeze",
    BillingApi.freeze_payout,
    fa="نهایی کردن پرداخت",
    who=FINANCE,
    refuses=(
        BillingCode.PAYOUT_NOT_FOUND,
        BillingCode.PAYOUT_NOT_DRAFT,
        BillingCode.PAYOUT_OUTDATED,
        BillingCode.NO_TARIFF,
    ),
)
def freeze_payout(ask: Ask, payout_id: str) -> PayoutDetails:
    """Fix the lines of a draft for ever, and post that they are sent."""
    return ask.billing.freeze_payout(caller=ask.caller, payout_id=payout_id)


@routes.serve(
    "GET",
    "/payouts/<id>/bank-file",
    BillingApi.get_bank_file,
    fa="فایل بانک",
    who=FINANCE,
    media=CONTENT_TYPES[Format.CSV],
    refuses=(BillingCode.PAYOUT_NOT_FOUND, BillingCode.PAYOUT_NOT_FROZEN),
)
def get_bank_file(ask: Ask, payout_id: str) -> Response:
    """Exactly the frozen lines as CSV, for the bank; the same whenever it is fetched."""
    return bank_file(ask.billing.get_bank_file(caller=ask.caller, payout_id=payout_id), language())


@routes.serve(
    "POST",
    "/payouts/<id>/lines/<line_id>/confirmation",
    BillingApi.confirm_payout_line,
    fa="ثبت واریز یک سطر",
    who=FINANCE,
    refuses=(*_LINE_REFUSES, BillingCode.PAID_IN_FUTURE),
)
def confirm_payout_line(ask: Ask, payout_id: str, line_id: str, **body: Any) -> PayoutLineView:
    """Say that the bank has paid a line, once."""
    return ask.billing.confirm_payout_line(caller=ask.caller, payout_id=payout_id, line_id=line_id, **body)


@routes.serve(
    "POST",
    "/payouts/<id>/lines/<line_id>/failure",
    BillingApi.fail_payout_line,
    fa="ثبت واریز نشدن یک سطر",
    who=FINANCE,
    refuses=_LINE_REFUSES,
)
def fail_payout_line(ask: Ask, payout_id: str, line_id: str, **body: Any) -> PayoutLineView:
    """Say that the bank did not pay a line: its entry is reversed, and a later batch can pay it."""
    return ask.billing.fail_payout_line(caller=ask.caller, payout_id=payout_id, line_id=line_id, **body)


@routes.serve(
    "PUT",
    "/inspectors/<id>/bank-account",
    BillingApi.set_bank_account,
    fa="ثبت شبای بازرس",
    who=FINANCE,
    refuses=(BillingCode.INSPECTOR_NOT_FOUND,),
)
def set_bank_account(ask: Ask, inspector_id: str, **body: Any) -> BankAccountView:
    """Say where an inspector who has reported is paid: an Iranian IBAN, whose check digits are checked."""
    return ask.billing.set_bank_account(caller=ask.caller, inspector_id=inspector_id, **body)


@routes.serve("GET", "/me/payouts", BillingApi.list_my_payouts, fa="پرداخت‌های سازمان به من", who=INSPECTOR)
def list_my_payouts(ask: Ask, **query: Any) -> Page[MyPayout]:
    """What one was sent, newest first, with what became of it."""
    return ask.billing.list_my_payouts(caller=ask.caller, **query)
