"""What is said of webhooks, by which other systems hear of the books."""

from services.messaging.domain.persian import code, moment
from services.messaging.domain.templates import Placeholder, Template, Wording

_URL = Placeholder("url", "نشانی وب‌هوک", code("https://accounting.example/gazban"))
_WHY = Placeholder(
    "why",
    "جملهٔ علت غیرفعال شدن",
    f"پیام‌ها از {moment('1405-09-01 10:30')} به این نشانی نرسیده است.",
)

TEMPLATES = (
    Template(
        key="webhook_disabled.finance",
        title="غیرفعال شدن وب‌هوک، به امور مالی",
        placeholders=(_URL, _WHY),
        default=Wording(
            subject="وب‌هوک غیرفعال شد",
            body="وب‌هوک {url} غیرفعال شد. {why} پس از رفع مشکل، آن را بیازمایید تا دوباره فعال شود؛"
            " اسنادی که در این میان ثبت شده است از فهرست اسناد حسابداری خوانده می‌شود.",
        ),
    ),
)
