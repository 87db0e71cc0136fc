"""What is said of tariffs (R26)."""

from services.messaging.domain.persian import day, number
from services.messaging.domain.templates import Placeholder, Template, Wording

_VERSION = Placeholder("version", "شمارهٔ نسخهٔ تعرفه", number(2))
_FROM = Placeholder("from", "تاریخ آغاز اجرای تعرفه", day("1406-01-01"))
_PERSON = Placeholder("person", "نام کسی که تصمیم گرفته است", "زهرا مالی")

_READERS = {"office": "دفتر ارجاع", "finance": "امور مالی"}

TEMPLATES = tuple(
    template
    for reader, name in _READERS.items()
    for template in (
        Template(
            key=f"tariff_activated.{reader}",
            title=f"اجرای تعرفهٔ تازه، به {name}",
            placeholders=(_VERSION, _FROM, _PERSON),
            default=Wording(
                subject="تعرفهٔ تازه از {from}",
                body="نسخهٔ {version} تعرفه با تصمیم {person} از تاریخ {from} اجرا می‌شود.",
            ),
        ),
        Template(
            key=f"tariff_withdrawn.{reader}",
            title=f"پس‌گرفتن تعرفه، به {name}",
            placeholders=(_VERSION, _FROM, _PERSON),
            default=Wording(
                subject="پس‌گرفتن نسخهٔ {version} تعرفه",
                body="نسخهٔ {version} تعرفه که قرار بود از تاریخ {from} اجرا شود، با تصمیم {person} پس گرفته شد.",
            ),
        ),
    )
)
