"""The contractor's money: invoices, paying online, debts line by line, payments, the statement."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, session, url_for

from portal.api import Problem
from portal.door import api, for_roles
from portal.forms import send, shown_again, whole
from portal.pages.files import file_page, passed_on, typed_day
from portal.pages.files_words import rules_in_words

pages = Blueprint("contractor_money", __name__, url_prefix="/contractor")
contractor_only = for_roles("contractor")

_LINKS = "payment_links"  # in the session: where the payer of each payment is to go
_LINKS_KEPT = 3
_FILES_A_PAGE = 10
_PAYMENTS_A_PAGE = 25
_STATEMENT_LENGTH = 50
_FORMATS = ("csv", "xlsx")
_OPEN = ("started", "verifying", "unknown")
# What finance has to look into; nothing more comes of waiting.
_FOR_FINANCE = ("amount_mismatch", "duplicate_reference")


# -- paying


@pages.get("/files/<file_id>/invoice")
@contractor_only
def invoice(file_id: str) -> str:
    """What a file costs, and the ways to pay it."""
    return _invoice_page(file_id)


def _page_to_pay(file_id: str, problem: Problem) -> str:
    """The page that the form was on: the invoice's, or the file's."""
    if request.form.get("from") == "invoice":
        return _invoice_page(file_id, problem)
    return file_page(file_id, problem=problem, failed="pay", values=request.form)


@pages.post("/files/<file_id>/pay")
@contractor_only
@shown_again(_page_to_pay)
def pay(file_id: str) -> Any:
    """Start a payment at the provider: of all that is owed, or of the amount that was typed."""
    amount = whole("amount_rials")
    started = send(f"/files/{file_id}/payments", {"amount_rials": amount} if amount is not None else {})
    _remember(started["payment_id"], started["redirect_url"])
    return redirect(url_for(".payment", payment_id=started["payment_id"]))


@pages.get("/payments/<payment_id>")
@contractor_only
def payment(payment_id: str) -> str:
    """How a payment stands, and the way to the provider; by htmx only that."""
    found = api().get(f"/payments/{payment_id}")
    waits = found["state"] in _OPEN and found["reason"] not in _FOR_FINANCE
    link = session.get(_LINKS, {}).get(payment_id) if found["state"] == "started" else None
    fragment = request.headers.get("HX-Request") == "true"
    template = "contractor/_payment.html" if fragment else "contractor/payment.html"
    return render_template(template, payment=found, waits=waits, link=link, for_finance=_FOR_FINANCE)


def _invoice_page(file_id: str, problem: Problem | None = None) -> str:
    file, account = api().get(f"/files/{file_id}"), _account(file_id)
    return render_template(
        "contractor/invoice.html",
        file=file,
        account=account,
        payments=api().get(f"/files/{file_id}/payments", limit=_FILES_A_PAGE)["items"] if account else [],
        problem=problem,
        values=request.form,
        registered="registered" in request.args,
    )


def _account(file_id: str) -> Any:
    """A file's account; None while billing has not heard of it, or is away for a moment."""
    try:
        return api().get(f"/files/{file_id}/account")
    except Problem as problem:
        if problem.status != 404 and not problem.is_passing:
            raise
        return None


def _remember(payment_id: str, link: str) -> None:
    kept = {**session.get(_LINKS, {}), payment_id: link}
    session[_LINKS] = dict(list(kept.items())[-_LINKS_KEPT:])


# -- what is owed, and what was paid


@pages.get("/debts")
@contractor_only
def debts() -> str:
    """Everything that is owed, file by file and line by line, with the report and the rule behind it."""
    balance = api().get("/me/balance")
    owing = [each for each in balance["files"] if each["debt_rials"] or each["invoice_due_rials"]]
    page = _page_number()
    shown = [_owing(each["file_id"]) for each in owing[page * _FILES_A_PAGE : (page + 1) * _FILES_A_PAGE]]
    has_more = len(owing) > (page + 1) * _FILES_A_PAGE
    return render_template(
        "contractor/debts.html", balance=balance, shown=shown, page=page, has_more=has_more
    )


@pages.get("/payments")
@contractor_only
def payments() -> str:
    """The online payments of all of one's files, and how each stands."""
    page = api().get("/payments", limit=_PAYMENTS_A_PAGE, cursor=request.args.get("cursor"))
    return render_template("contractor/payments.html", page=page)


def _owing(file_id: str) -> dict[str, Any]:
    file = api().get(f"/files/{file_id}")
    return {
        "file": file,
        "account": api().get(f"/files/{file_id}/account"),
        "labels": {meter["id"]: meter["label"] for meter in file["meters"]},
    }


def _page_number() -> int:
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 0


# -- the statement


@pages.get("/statement")
@contractor_only
def statement() -> Any:
    """What one owed and paid, with the balance after each entry."""
    try:
        found = api().get(
            "/me/statement", **_range(), limit=_STATEMENT_LENGTH, cursor=request.args.get("cursor")
        )
        problem = None
    except Problem as refusal:
        if refusal.status != 422:
            raise
        found, problem = None, refusal
    page = render_template(
        "contractor/statement.html",
        statement=found,
        problem=problem,
        values=request.args,
        in_words=rules_in_words,
    )
    return page, problem.status if problem else 200


@pages.get("/statement/download")
@contractor_only
def statement_download() -> Response:
    """The same as a file."""
    wanted = request.args.get("format", "")
    if wanted not in _FORMATS:
        abort(404)
    return passed_on("/me/statement", **_range(), format=wanted)


def _range() -> dict[str, str]:
    return {name: typed_day(request.args.get(name)) for name in ("from", "to")}
