"""What is said of visits: when, with what result, what was not done in time, and objections (R12-R17)."""

from services.messaging.domain.persian import moment, number
from services.messaging.domain.templates import Placeholder, Template, Wording
from services.messaging.domain.texts.placeholders import (
    CONTRACTOR,
    DEADLINE,
    DUE,
    DURATION,
    FILE,
    INSPECTOR,
    PHASE,
    PLACE,
    REASON,
    SEQUENCE,
    TIME,
)

_REMARKS = Placeholder(
    "remarks",
    "جملهٔ هشدار دربارهٔ زمان نامعمول و امکان درخواست زمان دیگر؛ اگر زمان معمول باشد خالی است",
    "این زمان در روز تعطیل است. اگر برایتان مناسب نیست، می‌توانید زمان دیگری درخواست کنید.",
)
_PROPOSAL = Placeholder(
    "proposal",
    "جملهٔ زمان پیشنهادی؛ اگر زمانی پیشنهاد نشده باشد خالی است",
    f"زمان پیشنهادی: {moment('1405-09-03 09:00')}.",
)
_OBJECTION = Placeholder("text", "متن اعتراض", "در زمان بازدید نمایندهٔ شرکت در محل حاضر بود.")
_RULING = Placeholder("ruling", "جملهٔ رأی دفتر", "اعتراض پذیرفته شد و هزینهٔ آن گزارش باطل می‌شود.")
_VERDICTS = Placeholder(
    "verdicts",
    "نتیجه‌ها و شمار کنتورهای هر کدام",
    f"تأیید برای {number(3)} کنتور و رد به‌دلیل اشکال برای {number(1)} کنتور",
)
_MISMATCH = Placeholder(
    "mismatch",
    "جملهٔ مغایرت کنتورها با پرونده؛ اگر مغایرتی نباشد خالی است",
    f"مشخصات {number(1)} کنتور در محل با پرونده مغایرت داشت؛"
    " لطفاً متراژ و میزان مصرف را در پرونده اصلاح کنید.",
)
_HOLDER = Placeholder(
    "holder", "جملهٔ نام بازرس پرونده؛ اگر در دست کسی نباشد خالی است", "پرونده در دست مریم کرمانی است."
)
_FILED = "شرکت مجری ({contractor}) به گزارش شمارهٔ {sequence} پروندهٔ {file} اعتراض کرد. متن اعتراض: {text}"
_DECIDED = Wording(
    subject="نتیجهٔ اعتراض به گزارش پروندهٔ {file}",
    body="دفتر ارجاع به اعتراض دربارهٔ گزارش شمارهٔ {sequence} پروندهٔ {file} رسیدگی کرد. {ruling} {reason}",
    sms="رسیدگی به اعتراض، گزارش شمارهٔ {sequence} پروندهٔ {file}: {ruling}",
    send_sms=True,
)
_NEAR = Wording(
    subject="یادآوری {phase} پروندهٔ {file}",
    body="یادآوری: {phase} پروندهٔ {file} در تاریخ {time} است و حدود {duration} دقیقه طول می‌کشد."
    " {inspector} مراجعه می‌کند. {place} لطفاً در محل حضور داشته باشید.",
    sms="یادآوری: {phase} پروندهٔ {file}، {time}. {place}",
    send_sms=True,
)

TEMPLATES = (
    Template(
        key="appointment_set.contractor",
        title="تعیین زمان بازرسی، به شرکت مجری",
        placeholders=(FILE, PHASE, INSPECTOR, TIME, DURATION, PLACE, _REMARKS),
        default=Wording(
            subject="زمان {phase} پروندهٔ {file}",
            body="زمان {phase} پروندهٔ {file} تعیین شد. {inspector} در تاریخ {time} مراجعه می‌کند و بازرسی حدود"
            " {duration} دقیقه طول می‌کشد. {place} لطفاً در محل حضور داشته باشید. {remarks}",
            sms="زمان {phase} پروندهٔ {file}: {time}. {remarks}",
            send_sms=True,
        ),
    ),
    Template(
        key="appointment_moved.contractor",
        title="تغییر زمان بازرسی، به شرکت مجری",
        placeholders=(FILE, PHASE, INSPECTOR, TIME, DURATION, PLACE, REASON, _REMARKS),
        default=Wording(
            subject="تغییر زمان {phase} پروندهٔ {file}",
            body="زمان {phase} پروندهٔ {file} تغییر کرد. {inspector} در تاریخ {time} مراجعه می‌کند و بازرسی حدود"
            " {duration} دقیقه طول می‌کشد. {place} لطفاً در محل حضور داشته باشید. {remarks} {reason}",
            sms="زمان {phase} پروندهٔ {file} تغییر کرد: {time}. {remarks}",
            send_sms=True,
        ),
    ),
    Template(
        key="appointment_cancelled.contractor",
        title="لغو زمان بازرسی، به شرکت مجری",
        placeholders=(FILE, TIME, REASON),
        default=Wording(
            subject="لغو زمان بازرسی پروندهٔ {file}",
            body="بازرسی پروندهٔ {file} در تاریخ {time} انجام نمی‌شود."
            " اگر زمان تازه‌ای تعیین شود، به شما اعلام می‌شود. {reason}",
            sms="بازرسی پروندهٔ {file} در تاریخ {time} انجام نمی‌شود.",
            send_sms=True,
        ),
    ),
    Template(
        key="appointment_confirmed.inspector",
        title="تأیید زمان بازرسی، به بازرس",
        placeholders=(FILE, CONTRACTOR, TIME),
        default=Wording(
            subject="تأیید زمان بازرسی پروندهٔ {file}",
            body="{contractor} زمان بازرسی پروندهٔ {file} در تاریخ {time} را تأیید کرد و در محل حاضر خواهد بود.",
        ),
    ),
    Template(
        key="another_time_requested.inspector",
        title="درخواست زمان دیگر، به بازرس",
        placeholders=(FILE, CONTRACTOR, TIME, _PROPOSAL, REASON),
        default=Wording(
            subject="درخواست زمان دیگر برای بازرسی پروندهٔ {file}",
            body="{contractor} خواسته است بازرسی پروندهٔ {file} که برای {time} تعیین شده، در زمان دیگری باشد."
            " {proposal} تا وقتی زمان را تغییر ندهید، همان زمان تعیین‌شده برقرار است. {reason}",
        ),
    ),
    Template(
        key="appointment_came_near.contractor",
        title="یادآوری بازرسی، به شرکت مجری",
        placeholders=(FILE, PHASE, INSPECTOR, TIME, DURATION, PLACE),
        default=_NEAR,
    ),
    Template(
        key="appointment_came_near.inspector",
        title="یادآوری بازرسی، به بازرس",
        placeholders=(FILE, PHASE, CONTRACTOR, TIME, DURATION, PLACE),
        default=Wording(
            subject=_NEAR.subject,
            body="یادآوری: {phase} پروندهٔ {file} در تاریخ {time} است و حدود {duration} دقیقه طول می‌کشد."
            " شرکت مجری: {contractor}. {place}",
            sms=_NEAR.sms,
            send_sms=True,
        ),
    ),
    Template(
        key="deadline_missed.inspector",
        title="گذشتن مهلت، به بازرس",
        placeholders=(FILE, DEADLINE, DUE),
        default=Wording(
            subject="گذشتن مهلت در پروندهٔ {file}",
            body="در پروندهٔ {file} {deadline}؛ مهلت آن {due} بود. لطفاً هرچه زودتر اقدام کنید.",
        ),
    ),
    Template(
        key="deadline_missed.office",
        title="گذشتن مهلت، به دفتر",
        placeholders=(FILE, DEADLINE, DUE, _HOLDER),
        default=Wording(
            subject="گذشتن مهلت در پروندهٔ {file}",
            body="در پروندهٔ {file} {deadline}؛ مهلت آن {due} بود. {holder}",
        ),
    ),
    Template(
        key="objection_filed.office",
        title="اعتراض به گزارش، به دفتر",
        placeholders=(FILE, SEQUENCE, CONTRACTOR, _OBJECTION),
        default=Wording(
            subject="اعتراض به گزارش پروندهٔ {file}",
            body=f"{_FILED}\nلطفاً به آن رسیدگی کنید.",
        ),
    ),
    Template(
        key="objection_filed.inspector",
        title="اعتراض به گزارش، به بازرس",
        placeholders=(FILE, SEQUENCE, CONTRACTOR, _OBJECTION),
        default=Wording(
            subject="اعتراض به گزارش پروندهٔ {file}",
            body=f"{_FILED}\nنتیجهٔ رسیدگی دفتر به شما اعلام می‌شود.",
        ),
    ),
    Template(
        key="objection_decided.contractor",
        title="نتیجهٔ اعتراض، به شرکت مجری",
        placeholders=(FILE, SEQUENCE, _RULING, REASON),
        default=_DECIDED,
    ),
    Template(
        key="objection_decided.inspector",
        title="نتیجهٔ اعتراض، به بازرس",
        placeholders=(FILE, SEQUENCE, _RULING, REASON),
        default=_DECIDED,
    ),
    Template(
        key="report_filed.contractor",
        title="گزارش بازرسی، به شرکت مجری",
        placeholders=(FILE, SEQUENCE, PHASE, _VERDICTS, _MISMATCH),
        default=Wording(
            subject="گزارش بازرسی پروندهٔ {file}",
            body="گزارش شمارهٔ {sequence} پروندهٔ {file} در مرحلهٔ {phase} ثبت شد."
            " نتیجه: {verdicts}. {mismatch}",
        ),
    ),
    Template(
        key="phase_approved.contractor",
        title="تأیید پیش‌بازرسی، به شرکت مجری",
        placeholders=(FILE,),
        default=Wording(
            subject="تأیید پیش‌بازرسی پروندهٔ {file}",
            body="همهٔ کنتورهای پروندهٔ {file} در پیش‌بازرسی تأیید شدند و پرونده به مرحلهٔ بازرسی نهایی رفت.",
        ),
    ),
)
