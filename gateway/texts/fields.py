"""The messages of field validation in Persian.

Validation itself speaks English (marshmallow's words and those of ``contracts.codec``); people are answered in their
language here. A message that is not in the table is passed on as it is.
"""

import re
from collections.abc import Iterator, Mapping

_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_STOP = r"\.?$"

_EXACT = {
    "Missing data for required field.": "این مورد باید پر شود.",
    "Field may not be null.": "این مورد نمی‌تواند خالی (null) باشد.",
    "Unknown field.": "چنین موردی شناخته نیست.",
    "Invalid input type.": "نوع داده نادرست است؛ باید یک شیء JSON باشد.",
    "Invalid type.": "نوع داده نادرست است.",
    "Invalid value.": "مقدار نادرست است.",
    "Not a valid string.": "باید متن باشد.",
    "Not a valid utf-8 string.": "متن با کدگذاری UTF-8 نیست.",
    "Not a valid integer.": "باید عدد درست (بدون اعشار) باشد.",
    "Not a valid number.": "باید عدد باشد.",
    "Number too large.": "عدد بیش از اندازه بزرگ است.",
    "Special numeric values (nan or infinity) are not permitted.": "عدد باید معین و محدود باشد.",
    "At most two decimals.": "حداکثر دو رقم اعشار پذیرفته است.",
    "Not a valid boolean.": "باید true یا false باشد.",
    "Not a valid date.": "تاریخ نادرست است؛ نمونه: 1405-09-01.",
    "Not a valid datetime.": "زمان نادرست است؛ نمونه: 1405-09-01 10:30.",
    "Not a valid naive datetime.": "زمان نادرست است؛ نمونه: 1405-09-01 10:30.",
    "Not a valid aware datetime.": "زمان نادرست است؛ نمونه: 1405-09-01 10:30.",
    "Not a valid list.": "باید فهرست (آرایه) باشد.",
    "Not a valid mapping type.": "باید شیء JSON باشد.",
    "String does not match expected pattern.": "قالب این مقدار نادرست است.",
    "Only in pre-inspection of a concealed file.": (
        "ثبت مرحلهٔ زیرکار فقط در پیش‌بازرسی پروندهٔ زیرکار ممکن است."
    ),
    "A concealed stage is for all meters and has no exceptions.": (
        "ثبت مرحلهٔ زیرکار برای همهٔ کنتورهاست و استثنا ندارد."
    ),
    "A concealed stage is recorded for the whole visit, not for one meter.": (
        "مرحلهٔ زیرکار برای همهٔ بازدید ثبت می‌شود، نه برای یک کنتور."
    ),
    "The file has no such meter.": "پرونده چنین کنتوری ندارد.",
    "The same meter twice.": "این کنتور دو بار آمده است.",
    "This meter is already approved in this phase.": "این کنتور در این مرحله از بازرسی پیش‌تر تأیید شده است.",
    "Must be in the future.": "باید در آینده باشد.",
    "Nobody works on this day.": "این روز تعطیل است.",
    "Must not be in the future.": "نباید در آینده باشد.",
    "Must be after opens_at.": "باید پس از آغاز ساعت کاری (opens_at) باشد.",
    "Must not be before from.": "نباید پیش از آغاز بازه (from) باشد.",
    "A referral by hand needs a reason.": "برای ارجاع دستی، دلیل آن را بنویسید.",
    "Does not go with this audience.": "با این گروه گیرندگان نمی‌آید.",
    "Not a valid cursor.": "نشانگر صفحه معتبر نیست.",
    "Area or consumption is required.": "مساحت یا مصرف، دست‌کم یکی، باید داده شود.",
    "Must not be the membership code.": "نباید همان کد عضویت باشد.",
    "Must differ from the current password.": "باید با رمز کنونی فرق داشته باشد.",
    "Not the present code.": "کد کنونی نیست.",
    "Must not be the first password.": "نباید همان رمز نخست باشد.",
    "Must not be a name, a telephone number or a national id.": "نباید نام، شمارهٔ تلفن یا کد ملی باشد.",
    "Must not be one of the passwords that everybody tries first.": "از رمزهایی است که همه نخست آن‌ها را می‌آزمایند.",
    "Not the current password.": "رمز کنونی نادرست است.",
    "Must be longer than the quiet hours.": "باید از ساعت‌های سکوت بیشتر باشد.",
    "Must not be shorter than the first pause.": "نباید از نخستین وقفه کوتاه‌تر باشد.",
    "Braces go around the name of a placeholder; a brace itself is written twice.": (
        "آکولاد فقط در دو سوی نام یک جای‌خالی می‌آید؛ برای نوشتن خود آکولاد آن را دو بار بنویسید."
    ),
    "This text has no placeholders.": "این متن جای‌خالی ندارد.",
    "Not a valid Iranian IBAN.": "شمارهٔ شبا نادرست است: IR و ۲۴ رقم، با ارقام کنترلی درست.",
    "Must not be before the batch was frozen.": "نباید پیش از نهایی شدن این پرداخت باشد.",
    "Must be 1 to 200 visible ASCII characters.": "باید ۱ تا ۲۰۰ نویسهٔ ASCII قابل‌دیدن و بی‌فاصله باشد.",
    "Must be after today.": "باید پس از امروز باشد.",
    "At least one unit must be prepaid.": "دست‌کم یک مرحله باید پیش‌پرداخت شود.",
    "Not a valid address.": "نشانی نادرست است.",
    "Must begin with https://.": "نشانی باید با https:// آغاز شود.",
    "Must be a public address.": "نشانی باید از اینترنت در دسترس باشد، نه از شبکهٔ داخلی.",
    "Must be true.": "این مورد باید true باشد.",
}

_PATTERNS = [
    (re.compile(pattern + _STOP), persian)
    for pattern, persian in (
        (r"Must be one of: (?P<a>.+?)", "باید یکی از این‌ها باشد: {a}."),
        (r"Shorter than minimum length (?P<a>\d+)", "دست‌کم {a} مورد یا نویسه لازم است."),
        (r"Longer than maximum length (?P<a>\d+)", "حداکثر {a} مورد یا نویسه پذیرفته است."),
        (r"Length must be between (?P<a>\d+) and (?P<b>\d+)", "طول باید میان {a} و {b} باشد."),
        (r"Length must be (?P<a>\d+)", "طول باید {a} باشد."),
        (r"Must be within the next (?P<a>\d+) years", "باید حداکثر تا {a} سال آینده باشد."),
        (r"Must be between (?P<a>\d\d:\d\d) and (?P<b>\d\d:\d\d)", "باید میان ساعت {a} و {b} باشد."),
        (r"Must be at least (?P<a>\d+) minutes from now", "باید دست‌کم {a} دقیقه با اکنون فاصله داشته باشد."),
        (
            r"Unknown placeholder (?P<a>.+?); use any of: (?P<b>.+?)",
            "جای‌خالی «{a}» شناخته نیست؛ این‌ها را می‌توان به کار برد: {b}.",
        ),
        (r"Shorter than (?P<a>\d+) characters", "کوتاه‌تر از {a} نویسه است."),
        (
            r"The largest meter class serves up to (?P<a>\d+) m²",
            "بزرگ‌ترین ردهٔ کنتور تا {a} متر مربع را پوشش می‌دهد.",
        ),
        (
            r"The largest meter class serves up to (?P<a>\d+) m³/h",
            "بزرگ‌ترین ردهٔ کنتور تا {a} متر مکعب بر ساعت را پوشش می‌دهد.",
        ),
        (
            r"Must be greater than or equal to (?P<a>\S+) and less than or equal to (?P<b>\S+?)",
            "باید میان {a} و {b} باشد.",
        ),
        (r"Must be greater than or equal to (?P<a>\S+?)", "باید دست‌کم {a} باشد."),
        (r"Must be less than or equal to (?P<a>\S+?)", "باید حداکثر {a} باشد."),
        (r"Must be greater than (?P<a>\S+?)", "باید بیش از {a} باشد."),
        (r"Must be less than (?P<a>\S+?)", "باید کمتر از {a} باشد."),
    )
]


def field_message(message: str, language: str) -> str:
    """One message in the reader's language."""
    if language == "en":
        return message
    if message in _EXACT:
        return _EXACT[message]
    for pattern, persian in _PATTERNS:
        match = pattern.match(message)
        if match:
            words = {k: v.translate(_DIGITS) if v[0].isdigit() else v for k, v in match.groupdict().items()}
            return persian.format_map(words)
    return message


def field_errors(errors: Mapping[str, object], language: str) -> dict[str, list[str]]:
    """Field path → messages: ``{"meters.0.label": ["…"]}``; errors of the whole body stand under ``_schema``.

    What is wrong deep in a field is said under the field's own name too, for forms that show no more than that.
    """
    flat: dict[str, list[str]] = {}
    for path, message in _walk("", errors):
        said = field_message(message, language)
        for name in dict.fromkeys((path.partition(".")[0], path)):
            messages = flat.setdefault(name or "_schema", [])
            if said not in messages:
                messages.append(said)
    return flat


def _walk(path: str, node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        # marshmallow wraps the parts of a dict field in "key" and "value"; nobody outside needs to know
        is_wrapped = bool(path) and node.keys() <= {"key", "value"}
        for key, below in node.items():
            name = str(key)
            yield from _walk(path if is_wrapped or name == "_schema" else f"{path}.{name}".lstrip("."), below)
    elif isinstance(node, list | tuple):
        for below in node:
            yield from _walk(path, below)
    else:
        yield path, str(node)
