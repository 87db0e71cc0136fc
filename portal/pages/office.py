"""The referral office's pages: what waits, the queue and batches, inspectors and load, what is done to a file."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from portal.api import Problem
from portal.charts import Bar, bars
from portal.door import api, for_roles, side_by_side
from portal.forms import done, incomplete, send, shown_again, text, text_or_none
from portal.menu import Group, Item
from portal.pages.files import MORE, shown_on_file
from portal.wording import _, number

pages = Blueprint("office", __name__, url_prefix="/office")

MENU = (
    Group("", (Item("office.home", "صفحهٔ اصلی", "house"),)),
    Group(
        "ارجاع",
        (
            Item("office.queue", "صف ارجاع", "hourglass-split"),
            Item("office.batches", "ارجاع گروهی", "collection-play"),
            Item("files.index", "همهٔ پرونده‌ها", "folder2-open"),
            Item("office.inspectors", "بازرسان و بار کاری", "people"),
            Item("office_rulings.conflicts", "ارتباط‌های اعلام‌شده", "diagram-2"),
        ),
    ),
    Group(
        "رسیدگی",
        (
            Item("office_rulings.deadlines", "مهلت‌های گذشته", "alarm"),
            Item("office_rulings.proposals", "پیشنهادهای عزل", "person-dash"),
            Item("office_rulings.withdrawals", "انصراف‌ها", "box-arrow-left"),
            Item("office_rulings.objections", "اعتراض‌ها", "chat-square-quote"),
        ),
    ),
    Group(
        "پیام‌ها",
        (
            Item("office_messages.compose", "ارسال پیام", "send"),
            Item("office_messages.sent", "پیام‌های فرستاده", "envelope-check"),
            Item("office_templates.index", "متن‌های خودکار", "file-text"),
            Item("office_messages.deliveries", "پیامک‌ها", "phone"),
        ),
    ),
    Group("تنظیمات", (Item("office_policies.index", "سیاست‌ها", "sliders"),)),
)

_COUNTED = 100  # how far the home page counts
_IN_CHART = 15
_NAMEABLE = 200
_THEIR_FILES = ("referred", "completed", "cancelled")  # of a file in the queue nobody is the inspector


@pages.get("/")
@for_roles("office")
def home() -> str:
    """What waits, and who has how much to do."""
    return render_template(
        "office/home.html",
        queue=_seen("/referral-queue"),
        deadlines=_seen("/deadlines", resolved="false"),
        proposals=_seen("/dismissal-proposals", state="open"),
        withdrawals=_seen("/withdrawals", ruled="false"),
        objections=_seen("/objections", state="open"),
        running=_running(),
        inspectors=_busiest(_seen("/inspectors", active="true")),
        load_chart=load_chart,
    )


@pages.get("/queue")
@for_roles("office")
def queue() -> str:
    """The paid files that nobody has, and why."""
    found = api().get("/referral-queue", cursor=request.args.get("cursor"))
    return render_template("office/queue.html", files=found, running=_running())


@pages.get("/inspectors")
@for_roles("office")
def inspectors() -> str:
    """The inspectors with their worksheets and their load."""
    active = {"active": "true", "inactive": "false"}.get(request.args.get("active", "active"))
    found = api().get(
        "/inspectors", active=active, area=request.args.get("area"), cursor=request.args.get("cursor")
    )
    return render_template("office/inspectors.html", inspectors=found, chart=load_chart(found["items"]))


@pages.get("/inspectors/<inspector_id>")
@for_roles("office")
def inspector(inspector_id: str) -> str:
    """One inspector: the worksheet, the load, and the files in hand or that ended there."""
    found = api().get(f"/inspectors/{inspector_id}")
    asked = request.args.get("status", "")
    status = asked if asked in _THEIR_FILES else _THEIR_FILES[0]
    files = api().get(
        "/files",
        inspector_id=inspector_id,
        status=status,
        sort="oldest" if status == "referred" else "newest",
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "office/inspector.html",
        found=found,
        files=files,
        status=status,
        statuses=_THEIR_FILES,
    )


def load_chart(items: list[dict[str, Any]]) -> Any:
    """Files in hand, with the capacity behind them."""
    return bars(
        _("پرونده‌های در دست هر بازرس، در برابر ظرفیت او"),
        [
            Bar(
                name=each["inspector"]["full_name"],
                value=each["files_in_hand"],
                limit=each["worksheet"]["capacity"],
                shown=_of_capacity(each),
                kind="danger" if each["files_in_hand"] > each["worksheet"]["capacity"] else "",
            )
            for each in items
        ],
    )


def _of_capacity(each: dict[str, Any]) -> str:
    """As a text of its own direction, which a chart's is not."""
    said = _(
        "%(n)s از %(capacity)s",
        n=number(each["files_in_hand"]),
        capacity=number(each["worksheet"]["capacity"]),
    )
    return f"\u2068{said}\u2069"


# -- batches


@pages.get("/batches")
@for_roles("office")
def batches() -> str:
    """The batches so far, and the form that starts another."""
    return _batches_page()


def _batches_page(problem: Problem | None = None) -> str:
    found = api().get("/referral-batches", limit=20, cursor=request.args.get("cursor"))
    return render_template("office/batches.html", batches=found, running=_running(), problem=problem)


@pages.post("/batches")
@for_roles("office")
@shown_again(_batches_page)
def start_batch() -> Any:
    """Try all the files that wait."""
    batch = send("/referral-batches")
    return redirect(url_for(".batch", batch_id=batch["id"]))


@pages.get("/batches/<batch_id>")
@for_roles("office")
def batch(batch_id: str) -> str:
    """How far a batch is, and what came of it."""
    return _batch_page(batch_id)


@pages.get("/batches/<batch_id>/progress")
@for_roles("office")
def batch_progress(batch_id: str) -> Any:
    """The part of that page that moves; the whole page is shown anew once nothing moves any more."""
    found = api().get(f"/referral-batches/{batch_id}")
    response = make_response(render_template("office/_progress.html", batch=found))
    if found["state"] != "running":
        response.headers["HX-Refresh"] = "true"
    return response


def _batch_page(batch_id: str, problem: Problem | None = None) -> str:
    found = api().get(f"/referral-batches/{batch_id}")
    return render_template("office/batch.html", batch=found, problem=problem)


@pages.post("/batches/<batch_id>/stop")
@for_roles("office")
@shown_again(_batch_page)
def stop_batch(batch_id: str) -> Any:
    """Try no more of its files."""
    send(f"/referral-batches/{batch_id}/stop")
    return done(_("ارجاع گروهی متوقف شد. آنچه ارجاع شده بود، ارجاع‌شده می‌ماند."), ".batch", batch_id=batch_id)


# -- what is done to a file


@pages.post("/files/<file_id>/referral")
@for_roles("office")
@shown_on_file("refer")
def refer(file_id: str) -> Any:
    """Refer it by the rule."""
    return _referred(file_id, {})


@pages.post("/files/<file_id>/referral-by-hand")
@for_roles("office")
@shown_on_file("refer_by_hand")
def refer_by_hand(file_id: str) -> Any:
    """Refer it to somebody, with a reason."""
    if not text("inspector_id"):
        raise incomplete(inspector_id=_("یک بازرس را انتخاب کنید."))
    return _referred(file_id, {"inspector_id": text("inspector_id"), "reason": text_or_none("reason")})


def _referred(file_id: str, body: dict[str, Any]) -> Any:
    referral = send(f"/files/{file_id}/referral", body)
    said = _("پرونده به %(name)s ارجاع شد.", name=referral["inspector"]["full_name"])
    return done(said, "files.show", file_id=file_id)


@pages.post("/files/<file_id>/dismissal")
@for_roles("office")
@shown_on_file("dismissal")
def dismiss(file_id: str) -> Any:
    """Take it from its inspector."""
    send(f"/files/{file_id}/dismissal", {"reason": text("reason")})
    said = _("بازرس از این پرونده عزل شد و پرونده دوباره ارجاع می‌شود.")
    return done(said, "files.show", file_id=file_id)


@pages.post("/files/<file_id>/cancellation")
@for_roles("office")
@shown_on_file("cancellation")
def cancel(file_id: str) -> Any:
    """End it."""
    send(f"/files/{file_id}/cancellation", {"reason": text("reason")})
    return done(_("پرونده لغو شد."), "files.show", file_id=file_id)


def _file_actions(file: dict[str, Any]) -> dict[str, Any]:
    """What the office's part of a file's page shows besides the file."""
    waits = file["status"] == "awaiting_referral"
    ended = file["status"] in ("completed", "cancelled")
    referrals, nameable, unused = side_by_side(
        lambda: api().get(f"/files/{file['id']}/referrals")["items"],
        lambda: _nameable(file) if waits else [],
        lambda: [] if ended else _unused(file["id"]),
    )
    return {"referrals": referrals, "nameable": nameable, "unused": unused}


MORE["office"] = _file_actions


def _nameable(file: dict[str, Any]) -> list[tuple[str, str]]:
    """Whom the office could name, the ones who work in the file's area first, each with what they have to do."""
    found = _seen("/inspectors", active="true", limit=_NAMEABLE)
    items = found["items"] if found else []
    items.sort(key=lambda each: (file["area"] not in each["worksheet"]["areas"], each["score"]))
    return [(each["inspector"]["id"], _as_choice(each, file["area"])) for each in items]


def _as_choice(each: dict[str, Any], area: str) -> str:
    sheet = each["worksheet"]
    said = _(
        "%(name)s: %(n)s پرونده در دست از ظرفیت %(capacity)s",
        name=each["inspector"]["full_name"],
        n=number(each["files_in_hand"]),
        capacity=number(sheet["capacity"]),
    )
    if not sheet["accepting"]:
        return said + _("، کار نمی‌پذیرد")
    return said if area in sheet["areas"] else said + _("، این شهر در کاربرگ او نیست")


def _unused(file_id: str) -> list[dict[str, Any]]:
    """The prepaid units that a cancellation would credit."""
    try:
        prepaid = api().get(f"/files/{file_id}/account")["prepaid"]
    except Problem as problem:
        if problem.is_passing or problem.status == 404:
            return []
        raise
    left = ({**unit, "left": unit["bought"] - unit["used"]} for unit in prepaid)
    return [{**unit, "rials": unit["left"] * unit["unit_price_rials"]} for unit in left if unit["left"] > 0]


# -- lists


def _running() -> dict[str, Any] | None:
    """The batch at work, if one is."""
    newest = _seen("/referral-batches", limit=1)
    batch = newest["items"][0] if newest and newest["items"] else None
    return batch if batch and batch["state"] == "running" else None


def _busiest(found: dict[str, Any] | None) -> list[dict[str, Any]] | None:
    if found is None:
        return None
    return sorted(found["items"], key=lambda each: -each["files_in_hand"])[:_IN_CHART]


def _seen(path: str, **params: Any) -> dict[str, Any] | None:
    """A page of a list beside other things: none while its service is away, for the others are worth showing."""
    try:
        page: dict[str, Any] = api().get(path, **{"limit": _COUNTED, **params})
    except Problem as problem:
        if problem.is_passing:
            return None
        raise
    return page
