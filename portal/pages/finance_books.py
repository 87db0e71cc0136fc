"""The books: entries, balances, statements, periods, the chart of accounts, exports, the audit."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from portal.api import Problem
from portal.door import api
from portal.forms import done, send, shown_again, text
from portal.pages.files import passed_on
from portal.pages.finance_shared import cursor, day_as_typed, finance_only, given, people, read
from portal.wording import _, digits, latin, month_name, today

pages = Blueprint("finance_books", __name__, url_prefix="/finance/books")

FORMATS = ("xlsx", "csv", "hledger", "beancount")
PEOPLE = {"contractor": "contractors", "inspector": "inspectors"}
_ENTRIES = 20


@pages.get("/entries")
@finance_only
def entries() -> Any:
    """The entries after a number; without one, the last of them."""
    after = latin(given("after"))
    if not after.isdecimal():
        after = str(max(0, _entries_count() - _ENTRIES))
    found = api().get("/accounting/entries", after=int(after[:15]), limit=_ENTRIES)
    before = max(0, int(after[:15]) - _ENTRIES)
    return render_template("finance/entries.html", found=found, after=int(after[:15]), before=before)


def _entries_count() -> int:
    """How many entries the months of the books have."""
    count, following = 0, ""
    while True:
        page = api().get("/accounting/periods", limit=200, cursor=following)
        count += sum(int(each["entries"]) for each in page["items"])
        if not page["next_cursor"]:
            return count
        following = page["next_cursor"]


@pages.get("/trial-balance")
@finance_only
def trial_balance() -> Any:
    """Every account's debits, credits and balance through a day."""
    found, problem = read("/accounting/trial-balance", as_of=given("as_of"))
    balances = [int(each["balance_rials"]) for each in found["items"]] if found else []
    page = render_template(
        "finance/trial_balance.html",
        found=found,
        problem=problem,
        debits=sum(each for each in balances if each > 0),
        credits=-sum(each for each in balances if each < 0),
    )
    return page, problem.status if problem else 200


@pages.get("/trial-balance.<kind>")
@finance_only
def trial_balance_file(kind: str) -> Response:
    """The same as a file."""
    return passed_on("/accounting/trial-balance", as_of=given("as_of"), format=kind)


# -- statements


@pages.get("/statements")
@finance_only
def people_list() -> str:
    """People, to pick whose statement is wanted."""
    role = given("role") if given("role") in PEOPLE else "contractor"
    found, following = people(role, given("q"))
    return render_template(
        "finance/people.html", people=found, role=role, roles=PEOPLE, next_cursor=following
    )


@pages.get("/statements/<any(contractor, inspector):role>/<person_id>")
@finance_only
def statement(role: str, person_id: str) -> Any:
    """One person's movements, with the balance after each."""
    found, problem = read(
        f"/accounting/statements/{PEOPLE[role]}/{person_id}",
        **{"from": given("from"), "to": given("to")},
        cursor=cursor(),
    )
    page = render_template(
        "finance/statement.html", found=found, problem=problem, role=role, person_id=person_id
    )
    return page, problem.status if problem else 200


@pages.get("/statements/<any(contractor, inspector):role>/<person_id>.<kind>")
@finance_only
def statement_file(role: str, person_id: str, kind: str) -> Response:
    """The same as a file."""
    days = {"from": given("from"), "to": given("to")}
    return passed_on(f"/accounting/statements/{PEOPLE[role]}/{person_id}", **days, format=kind)


# -- periods


@pages.get("/periods")
@finance_only
def periods() -> str:
    """The months of the books, and closing those that have ended."""
    return _periods()


def _periods(problem: Problem | None = None, period: str = "") -> str:
    found = api().get("/accounting/periods", cursor=cursor())
    return render_template(
        "finance/periods.html",
        found=found,
        today=today().isoformat(),
        names={each["period"]: _name_of(each["period"]) for each in found["items"]},
        problem=problem,
        failed=period,
    )


@pages.post("/periods/<period>/closing")
@finance_only
@shown_again(_periods)
def close_period(period: str) -> Any:
    """Close a month, and every one before it, for good."""
    closed = send(f"/accounting/periods/{period}/close")
    names = " · ".join(_name_of(each) for each in closed["closed"])
    return done(_("این دوره‌ها بسته شدند: %(names)s", names=names), ".periods")


def _name_of(period: str) -> str:
    return f"{month_name(int(period[5:]))} {digits(period[:4])}"


# -- the chart of accounts


@pages.get("/chart")
@finance_only
def chart() -> str:
    """Our accounts, and those of the organization's own chart that they are mapped to."""
    return render_template("finance/chart.html", accounts=api().get("/accounting/chart")["items"])


@pages.get("/chart/<code>")
@finance_only
def account(code: str) -> str:
    """The form to map one of them."""
    return _account(code)


def _account(code: str, problem: Problem | None = None) -> str:
    found = [each for each in api().get("/accounting/chart")["items"] if each["code"] == code]
    if not found:
        raise Problem(404, "billing.account_not_found", "")
    values = request.form if problem else found[0]
    return render_template("finance/account.html", account=found[0], problem=problem, values=values)


@pages.post("/chart/<code>")
@finance_only
@shown_again(_account)
def map_account(code: str) -> Any:
    """Map it."""
    body = {"external_code": text("external_code"), "external_name": text("external_name")}
    api().put(f"/accounting/chart/{code}", body)
    return done(_("سرفصل نگاشته شد."), ".chart")


# -- exports


@pages.get("/export")
@finance_only
def export() -> str:
    """The form that says what is wanted."""
    now = day_as_typed()
    return _export({"from": now[:8] + digits("01"), "to": now, "format": FORMATS[0]})


def _export(values: Any, problem: Problem | None = None) -> str:
    return render_template("finance/export.html", values=values, formats=FORMATS, problem=problem)


@pages.get("/export/file")
@finance_only
def export_file() -> Any:
    """The entries of some days, as a file."""
    asked = {name: given(name) for name in ("from", "to", "format")}
    try:
        return passed_on("/accounting/export", **asked)
    except Problem as problem:
        if problem.status not in (400, 409, 413, 422):
            raise
        return _export(asked, problem), problem.status


# -- the audit


@pages.get("/audit")
@finance_only
def audit() -> str:
    """Whether everything holds that must hold of the books; a part of it, again and again, while a full audit runs."""
    return render_template("finance/audit.html", found=api().get("/accounting/audit"))


@pages.get("/audit/tile")
@finance_only
def audit_tile() -> str:
    """The result in short, for the first page."""
    return render_template("finance/_audit_tile.html", found=api().get("/accounting/audit"))


@pages.get("/audit/run")
@finance_only
def audit_run() -> str:
    """How far the audit in the background is: a part of its page."""
    return render_template("finance/_audit_run.html", run=api().get("/accounting/audit")["newest_run"])


@pages.post("/audit")
@finance_only
def start_audit() -> Any:
    """Audit all of it in the background."""
    send("/accounting/audit")
    return done(_("حسابرسی کامل آغاز شد. می‌توانید این صفحه را ببندید."), ".audit")
