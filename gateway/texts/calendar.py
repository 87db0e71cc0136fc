"""What a calendar program shows of a visit. Persian only: a feed belongs to a person, not to a request."""

from chassis.jalali import jalali_moment
from contracts.inspection import FeedVisit
from contracts.terms import AppointmentRemark, Phase, Role

CALENDAR_NAME = "بازدیدهای گازبان"

_PHASES = {Phase.PRE: "پیش‌بازرسی", Phase.FINAL: "بازرسی نهایی"}
_REMARKS = {
    AppointmentRemark.DAY_OFF: "این بازدید در روز تعطیل است.",
    AppointmentRemark.OUTSIDE_HOURS: "این بازدید بیرون از ساعت کاری است.",
    AppointmentRemark.SHORT_NOTICE: "زمان این بازدید دیرتر از معمول اعلام شده است.",
}
_DIGITS = str.maketrans("0123456789-", "۰۱۲۳۴۵۶۷۸۹/")
# Around a file's number, so that its parts keep their order within a sentence that runs from right to left.
_ISOLATE, _POP = "\u2066", "\u2069"


def summary(visit: FeedVisit) -> str:
    """``پیش‌بازرسی پروندهٔ 1405-000123``."""
    what = f"{_PHASES[visit.phase]} پروندهٔ {_ISOLATE}{visit.number}{_POP}"
    return f"لغو شد: {what}" if visit.cancelled else what


def description(visit: FeedVisit, reader: Role) -> str:
    """Line by line: when in the Jalali calendar, whose the building is, who else comes, and what to know."""
    day, _, clock = jalali_moment(visit.starts_at).translate(_DIGITS).partition(" ")
    lines = [f"زمان: {day} ساعت {clock} (به وقت تهران)"]
    if visit.cancelled:
        return "\n".join([*lines, "این بازدید انجام نمی‌شود."])
    if reader is Role.INSPECTOR:
        lines += [f"مجری: {visit.contractor.full_name}", f"مالک: {visit.owner_name}"]
    else:
        lines += [f"بازرس: {visit.inspector.full_name}", f"مالک: {visit.owner_name}"]
    if visit.remind_at is not None:
        confirmed = "مجری این زمان را تأیید کرده است."
        lines.append(confirmed if visit.confirmed else "مجری هنوز این زمان را تأیید نکرده است.")
        lines += [_REMARKS[remark] for remark in visit.remarks]
    return "\n".join(lines)
