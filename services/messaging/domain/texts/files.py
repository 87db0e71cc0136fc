"""What is said of files: referred, waiting, given up, taken away, in another phase, ended (R10, R11, R16)."""

from services.messaging.domain.persian import code
from services.messaging.domain.templates import Placeholder, Template, Wording
from services.messaging.domain.texts.placeholders import (
    DEADLINE,
    DUE,
    FILE,
    INSPECTOR,
    INSPECTOR_CODE,
    PHASE,
    PLACE,
    REASON,
)

_RULING = Placeholder("ruling", "رأی دفتر: موجه یا غیرموجه", "موجه")
_METER = Placeholder("meter", "نام کنتور", "واحد ۱")
_OUTCOME = Placeholder(
    "outcome",
    "جمله‌ای که می‌گوید ردهٔ کنتور تغییر کرد یا نه",
    f"ردهٔ آن از {code('G4')} به {code('G6')} تغییر کرد.",
)
_CANCELLED = Wording(
    subject="لغو پروندهٔ {file}",
    body="سازمان پروندهٔ {file} را لغو کرد. {reason}",
    sms="سازمان پروندهٔ {file} را لغو کرد.",
)

TEMPLATES = (
    Template(
        key="file_referred.inspector",
        title="ارجاع پرونده، به بازرس",
        placeholders=(FILE, PHASE, PLACE),
        default=Wording(
            subject="ارجاع پروندهٔ {file}",
            body="پروندهٔ {file} برای {phase} به شما ارجاع شد. {place}"
            " لطفاً زمان بازرسی را برای شرکت مجری تعیین کنید.",
            sms="پروندهٔ {file} برای {phase} به شما ارجاع شد. لطفاً زمان بازرسی را تعیین کنید.",
            send_sms=True,
        ),
    ),
    Template(
        key="file_referred.contractor",
        title="ارجاع پرونده، به شرکت مجری",
        placeholders=(FILE, PHASE, INSPECTOR),
        default=Wording(
            subject="ارجاع پروندهٔ {file}",
            body="پروندهٔ {file} برای {phase} به {inspector} ارجاع شد."
            " زمان بازرسی پس از تعیین به شما اعلام می‌شود.",
        ),
    ),
    Template(
        key="file_waiting.office",
        title="نبودن بازرس واجد شرایط، به دفتر",
        placeholders=(FILE,),
        default=Wording(
            subject="پروندهٔ {file} در انتظار ارجاع",
            body="برای پروندهٔ {file} بازرس واجد شرایطی یافت نشد. می‌توانید آن را دستی ارجاع دهید.",
        ),
    ),
    Template(
        key="file_withdrawn.contractor",
        title="انصراف بازرس، به شرکت مجری",
        placeholders=(FILE, INSPECTOR),
        default=Wording(
            subject="انصراف بازرس از پروندهٔ {file}",
            body="{inspector} از بازرسی پروندهٔ {file} انصراف داد. پرونده به بازرس دیگری ارجاع می‌شود.",
        ),
    ),
    Template(
        key="file_withdrawn.office",
        title="انصراف بازرس، به دفتر",
        placeholders=(FILE, INSPECTOR, INSPECTOR_CODE, REASON),
        default=Wording(
            subject="انصراف بازرس از پروندهٔ {file}",
            body="{inspector} ({inspector_code}) از بازرسی پروندهٔ {file} انصراف داد. {reason}",
        ),
    ),
    Template(
        key="withdrawal_ruled.inspector",
        title="رأی دفتر دربارهٔ انصراف، به بازرس",
        placeholders=(FILE, _RULING, REASON),
        default=Wording(
            subject="رأی دفتر دربارهٔ انصراف شما از پروندهٔ {file}",
            body="دفتر ارجاع انصراف شما از بازرسی پروندهٔ {file} را {ruling} دانست. {reason}",
        ),
    ),
    Template(
        key="inspector_dismissed.inspector",
        title="عزل از پرونده، به بازرس",
        placeholders=(FILE, REASON),
        default=Wording(
            subject="عزل از پروندهٔ {file}",
            body="سازمان بازرسی پروندهٔ {file} را از شما گرفت. {reason}",
            sms="سازمان بازرسی پروندهٔ {file} را از شما گرفت. شرح آن در بخش پیام‌هاست.",
            send_sms=True,
        ),
    ),
    Template(
        key="inspector_dismissed.contractor",
        title="عزل بازرس، به شرکت مجری",
        placeholders=(FILE, INSPECTOR),
        default=Wording(
            subject="تغییر بازرس پروندهٔ {file}",
            body="بازرسی پروندهٔ {file} دیگر با {inspector} نیست. پرونده به بازرس دیگری ارجاع می‌شود.",
            sms="بازرسی پروندهٔ {file} دیگر با {inspector} نیست و به بازرس دیگری ارجاع می‌شود.",
            send_sms=True,
        ),
    ),
    Template(
        key="dismissal_proposed.office",
        title="پیشنهاد عزل بازرس، به دفتر",
        placeholders=(FILE, INSPECTOR, INSPECTOR_CODE, DEADLINE, DUE),
        default=Wording(
            subject="پیشنهاد عزل بازرس پروندهٔ {file}",
            body="در پروندهٔ {file} که در دست {inspector} ({inspector_code}) است، {deadline}؛"
            " مهلت آن {due} بود. لطفاً دربارهٔ عزل بازرس تصمیم بگیرید؛ تا آن زمان پرونده نزد اوست.",
        ),
    ),
    Template(
        key="phase_changed.inspector",
        title="آغاز بازرسی نهایی، به بازرس",
        placeholders=(FILE,),
        default=Wording(
            subject="بازرسی نهایی پروندهٔ {file}",
            body="پیش‌بازرسی پروندهٔ {file} پایان یافت و پرونده در فهرست بازرسی نهایی شماست."
            " لطفاً زمان بازرسی نهایی را برای شرکت مجری تعیین کنید.",
        ),
    ),
    Template(
        key="file_completed.contractor",
        title="پایان بازرسی، به شرکت مجری",
        placeholders=(FILE,),
        default=Wording(
            subject="پایان بازرسی پروندهٔ {file}",
            body="همهٔ کنتورهای پروندهٔ {file} در بازرسی نهایی تأیید شدند و بازرسی پرونده پایان یافت.",
        ),
    ),
    Template(
        key="file_cancelled.contractor",
        title="لغو پرونده، به شرکت مجری",
        placeholders=(FILE, REASON),
        default=_CANCELLED,
    ),
    Template(
        key="file_cancelled.inspector",
        title="لغو پرونده، به بازرس",
        placeholders=(FILE, REASON),
        default=_CANCELLED,
    ),
    Template(
        key="meter_corrected.inspector",
        title="اصلاح مشخصات کنتور، به بازرس",
        placeholders=(FILE, _METER, _OUTCOME),
        default=Wording(
            subject="اصلاح کنتور پروندهٔ {file}",
            body="شرکت مجری مشخصات کنتور «{meter}» را در پروندهٔ {file} اصلاح کرد. {outcome}",
        ),
    ),
)
