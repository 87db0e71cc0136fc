"""Receipts: a paper for whoever paid, and its verification for whoever holds it."""

from typing import Any

from flask import Response, current_app, url_for

from contracts.billing import BillingApi, ReceiptView, VerifiedReceipt
from contracts.errors import BillingCode
from gateway.ask import Ask
from gateway.receipts import document
from gateway.receipts.page import VERIFICATION
from gateway.routes.billing import PAYERS
from gateway.routing import EXTENSION, Gateway, Routes

routes = Routes("receipts", __name__, description="رسیدها · Receipts")


@routes.serve(
    "GET",
    "/payments/<id>/receipt",
    BillingApi.get_receipt,
    fa="رسید پرداخت",
    who=PAYERS,
    media=document.CONTENT_TYPE,
    refuses=(BillingCode.PAYMENT_NOT_FOUND,),
)
def get_receipt(ask: Ask, payment_id: str) -> Response:
    """A payment's receipt as a PDF of one page in Persian, with a QR code by which anybody may verify it."""
    receipt = ask.billing.get_receipt(caller=ask.caller, payment_id=payment_id)
    gateway: Gateway = current_app.extensions[EXTENSION]
    written = document.written(
        receipt, organization=gateway.settings.organization, url=address_of(gateway, receipt)
    )
    headers = {"Content-Disposition": f'inline; filename="receipt-{receipt.number}.pdf"'}
    return Response(written, content_type=document.CONTENT_TYPE, headers=headers)


def address_of(gateway: Gateway, receipt: ReceiptView) -> str:
    """Where a receipt is verified: what its QR code says."""
    path = url_for("receipts.verify_receipt", number=receipt.number, code=receipt.verification_code)
    return gateway.public_url(path)


@routes.serve(
    "GET",
    "/receipts/<number>",
    BillingApi.verify_receipt,
    fa="راستی‌آزمایی رسید",
    who=None,
    refuses=(BillingCode.RECEIPT_NOT_FOUND,),
    page=VERIFICATION,
)
def verify_receipt(ask: Ask, number: str, **query: Any) -> VerifiedReceipt:
    """Whether a receipt is ours, and what it was given for: for whoever holds it, whose code must be right."""
    return ask.billing.verify_receipt(number=number, **query)
