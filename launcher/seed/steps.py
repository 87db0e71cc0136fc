"""What is done, in order; each step may be repeated."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.jalali import TEHRAN, jalali_date, jalali_moment, tehran_date
from chassis.rpc import CallContext
from contracts.referral import ReferralApi
from contracts.shapes import Caller
from contracts.terms import FileKind, Role
from launcher.seed.cast import (
    AREA_OF_NOBODY,
    CONTRACTORS,
    FILES,
    FINANCE,
    FOR_NEWCOMER,
    INSPECTORS,
    IT,
    NEWCOMER,
    OFFICE,
    REASONS,
    TEXTS,
    WORKSHEET,
    DemoFile,
    DemoUser,
)
from launcher.seed.demo import Demo, until

_FIRST_HOUR, _HOURS = 8, 10


def create_people(demo: Demo) -> None:
    """Accounts: IT makes them, each changes their first password, save for the newcomer."""
    demo.sign_in(IT)
    for user in (OFFICE, FINANCE, *CONTRACTORS, *INSPECTORS):
        body = {
            "membership_code": user.code,
            "full_name": user.name,
            "role": user.role.value,
            "birth_certificate_number": user.certificate,
            **({"mobile": user.mobile} if user.mobile else {}),
        }
        demo.ask(
            IT, "POST", "/users", body, key=f"user-{user.code}", allow=("auth.duplicate_membership_code",)
        )
        if user is not NEWCOMER:
            demo.sign_in(user)
    listed = demo.ask(IT, "GET", "/users?limit=200")["items"]
    demo.users = {user["membership_code"]: user for user in listed}


def fill_worksheets(demo: Demo) -> None:
    """What work the inspectors take; the newcomer's is for later."""
    for inspector in INSPECTORS:
        if inspector is not NEWCOMER:
            demo.ask(inspector, "PUT", "/me/worksheet", WORKSHEET)


def fill_newcomers_worksheet(demo: Demo) -> None:
    """The newcomer cannot sign in for more than a change of password, so this one goes past the gateway."""
    user = demo.users[NEWCOMER.code]
    caller = Caller(
        id=user["id"], role=Role.INSPECTOR, membership_code=NEWCOMER.code, full_name=NEWCOMER.name
    )
    context = CallContext(correlation_id="seed-newcomer", idempotency_key="seed-newcomer-worksheet")
    demo.rpc.client(ReferralApi, context=context).put_worksheet(
        caller=caller, **{**WORKSHEET, "kinds": list(FileKind)}
    )


def register(demo: Demo, wanted: DemoFile) -> None:
    """Register a file, and pay its invoice if it is to be paid."""
    body = {
        "kind": wanted.kind.value,
        "block": len(wanted.meters) > 2,
        "area": wanted.area,
        "address": wanted.address,
        "owner_name": wanted.owner,
        "meters": [
            {"label": label, "area_m2": area, "consumption_m3h": consumption}
            for label, area, consumption in wanted.meters
        ],
    }
    file_id = demo.ask(wanted.contractor, "POST", "/files", body, key=f"file-{wanted.key}")["id"]
    demo.ids[wanted.key] = file_id
    if wanted.paid:
        invoice = until(lambda: _invoice(demo, wanted), f"{wanted.key} is invoiced")
        pay(demo, wanted, invoice["amount_rials"], "registration")


def _invoice(demo: Demo, wanted: DemoFile) -> Any:
    path = f"/files/{demo.ids[wanted.key]}/account"
    account = demo.ask(wanted.contractor, "GET", path, allow=("billing.file_not_found",))
    return account.get("invoice")


def pay(demo: Demo, wanted: DemoFile, amount_rials: int, what: str) -> None:
    """Record a bank receipt; its reference, which counts once for ever, makes this repeatable."""
    body = {
        "amount_rials": amount_rials,
        "reference": f"DEMO-{wanted.key}-{what}",
        "paid_on": jalali_date(tehran_date(datetime.now(UTC))),
    }
    demo.ask(
        FINANCE,
        "POST",
        f"/files/{demo.ids[wanted.key]}/receipts",
        body,
        allow=("billing.duplicate_reference",),
    )


def proceed(demo: Demo, wanted: DemoFile) -> None:
    """Wait for the file's referral, then make its visits and its ending."""
    file = until(lambda: _referred(demo, wanted), f"{wanted.key} is referred")
    if wanted.ending:
        end(demo, wanted, file)
        return
    if file["status"] != "referred":  # the demonstration was made before
        return
    inspector = next(user for user in INSPECTORS if user.code == file["inspector"]["membership_code"])
    for number, outcome in enumerate(wanted.visits, start=1):
        visit(demo, wanted, inspector, number, outcome)
    if wanted.appointment:
        appoint(demo, wanted, inspector, days=3)


def _referred(demo: Demo, wanted: DemoFile) -> Any:
    file = demo.file(wanted)
    waiting = "awaiting_referral" if wanted.area == AREA_OF_NOBODY else "referred"
    return file if file["status"] in (waiting, "completed", "cancelled") else None


def visit(demo: Demo, wanted: DemoFile, inspector: DemoUser, number: int, outcome: str) -> None:
    """Agree a visit and report it, unless that report is there already; returns when its charge is decided."""
    path = f"/files/{demo.ids[wanted.key]}/reports"
    if len(demo.ask(inspector, "GET", path)["items"]) < number:
        appoint(demo, wanted, inspector, days=1)
        body = {"outcome": outcome, "text": TEXTS[outcome]}
        demo.ask(inspector, "POST", path, body, key=f"report-{wanted.key}-{number}")

    def settled() -> bool:
        reports = demo.ask(wanted.contractor, "GET", path)["items"]
        return len(reports) >= number and reports[number - 1]["charge"]["status"] != "pending"

    until(settled, f"report {number} of {wanted.key} is charged")


def appoint(demo: Demo, wanted: DemoFile, inspector: DemoUser, *, days: int) -> None:
    """Set a visit so many days from now, at the file's own hour: nobody visits two at once."""
    day = datetime.now(TEHRAN) + timedelta(days=days)
    hour = _FIRST_HOUR + FILES.index(wanted) % _HOURS
    starts_at = jalali_moment(day.replace(hour=hour, minute=0))
    demo.ask(inspector, "PUT", f"/files/{demo.ids[wanted.key]}/appointment", {"starts_at": starts_at})


def end(demo: Demo, wanted: DemoFile, file: dict[str, Any]) -> None:
    """Cancel the file, withdraw from it, or dismiss its inspector, unless that has been done."""
    history = demo.ask(OFFICE, "GET", f"/files/{file['id']}/referrals")["items"]
    if file["status"] == "cancelled" or any(referral["ended_by"] for referral in history):
        return
    inspector = next(user for user in INSPECTORS if user.code == file["inspector"]["membership_code"])
    who = inspector if wanted.ending == "withdrawal" else OFFICE
    body = {"reason": REASONS[wanted.ending]}
    demo.ask(who, "POST", f"/files/{file['id']}/{wanted.ending}", body, key=f"end-{wanted.key}")


def send_messages(demo: Demo) -> None:
    """A word of the office to everybody, and one to the inspectors."""
    welcome = {
        "audience": "all",
        "subject": "به گازبان خوش آمدید",
        "body": "از امروز ارجاع و گزارش بازرسی گاز در این سامانه انجام می‌شود. پرسش‌ها را با دفتر ارجاع در میان بگذارید.",
    }
    holiday = {
        "audience": "role",
        "role": "inspector",
        "subject": "یادآوری کاربرگ",
        "body": "لطفاً روزهای کاری و ظرفیت خود را در کاربرگ به‌روز نگه دارید؛ ارجاع بر پایهٔ آن انجام می‌شود.",
    }
    demo.ask(OFFICE, "POST", "/messages", welcome, key="message-all")
    demo.ask(OFFICE, "POST", "/messages", holiday, key="message-inspectors")


def await_facts(demo: Demo) -> None:
    """Wait until what happened has reached every list that shows it."""

    for query, key in (
        ("debtor=true", "debtor"),
        ("phase=final&status=referred", "final"),
        ("status=completed", "completed"),
        ("status=cancelled", "cancelled"),
        ("status=awaiting_referral", "nobody"),
    ):
        _await_listed(demo, query, demo.ids[key])


def _await_listed(demo: Demo, query: str, file_id: str) -> None:
    def listed() -> bool:
        files = demo.ask(OFFICE, "GET", f"/files?limit=200&{query}")["items"]
        return any(file["id"] == file_id for file in files)

    until(listed, f"file {file_id} is listed under {query}")


def seed(demo: Demo, say: Callable[[str], None]) -> None:
    """Every step, in order."""
    create_people(demo)
    say(f"{len(demo.users)} people")
    fill_worksheets(demo)
    say("worksheets")
    for wanted in FILES:
        register(demo, wanted)
    say(f"{len(FILES)} files registered")
    for wanted in FILES:
        if wanted.paid:
            proceed(demo, wanted)
    say("referrals, visits and reports")
    fill_newcomers_worksheet(demo)
    register(demo, FOR_NEWCOMER)
    until(lambda: _referred(demo, FOR_NEWCOMER), "the newcomer has a file")
    send_messages(demo)
    say("messages")
    await_facts(demo)
