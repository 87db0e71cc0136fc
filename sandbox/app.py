"""The sandbox's pages: what programs ask (``/pg/v4/payment/…``), and what a payer sees (``/pg/StartPay/…``)."""

import secrets
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.book import Book, SandboxPayment

EXTENSION = "sandbox"
SLOW_SECONDS = 10.0
_LEAST_RIALS = 1_000
_DIGITS = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
)
_SUCCESS, _VERIFIED_BEFORE = 100, 101
_INVALID, _OTHER_AMOUNT, _NOT_PAID, _OTHER_MERCHANT, _UNKNOWN = -9, -50, -51, -53, -54

pages = Blueprint("sandbox", __name__)
Wire = dict[str, Any]


def create_app(book: Book) -> Flask:
    """The application."""
    app = Flask("sandbox", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.extensions[EXTENSION] = book
    app.register_blueprint(pages)
    return app


def _book() -> Book:
    book: Book = current_app.extensions[EXTENSION]
    return book


def _data(code: int, **more: Any) -> Wire:
    message = "Verified" if code == _VERIFIED_BEFORE else "Success"
    return {"data": {"code": code, "message": message, **more}, "errors": []}


def _error(code: int) -> Wire:
    return {"data": [], "errors": {"code": code, "message": "Refused.", "validations": []}}


def _asked() -> Wire:
    asked = request.get_json(silent=True)
    return asked if isinstance(asked, dict) else {}


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= _LEAST_RIALS


@pages.get("/health/live")
def live() -> Wire:
    """Whether it is there."""
    return {"status": "ok"}


@pages.post("/pg/v4/payment/request.json")
def announce() -> Wire:
    """A merchant announces a payment, in rials."""
    asked = _asked()
    texts = [asked.get(name) for name in ("merchant_id", "callback_url", "description")]
    if not all(isinstance(text, str) and text for text in texts) or not _is_amount(asked.get("amount")):
        return _error(_INVALID)
    if asked.get("currency") != "IRR" or urlsplit(str(asked["callback_url"])).scheme not in ("http", "https"):
        return _error(_INVALID)
    payment = _book().open(
        merchant=asked["merchant_id"],
        amount=asked["amount"],
        callback_url=asked["callback_url"],
        description=asked["description"],
    )
    return _data(_SUCCESS, authority=payment.authority, fee_type="Merchant", fee=0)


@pages.post("/pg/v4/payment/verify.json")
def verify() -> Wire:
    """A merchant asks whether a payment of this amount was paid."""
    asked = _asked()
    payment = _book().find(str(asked.get("authority")))
    if payment is None:
        return _error(_UNKNOWN)
    if payment.merchant != asked.get("merchant_id"):
        return _error(_OTHER_MERCHANT)
    if not payment.paid:
        return _error(_NOT_PAID)
    if payment.amount != asked.get("amount"):
        return _error(_OTHER_AMOUNT)
    code = _SUCCESS if payment.ref_id is None else _VERIFIED_BEFORE
    _book().change(payment, _number)
    if payment.slow and code == _SUCCESS:
        time.sleep(SLOW_SECONDS)
    return _data(
        code, ref_id=payment.ref_id, card_pan="621986******0000", card_hash="", fee_type="Merchant", fee=0
    )


def _number(payment: SandboxPayment) -> None:
    if payment.ref_id is None:
        payment.ref_id = 100_000_000_000 + secrets.randbelow(900_000_000_000)


@pages.post("/pg/v4/payment/unVerified.json")
def unverified() -> Wire:
    """A merchant asks for what was paid and never asked about."""
    waiting = _book().unverified(str(_asked().get("merchant_id")))
    listed = [
        {
            "authority": each.authority,
            "amount": each.amount,
            "callback_url": each.callback_url,
            "referer": "/",
            "date": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(each.created)),
        }
        for each in waiting
    ]
    return _data(_SUCCESS, authorities=listed)


@pages.get("/pg/StartPay/<authority>")
def show(authority: str) -> Response:
    """The page on which a payer pays."""
    return _page(_book().find(authority))


@pages.post("/pg/StartPay/<authority>")
def decide(authority: str) -> AnyResponse:
    """The payer pressed a button."""
    payment = _book().find(authority)
    action = request.form.get("action", "")
    if payment is None or payment.paid or action not in ("pay", "slow", "lost", "cancel"):
        return _page(payment)
    if action == "cancel":
        _book().change(payment, _cancel)
        return _back(payment, "NOK")
    _book().change(payment, _pay_slowly if action == "slow" else _pay)
    return _page(payment) if action == "lost" else _back(payment, "OK")


def _cancel(payment: SandboxPayment) -> None:
    payment.cancelled = True


def _pay(payment: SandboxPayment) -> None:
    payment.paid = True


def _pay_slowly(payment: SandboxPayment) -> None:
    payment.paid = payment.slow = True


def _back(payment: SandboxPayment, status: str) -> AnyResponse:
    query = urlencode({"Authority": payment.authority, "Status": status})
    joint = "&" if urlsplit(payment.callback_url).query else "?"
    return redirect(f"{payment.callback_url}{joint}{query}", 303)


def _page(payment: SandboxPayment | None) -> Response:
    amount = f"{payment.amount:,}".translate(_DIGITS) if payment is not None else ""
    page = render_template("pay.html", payment=payment, amount=amount)
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(page, 200 if payment is not None else 404, headers=headers)
