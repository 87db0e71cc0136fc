"""Payouts: batches that pay inspectors what they earned, the bank's file, and what became of each line."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from portal.api import Problem
from portal.door import api
from portal.forms import done, send, shown_again, text, text_or_none
from portal.pages.files import passed_on
from portal.pages.finance_shared import cursor, day_as_typed, finance_only, given, people, percent
from portal.wording import _

pages = Blueprint("finance_payouts", __name__, url_prefix="/finance/payouts")

STATES = ("draft", "frozen", "settled", "cancelled")


@pages.get("/")
@finance_only
def index() -> str:
    """The batches, newest first, and the form for another."""
    return _index()


def _index(problem: Problem | None = None) -> str:
    state = given("state")
    found = api().get("/payouts", state=state if state in STATES else "", cursor=cursor())
    values = request.form if problem else {"to": day_as_typed()}
    return render_template(
        "finance/payouts.html", found=found, state=state, states=STATES, problem=problem, values=values
    )


@pages.post("/")
@finance_only
@shown_again(_index)
def create() -> Any:
    """Draft what inspectors are owed until a day."""
    body = {"to": text_or_none("to"), "from": text_or_none("from")}
    made = send("/payouts", body)
    return done(_("پیش‌نویس ساخته شد. سطرها را ببینید و سپس نهایی کنید."), ".show", payout_id=made["id"])


@pages.get("/<payout_id>")
@finance_only
def show(payout_id: str) -> str:
    """A batch with its lines."""
    return _show(payout_id)


def _show(payout_id: str, problem: Problem | None = None, failed: str = "") -> str:
    payout = api().get(f"/payouts/{payout_id}")
    return render_template(
        "finance/payout.html",
        payout=payout,
        without_iban=[line for line in payout["lines"] if not line["iban"]],
        problem=problem,
        failed=failed,
        values=request.form,
        today=day_as_typed(),
        withheld=percent(payout["withholding_basis_points"]),
    )


@pages.post("/<payout_id>/freeze")
@finance_only
@shown_again(lambda problem, payout_id: _show(payout_id, problem, "freeze"))
def freeze(payout_id: str) -> Any:
    """Fix the lines for ever."""
    send(f"/payouts/{payout_id}/freeze")
    return done(_("دسته نهایی شد. فایل بانک را بردارید و به بانک بدهید."), ".show", payout_id=payout_id)


@pages.post("/<payout_id>/cancellation")
@finance_only
@shown_again(lambda problem, payout_id: _show(payout_id, problem, "cancel"))
def cancel(payout_id: str) -> Any:
    """Drop a draft."""
    api().delete(f"/payouts/{payout_id}")
    return done(_("پیش‌نویس کنار گذاشته شد."), ".index")


@pages.get("/<payout_id>/bank-file")
@finance_only
def bank_file(payout_id: str) -> Response:
    """The frozen lines, for the bank."""
    return passed_on(f"/payouts/{payout_id}/bank-file")


@pages.post("/<payout_id>/lines/<line_id>/confirmation")
@finance_only
@shown_again(lambda problem, payout_id, line_id: _show(payout_id, problem, f"confirm-{line_id}"))
def confirm_line(payout_id: str, line_id: str) -> Any:
    """The bank paid it."""
    send(
        f"/payouts/{payout_id}/lines/{line_id}/confirmation",
        {"reference": text("reference"), "paid_on": text_or_none("paid_on")},
    )
    return done(_("واریز ثبت شد."), ".show", payout_id=payout_id)


@pages.post("/<payout_id>/lines/<line_id>/failure")
@finance_only
@shown_again(lambda problem, payout_id, line_id: _show(payout_id, problem, f"fail-{line_id}"))
def fail_line(payout_id: str, line_id: str) -> Any:
    """The bank did not pay it."""
    send(f"/payouts/{payout_id}/lines/{line_id}/failure", {"reason": text("reason")})
    return done(_("واریز نشدن ثبت شد. دستهٔ بعدی می‌تواند آن را بپردازد."), ".show", payout_id=payout_id)


# -- where inspectors are paid


@pages.get("/accounts")
@finance_only
def accounts() -> str:
    """Inspectors, to pick whose bank account is to be recorded."""
    found, following = people("inspector", given("q"))
    return render_template("finance/bank_accounts.html", people=found, next_cursor=following)


@pages.get("/accounts/<inspector_id>")
@finance_only
def account(inspector_id: str) -> str:
    """The form for an inspector's IBAN."""
    return _account(inspector_id)


def _account(inspector_id: str, problem: Problem | None = None) -> str:
    person = _known_to_billing(inspector_id)
    if person is None:
        return render_template("finance/bank_account_later.html")
    back = given("payout")
    return render_template(
        "finance/bank_account.html",
        inspector_id=inspector_id,
        person=person,
        payout=back,
        problem=problem,
        values=request.form,
    )


def _known_to_billing(inspector_id: str) -> dict[str, Any] | None:
    """Who it is; None for somebody who has had no file yet, of whom billing has not heard."""
    try:
        found: dict[str, Any] = api().get(f"/accounting/statements/inspectors/{inspector_id}", limit=1)[
            "person"
        ]
    except Problem as problem:
        if problem.status != 404:
            raise
        return None
    return found


@pages.post("/accounts/<inspector_id>")
@finance_only
@shown_again(_account)
def set_account(inspector_id: str) -> Any:
    """Record it."""
    api().put(f"/inspectors/{inspector_id}/bank-account", {"iban": text("iban")})
    back = given("payout")
    said = _("شبا ثبت شد.")
    return done(said, ".show", payout_id=back) if back else done(said, ".accounts")
