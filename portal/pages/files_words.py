"""What a file waits for, in plain words, for whoever looks at it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup, escape

from portal.wording import _, code, jtime, latin, rials, term

_COMPOUND = re.compile(r"\d+(?:[-:]\d+)+(?: \d+:\d+)?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?")
_RULE = re.compile(r"R\d+: (\w+) (prepaid|owed)")


def rules_in_words(text: str) -> str:
    """A description of the books with the rules that it names in people's words."""
    return _RULE.sub(
        lambda rule: term(f"rule.{rule[1]}" + (".covered" if rule[2] == "prepaid" else "")), text
    )


def numbers_apart(text: str) -> Markup:
    """A sentence of the timeline: its days in words, its numbers read from left to right, as everywhere else."""
    return Markup(_COMPOUND.sub(_apart, escape(text)))  # what was escaped, and our marks


def _apart(found: re.Match[str]) -> str:
    return jtime(latin(found[0])) if _MOMENT.fullmatch(found[0]) else code(found[0])


@dataclass(frozen=True)
class Step:
    """A sentence, its kind (``danger``, ``warning``, ``info``, ``success``) and its icon."""

    text: str
    kind: str
    icon: str


def next_steps(
    file: dict[str, Any], reports: list[dict[str, Any]], account: dict[str, Any] | None, role: str
) -> list[Step]:
    """What is to be done next and by whom, the most pressing first; of an ended file what became of it."""
    mine = role == "contractor"
    status = file["status"]
    owed = _debt(file, account, mine=mine)
    supplement = [] if status == "awaiting_payment" else _supplement(account, mine=mine)
    if status == "awaiting_payment":
        return [*owed, _unpaid(account, mine=mine)]
    if status == "awaiting_referral":
        text = (
            _("پرونده در نوبت ارجاع است. کاری برای شما نیست؛ با ارجاع به بازرس، به شما خبر داده می‌شود.")
            if mine
            else _("پرونده در نوبت ارجاع به بازرس است.")
        )
        return [*owed, *supplement, Step(text, "info", "hourglass-split")]
    if status == "completed":
        text = _("همهٔ کنتورها در هر دو مرحله تأیید شدند و پرونده تکمیل شد.")
        return [*owed, *supplement, Step(text, "success", "check-circle")]
    if status == "cancelled":
        return [*owed, *supplement, Step(_("این پرونده لغو شده است."), "info", "x-circle")]
    return [*owed, *supplement, *_mismatches(file, mine=mine), *_visit(file, reports, role)]


def _debt(file: dict[str, Any], account: dict[str, Any] | None, *, mine: bool) -> list[Step]:
    debt = account["debt_rials"] if account else file["debt_rials"]
    if not debt and not file["debtor"]:
        return []
    amount = rials(debt)
    if file["status"] in ("completed", "cancelled"):
        text = _("این پرونده %(amount)s بدهی پرداخت‌نشده دارد.", amount=amount)
    elif mine:
        text = _(
            "این پرونده %(amount)s بدهی دارد. تا همهٔ آن را نپردازید، گزارش تازه‌ای پذیرفته نمی‌شود و بازرسی جلو نمی‌رود.",
            amount=amount,
        )
    else:
        text = _(
            "این پرونده %(amount)s بدهی دارد. تا مجری همهٔ آن را نپردازد، گزارش تازه‌ای پذیرفته نمی‌شود.",
            amount=amount,
        )
    return [Step(text, "danger", "exclamation-triangle")]


def _unpaid(account: dict[str, Any] | None, *, mine: bool) -> Step:
    due = account["invoice_due_rials"] if account else 0
    if not mine:
        return Step(_("پرونده در انتظار پرداخت صورت‌حساب ثبت از سوی مجری است."), "warning", "credit-card")
    if not due:
        return Step(_("صورت‌حساب ثبت در حال صدور است؛ چند لحظهٔ دیگر صفحه را تازه کنید."), "info", "clock")
    text = _(
        "صورت‌حساب ثبت، %(amount)s، را بپردازید تا پرونده به بازرس ارجاع شود.",
        amount=rials(due),
    )
    return Step(text, "warning", "credit-card")


def _supplement(account: dict[str, Any] | None, *, mine: bool) -> list[Step]:
    due = account["invoice_due_rials"] if account else 0
    if not due:
        return []
    if mine:
        text = _("صورت‌حساب تکمیلی، %(amount)s، را بپردازید.", amount=rials(due))
    else:
        text = _("مجری باید صورت‌حساب تکمیلی، %(amount)s، را بپردازد.", amount=rials(due))
    return [Step(text, "warning", "credit-card")]


def _mismatches(file: dict[str, Any], *, mine: bool) -> list[Step]:
    seen = [meter["label"] for meter in file["meters"] if meter["mismatch"]]
    if not seen:
        return []
    labels = _("، ").join(seen)
    if mine:
        text = _(
            "بازرس کنتور «%(labels)s» را جز آن دیده که ثبت شده است؛ مشخصات آن را بررسی و در صورت نیاز اصلاح کنید.",
            labels=labels,
        )
    else:
        text = _(
            "کنتور «%(labels)s» جز آن دیده شده که ثبت شده است؛ مجری می‌تواند آن را اصلاح کند.", labels=labels
        )
    return [Step(text, "warning", "tools")]


def _visit(file: dict[str, Any], reports: list[dict[str, Any]], role: str) -> list[Step]:
    if reports and reports[-1]["charge"]["status"] == "pending":
        return [Step(_("هزینهٔ آخرین گزارش در حال بررسی است."), "info", "hourglass-split")]
    visit = file["appointment"]
    if not visit:
        if role == "inspector" and file["debtor"]:
            return []
        if role == "inspector":
            return [Step(_("زمان بازرسی را تعیین کنید."), "warning", "calendar-plus")]
        text = (
            _("بازرس زمان بازرسی را تعیین می‌کند؛ بی‌درنگ به شما خبر داده می‌شود.")
            if role == "contractor"
            else _("بازرس هنوز زمان بازرسی را تعیین نکرده است.")
        )
        return [Step(text, "info", "calendar-plus")]
    when = jtime(visit["starts_at_jalali"], weekday=True)
    if datetime.fromisoformat(visit["starts_at"]) < datetime.now(UTC):
        text = (
            _("زمان بازرسی (%(when)s) رسیده است؛ گزارش آن را ثبت کنید.", when=when)
            if role == "inspector"
            else _("زمان بازرسی (%(when)s) رسیده است و گزارش آن هنوز ثبت نشده.", when=when)
        )
        return [Step(text, "warning" if role == "inspector" else "info", "clipboard-check")]
    if visit["change_request"]:
        return [_wish(when, role)]
    if visit["confirmed_at"]:
        text = _("زمان بازرسی: %(when)s. حضور مجری تأیید شده است.", when=when)
        return [Step(text, "success", "calendar-check")]
    if role == "contractor":
        text = _("زمان بازرسی: %(when)s. حضورتان را تأیید کنید یا زمان دیگری بخواهید.", when=when)
        return [Step(text, "warning", "calendar-event")]
    text = _("زمان بازرسی: %(when)s. مجری هنوز حضورش را تأیید نکرده است.", when=when)
    return [Step(text, "info", "calendar-event")]


def _wish(when: str, role: str) -> Step:
    if role == "contractor":
        text = _("زمان دیگری خواسته‌اید. تا بازرس آن را تغییر ندهد، زمان بازرسی همان %(when)s است.", when=when)
        return Step(text, "info", "calendar-event")
    text = _("مجری زمان دیگری به‌جای %(when)s خواسته است.", when=when)
    return Step(text, "warning" if role == "inspector" else "info", "calendar-event")
