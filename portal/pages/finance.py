"""Finance's first page, the money of files, online payments, refunds, and debts by age."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from portal import charts
from portal.api import Problem
from portal.door import api
from portal.forms import done, send, shown_again, text, text_or_none, whole
from portal.menu import Group, Item
from portal.pages.files import MORE, passed_on, shown_on_file
from portal.pages.finance_shared import cursor, day_as_typed, finance_only, given, read
from portal.wording import _, month_name, number, term

pages = Blueprint("finance", __name__, url_prefix="/finance")

MENU = (
    Group("", (Item("finance.home", "صفحهٔ اصلی", "house"),)),
    Group(
        "دریافت‌ها",
        (
            Item("files.index", "همهٔ پرونده‌ها", "folder2-open"),
            Item("finance.payments", "پرداخت‌های اینترنتی", "credit-card"),
            Item("finance_settlements.index", "واریزهای درگاه", "bank"),
            Item("finance.aging", "سن بدهی‌ها", "hourglass-split"),
            Item("finance.refunds", "بازپرداخت‌ها", "arrow-return-left"),
        ),
    ),
    Group("پرداخت به بازرسان", (Item("finance_payouts.index", "دسته‌های پرداخت", "cash-stack"),)),
    Group("تعرفه", (Item("finance_tariffs.index", "نسخه‌های تعرفه", "tags"),)),
    Group(
        "دفاتر",
        (
            Item("finance_books.entries", "اسناد", "journal-text"),
            Item("finance_books.trial_balance", "تراز آزمایشی", "bar-chart-steps"),
            Item("finance_books.people_list", "صورت‌حساب اشخاص", "person-lines-fill"),
            Item("finance_books.periods", "دوره‌ها", "calendar3"),
            Item("finance_books.chart", "سرفصل‌ها", "diagram-3"),
            Item("finance_books.export", "برون‌بری", "download"),
            Item("finance_books.audit", "حسابرسی", "shield-check"),
        ),
    ),
    Group("پیوند با سامانه‌های دیگر", (Item("finance_webhooks.index", "وب‌هوک‌ها", "broadcast"),)),
)

AGES = {
    "days_0_30_rials": "",
    "days_31_60_rials": "warning",
    "days_61_90_rials": "warning",
    "over_90_days_rials": "danger",
}
PAYMENT_STATES = ("unknown", "started", "verifying", "verified", "refused")
REFUND_STATES = ("sent", "confirmed", "failed")
_INCOME = ("4010", "4090", "4095")
_MONTHS = 6
_COUNTED = 200
_MILLION = 1_000_000


@pages.get("/")
@finance_only
def home() -> str:
    """What waits: money that is owed, is in doubt, or is on its way."""
    totals = api().get("/accounting/aging", limit=1)["totals"]
    unknown = api().get("/payments", state="unknown", limit=_COUNTED)
    frozen = api().get("/payouts", state="frozen", limit=_COUNTED)["items"]
    sent = api().get("/refunds", state="sent", limit=_COUNTED)
    return render_template(
        "finance/home.html",
        totals=totals,
        ages=AGES,
        ages_chart=_ages_chart(totals),
        unknown=_at_least(unknown),
        to_confirm=sum(
            each["lines_count"] - each["confirmed_count"] - each["failed_count"] for each in frozen
        ),
        refunds_sent=_at_least(sent),
    )


@pages.get("/income")
@finance_only
def income() -> str:
    """What each of the last months earned: a part of the first page, and a page for who has no scripts."""
    months = _monthly_income()
    return render_template("finance/income.html", months=months, chart=_income_chart(months))


@pages.get("/payments")
@finance_only
def payments() -> str:
    """Online payments, newest first; those that nobody knows the end of are explained."""
    state = given("state")
    found = api().get("/payments", state=state if state in PAYMENT_STATES else "", cursor=cursor())
    return render_template("finance/payments.html", found=found, state=state, states=PAYMENT_STATES)


@pages.get("/aging")
@finance_only
def aging() -> Any:
    """Who owes how much for how long, on a day."""
    found, problem = read("/accounting/aging", as_of=given("as_of"), cursor=cursor())
    page = render_template(
        "finance/aging.html",
        found=found,
        problem=problem,
        ages=AGES,
        chart=_ages_chart(found["totals"]) if found and found["totals"] else "",
    )
    return page, problem.status if problem else 200


@pages.get("/aging.<kind>")
@finance_only
def aging_file(kind: str) -> Response:
    """The whole list as a file."""
    return passed_on("/accounting/aging", as_of=given("as_of"), format=kind)


# -- refunds


@pages.get("/refunds")
@finance_only
def refunds() -> str:
    """Credit that was sent back to contractors, and what the bank says of it."""
    return _refunds()


def _refunds(problem: Problem | None = None, failed: str = "") -> str:
    state = given("state")
    state = state if state in (*REFUND_STATES, "all") else "sent"
    found = api().get("/refunds", state="" if state == "all" else state, cursor=cursor())
    return render_template(
        "finance/refunds.html",
        found=found,
        state=state,
        states=REFUND_STATES,
        problem=problem,
        failed=failed,
        values=request.form,
    )


@pages.post("/refunds/<refund_id>/confirmation")
@finance_only
@shown_again(lambda problem, refund_id: _refunds(problem, f"confirm-{refund_id}"))
def confirm_refund(refund_id: str) -> Any:
    """The bank paid it."""
    send(f"/refunds/{refund_id}/confirmation", {"reference": text("reference")})
    return done(_("واریز بازپرداخت ثبت شد."), ".refunds")


@pages.post("/refunds/<refund_id>/failure")
@finance_only
@shown_again(lambda problem, refund_id: _refunds(problem, f"fail-{refund_id}"))
def fail_refund(refund_id: str) -> Any:
    """It came back."""
    send(f"/refunds/{refund_id}/failure", {"reason": text("reason")})
    return done(_("برگشت ثبت شد. مبلغ دوباره بستانکاری پرونده است."), ".refunds")


# -- what finance does with a file


MORE["finance"] = lambda _: {"finance_today": day_as_typed()}


@pages.post("/files/<file_id>/receipts")
@finance_only
@shown_on_file("receipt")
def record_receipt(file_id: str) -> Any:
    """Money came in at the bank."""
    body = {
        "amount_rials": whole("amount_rials"),
        "reference": text("reference"),
        "paid_on": text_or_none("paid_on"),
    }
    send(f"/files/{file_id}/receipts", body)
    return done(_("فیش بانکی ثبت شد."), "files.show", file_id=file_id)


@pages.post("/files/<file_id>/debits")
@finance_only
@shown_on_file("debit")
def debit(file_id: str) -> Any:
    """Owe without a report."""
    send(f"/files/{file_id}/debits", {"amount_rials": whole("amount_rials"), "reason": text("reason")})
    said = _("بدهکاری ثبت شد. تا چند لحظهٔ دیگر در حساب پرونده می‌نشیند.")
    return done(said, "files.show", file_id=file_id)


@pages.post("/files/<file_id>/write-off")
@finance_only
@shown_on_file("write-off")
def write_off(file_id: str) -> Any:
    """Give debts up."""
    send(f"/files/{file_id}/write-off", _with_amount({"reason": text("reason")}))
    return done(_("بدهی بخشوده شد."), "files.show", file_id=file_id)


@pages.post("/files/<file_id>/refunds")
@finance_only
@shown_on_file("refund")
def refund(file_id: str) -> Any:
    """Send credit back."""
    send(f"/files/{file_id}/refunds", _with_amount({"reason": text("reason")}))
    said = _("بازپرداخت ثبت شد. پس از واریز بانک، آن را در «بازپرداخت‌ها» تأیید کنید.")
    return done(said, "files.show", file_id=file_id)


@pages.post("/files/<file_id>/payments/<payment_id>/reversal")
@finance_only
@shown_on_file("reversal-{payment_id}")
def reverse_payment(file_id: str, payment_id: str) -> Any:
    """Its money never came."""
    send(f"/files/{file_id}/payments/{payment_id}/reversal", {"reason": text("reason")})
    said = _("برگشت پرداخت ثبت شد. تا چند لحظهٔ دیگر بدهی آن در حساب پرونده می‌نشیند.")
    return done(said, "files.show", file_id=file_id)


def _with_amount(body: dict[str, Any]) -> dict[str, Any]:
    """All of it where no amount was typed."""
    amount = whole("amount_rials")
    return body if amount is None else {**body, "amount_rials": amount}


# -- figures


def _at_least(page: dict[str, Any]) -> str:
    return number(len(page["items"])) + ("+" if page["next_cursor"] else "")


def _ages_chart(totals: dict[str, int]) -> Any:
    figures = [
        charts.Bar(
            f"\u2068{term(name)}\u2069",  # isolated: a chart is read from the left otherwise
            max(0, totals[name]),
            _millions(totals[name]),
            kind,
        )
        for name, kind in AGES.items()
    ]
    return charts.columns(_("بدهی‌های باز بر پایهٔ سن، به میلیون ریال"), figures)


def _monthly_income() -> list[dict[str, Any]]:
    """The income of the last months of the books, oldest first: the growth of the income accounts' balances."""
    known = api().get("/accounting/periods", limit=_MONTHS + 1)["items"]
    ends = [(each["period"], _income_through(each["last_day"])) for each in known]
    befores = [earned for _period, earned in ends[1:]] + ([0] if len(known) <= _MONTHS else [])
    months = [
        {"period": period, "name": f"{month_name(int(period[5:]))} {period[:4]}", "rials": earned - before}
        for (period, earned), before in zip(ends, befores, strict=False)
    ]
    return months[::-1]


def _income_through(day: str) -> int:
    balances = api().get("/accounting/trial-balance", as_of=day)["items"]
    return -sum(int(each["balance_rials"]) for each in balances if each["account"] in _INCOME)


def _income_chart(months: list[dict[str, Any]]) -> Any:
    figures = [
        charts.Bar(month_name(int(m["period"][5:])), max(0, m["rials"]), _millions(m["rials"]))
        for m in months
    ]
    return charts.columns(_("درآمد ماهانه، به میلیون ریال"), figures)


def _millions(rials: int) -> str:
    return number(round(rials / _MILLION, 1))
