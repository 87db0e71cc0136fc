"""The placeholders that texts share, each with its explanation and an example.

Some stand for a whole sentence, or for nothing when there is nothing to say.
"""

from services.messaging.domain.persian import code, day, moment, number, rials
from services.messaging.domain.templates import Placeholder

FILE = Placeholder("file", "شمارهٔ پرونده", code("1405-000123"))
PHASE = Placeholder("phase", "مرحلهٔ بازرسی: پیش‌بازرسی یا بازرسی نهایی", "پیش‌بازرسی")
INSPECTOR = Placeholder("inspector", "نام بازرس", "مریم کرمانی")
INSPECTOR_CODE = Placeholder("inspector_code", "کد عضویت بازرس", code("19-3-00001"))
CONTRACTOR = Placeholder("contractor", "نام شرکت مجری", "شرکت گازرسان کویر")
REASON = Placeholder("reason", "جملهٔ دلیل؛ اگر دلیلی نوشته نشده باشد خالی است", "دلیل: بیماری")
TIME = Placeholder("time", "تاریخ و ساعت بازرسی", moment("1405-09-01 10:30"))
DURATION = Placeholder("duration", "مدت بازرسی به دقیقه", number(60))
PLACE = Placeholder(
    "place", "جملهٔ نشانی پرونده؛ اگر معلوم نباشد خالی است", "نشانی: کرمان، خیابان شریعتی، کوچهٔ ۱۲."
)
SEQUENCE = Placeholder("sequence", "شمارهٔ گزارش در پرونده", number(4))
AMOUNT = Placeholder("amount", "مبلغ", rials(1_725_000))
INVOICE = Placeholder("invoice", "شمارهٔ صورت‌حساب", code("1405-000045"))
DEADLINE = Placeholder("deadline", "آنچه در مهلت انجام نشده است", "زمان بازرسی در مهلت مقرر تعیین نشده است")
DUE = Placeholder("due", "پایان مهلت", moment("1405-09-01 23:59"))
DAY = Placeholder("day", "تاریخ بازرسی", day("1405-09-01"))
