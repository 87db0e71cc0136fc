"""What policies and their values are called, and what follows of them in plain words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.texts import TERMS
from portal.wording import _, digits, jalali, jdate, language, month_name, number, term, weekday_name


@dataclass(frozen=True)
class Field:
    """One value of a policy as a form asks for it.

    ``kind``: ``whole``, ``yes``, ``time``, ``weekdays``, ``month_days``, ``days``, ``areas``, or ``choice`` with its
    options.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()


def fields_of(key: str) -> list[Field]:
    """The values of a policy in the order of its form; none of one that this portal does not know."""
    return _FIELDS[key]() if key in _FIELDS else []


def meaning_of(policy: dict[str, Any]) -> list[str]:
    """What follows of a policy's values, a sentence each."""
    key, value = policy["key"], policy["value"]
    if key not in _MEANINGS:
        return [f"{name}: {digits(each)}" for name, each in value.items()]
    return _MEANINGS[key](value)


def policy_name(policy: dict[str, Any]) -> str:
    """What a policy is called; one that this portal does not know has a name of the API's."""
    word = f"policy.{policy['key']}"
    return term(word) if word in TERMS else str(policy["title"])


def topic_name(topic: str) -> str:
    """What a service's policies are about."""
    return {
        "referral": _("ارجاع و تقسیم کار"),
        "inspection": _("بازدید، گزارش و مهلت‌ها"),
        "messaging": _("پیامک"),
    }.get(topic, topic)


def _engine(value: dict[str, Any]) -> list[str]:
    if value["unexcused_withdrawals_count"]:
        return [_("پرونده‌ای که با انصراف غیرموجه رها شود در بار کاری بازرس می‌ماند و نوبت او دیرتر می‌رسد.")]
    return [_("هیچ انصرافی، چه موجه و چه غیرموجه، در بار کاری بازرس نمی‌ماند.")]


def _engine_fields() -> list[Field]:
    return [
        Field(
            "unexcused_withdrawals_count",
            "yes",
            _("انصراف غیرموجه در بار کاری بازرس بماند"),
            _("با «غیرموجه» دانستن انصراف، ارزش آن پرونده از بار کاری امسال بازرس کم نمی‌شود."),
        )
    ]


def _areas(value: dict[str, Any]) -> list[str]:
    named = [
        _(
            "%(name)s (کد %(code)s)",
            name=area["name"] if language() == "fa" else area["english_name"],
            code=f"\u2066{area['code']}\u2069",
        )
        for area in value["areas"]
    ]
    return (
        [_("منطقه‌ها به ترتیب: %(names)s.", names=_("، ").join(named))] if named else [_("هیچ منطقه‌ای نیست.")]
    )


def _areas_fields() -> list[Field]:
    return [
        Field(
            "areas",
            "areas",
            _("منطقه‌ها، به ترتیبی که پیشنهاد می‌شوند"),
            _("کد با حروف لاتین است و با نخستین پرونده ثابت می‌شود. ردیفی که خالی شود کنار گذاشته می‌شود."),
        )
    ]


def _calendar(value: dict[str, Any]) -> list[str]:
    weekdays = _("، ").join(weekday_name(day) for day in value["days_off"]) or _("هیچ روزی")
    said = [
        _("هر هفته تعطیل است: %(days)s.", days=weekdays),
        _(
            "ساعت کار از %(start)s تا %(end)s است.",
            start=digits(value["opens_at"]),
            end=digits(value["closes_at"]),
        ),
        _("تعطیلی‌های هرساله: %(days)s.", days=_("، ").join(map(month_day, value["yearly_holidays"])) or "–"),
    ]
    if value["holidays"]:
        said.append(_("تعطیلی‌های یک‌باره: %(days)s.", days=_("، ").join(map(day_in_words, value["holidays"]))))
    return said


def _calendar_fields() -> list[Field]:
    return [
        Field("days_off", "weekdays", _("روزهای تعطیل هفته")),
        Field("opens_at", "time", _("آغاز ساعت کار"), _("مانند ۰۸:۰۰")),
        Field("closes_at", "time", _("پایان ساعت کار"), _("مانند ۱۸:۰۰")),
        Field(
            "yearly_holidays",
            "month_days",
            _("تعطیلی‌های هرساله"),
            _("ماه و روز، هر کدام در یک سطر؛ مانند ۰۱/۱۳"),
        ),
        Field(
            "holidays", "days", _("تعطیلی‌های یک‌باره"), _("تاریخ کامل، هر کدام در یک سطر؛ مانند ۱۴۰۵/۰۹/۱۵")
        ),
    ]


def _visits(value: dict[str, Any]) -> list[str]:
    return [
        _("بازدید در روز تعطیل، بیرون از ساعت کار یا با فرصت کم پذیرفته می‌شود، با تذکر.")
        if value["unusual_visits"] == "allow"
        else _("بازدید در روز تعطیل، بیرون از ساعت کار یا با فرصت کم پذیرفته نمی‌شود."),
        _(
            "بازدیدی که کمتر از %(n)s دقیقه پیش از زمانش تعیین شود، «با فرصت کم» شمرده می‌شود.",
            n=number(value["minimum_notice_minutes"]),
        ),
        _("یادآوری، روز پیش از بازدید ساعت %(time)s فرستاده می‌شود.", time=digits(value["remind_at"])),
    ]


def _visits_fields() -> list[Field]:
    return [
        Field(
            "unusual_visits",
            "choice",
            _("بازدید در زمان نامعمول"),
            options=(("allow", _("پذیرفتن با تذکر")), ("refuse", _("نپذیرفتن"))),
        ),
        Field(
            "minimum_notice_minutes", "whole", _("کمترین فرصت، به دقیقه"), _("یک شبانه‌روز ۱٬۴۴۰ دقیقه است.")
        ),
        Field("remind_at", "time", _("ساعت یادآوری در روز پیش"), _("مانند ۱۷:۰۰")),
    ]


def _deadlines(value: dict[str, Any]) -> list[str]:
    return [
        _(
            "بازرس پس از ارجاع %(n)s روز کاری فرصت دارد زمان بازدید را تعیین کند.",
            n=number(value["appointment_working_days"]),
        ),
        _("بازرس پس از بازدید %(n)s روز فرصت دارد گزارش را ثبت کند.", n=number(value["report_days"])),
        _(
            "پرونده‌ای که %(n)s ماه هیچ رویدادی نداشته باشد، بی‌حرکت شمرده می‌شود.",
            n=number(value["idle_months"]),
        ),
        _("هر که مهلتی را از دست بدهد، تنها برای عزل پیشنهاد می‌شود؛ تصمیم با دفتر است."),
    ]


def _deadlines_fields() -> list[Field]:
    return [
        Field("appointment_working_days", "whole", _("مهلت تعیین زمان بازدید، به روز کاری")),
        Field("report_days", "whole", _("مهلت ثبت گزارش، به روز")),
        Field("idle_months", "whole", _("بی‌حرکت شمردن پرونده پس از چند ماه")),
    ]


def _gate(value: dict[str, Any]) -> list[str]:
    debtor = _("پروندهٔ بدهکار در هر حال گزارش تازه نمی‌پذیرد.")
    if value["unpaid_invoice_shuts"]:
        return [_("تا صورت‌حساب تکمیلیِ اصلاح کنتور پرداخت نشود، گزارش بعدی پذیرفته نمی‌شود."), debtor]
    return [_("صورت‌حساب تکمیلیِ اصلاح کنتور، حتی پرداخت‌نشده، جلوی گزارش بعدی را نمی‌گیرد."), debtor]


def _gate_fields() -> list[Field]:
    return [
        Field("unpaid_invoice_shuts", "yes", _("صورت‌حساب تکمیلیِ پرداخت‌نشده، جلوی گزارش بعدی را بگیرد")),
    ]


def _objections(value: dict[str, Any]) -> list[str]:
    return [_("مجری از روز ثبت گزارش %(n)s روز فرصت دارد به آن اعتراض کند.", n=number(value["days"]))]


def _objections_fields() -> list[Field]:
    return [Field("days", "whole", _("مهلت اعتراض، به روز"))]


def _sms(value: dict[str, Any]) -> list[str]:
    quiet = (
        _("ساعت سکوت نیست؛ پیامک در هر ساعتی فرستاده می‌شود.")
        if value["quiet_from"] == value["quiet_until"]
        else _(
            "از ساعت %(start)s تا %(end)s پیامکی فرستاده نمی‌شود و آنچه مانده است پس از آن می‌رود.",
            start=digits(value["quiet_from"]),
            end=digits(value["quiet_until"]),
        )
    )
    return [
        _("پیامک فرستاده می‌شود.")
        if value["enabled"]
        else _("هیچ پیامکی فرستاده نمی‌شود؛ پیام‌ها تنها در سامانه دیده می‌شوند."),
        quiet,
        _(
            "پیامک ناکام تا %(n)s بار آزموده می‌شود: نخست پس از %(first)s دقیقه و سرانجام هر %(longest)s دقیقه.",
            n=number(value["max_attempts"]),
            first=number(value["first_retry_minutes"]),
            longest=number(value["longest_retry_minutes"]),
        ),
        _("پیامکی که %(n)s ساعت مانده باشد، دیگر فرستاده نمی‌شود.", n=number(value["expire_after_hours"])),
    ]


def _sms_fields() -> list[Field]:
    return [
        Field("enabled", "yes", _("پیامک فرستاده شود")),
        Field(
            "quiet_from",
            "time",
            _("آغاز ساعت سکوت"),
            _("مانند ۲۲:۰۰؛ آغاز و پایان یکسان یعنی بدون ساعت سکوت"),
        ),
        Field("quiet_until", "time", _("پایان ساعت سکوت"), _("مانند ۰۷:۰۰")),
        Field("max_attempts", "whole", _("بیشترین شمار تلاش")),
        Field("first_retry_minutes", "whole", _("تلاش دوم پس از چند دقیقه")),
        Field("longest_retry_minutes", "whole", _("بیشترین فاصلهٔ دو تلاش، به دقیقه")),
        Field("expire_after_hours", "whole", _("کنار گذاشتن پیامک پس از چند ساعت")),
    ]


_MEANINGS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "referral.areas": _areas,
    "referral.engine": _engine,
    "inspection.calendar": _calendar,
    "inspection.visits": _visits,
    "inspection.deadlines": _deadlines,
    "inspection.gate": _gate,
    "inspection.objections": _objections,
    "messaging.sms": _sms,
}
_FIELDS: dict[str, Callable[[], list[Field]]] = {
    "referral.areas": _areas_fields,
    "referral.engine": _engine_fields,
    "inspection.calendar": _calendar_fields,
    "inspection.visits": _visits_fields,
    "inspection.deadlines": _deadlines_fields,
    "inspection.gate": _gate_fields,
    "inspection.objections": _objections_fields,
    "messaging.sms": _sms_fields,
}


def month_day(value: str) -> str:
    """``01-13`` in words: ``۱۳ فروردین``."""
    month, _dash, day = value.partition("-")
    return f"{digits(int(day))} {month_name(int(month))}"


def day_in_words(value: str) -> str:
    """A day as the API keeps it, in the Jalali calendar."""
    return jdate(jalali(date.fromisoformat(value)))
