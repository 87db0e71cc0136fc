"""The English of what every page may say."""

ENGLISH: dict[str, str] = {
    "گازبان": "Gazban",
    "صفحهٔ اصلی": "Home",
    "فهرست": "Menu",
    "رفتن به محتوای صفحه": "Skip to the content",
    "حساب من": "My account",
    "خروج": "Sign out",
    "نمایش آزمایشی": "Demonstration",
    "ارتباط قطع است. آنچه می‌بینید از حافظهٔ همین دستگاه است.": (
        "There is no connection. What you see was kept on this device."
    ),
    "%(day)s، ساعت %(time)s": "%(day)s, %(time)s",
    "صفحه‌های فهرست": "Pages of the list",
    "آغاز فهرست": "Start of the list",
    "ادامهٔ فهرست": "More",
    "اختیاری": "optional",
    "این موارد را درست کنید و دوباره بفرستید:": "Mend these, and send it again:",
    "آنچه فرستادید پذیرفته نشد.": "What you sent was not accepted.",
    "چند لحظهٔ دیگر دوباره بفرستید؛ چیزی دوبار ثبت نمی‌شود.": (
        "Send it again in a moment; nothing is recorded twice."
    ),
    "این صفحه کهنه شده است. آن را دوباره باز کنید و بفرستید.": "This page is too old. Open it again, and send it.",
    "این صفحه نیست، یا از آن شما نیست.": "There is no such page, or it is not yours.",
    "آنچه فرستادید بیش از اندازه بزرگ است.": "What you sent is too large.",
    "سامانه اکنون پاسخ نمی‌دهد. چند لحظهٔ دیگر دوباره تلاش کنید.": (
        "The system does not answer now. Try again in a moment."
    ),
    "خطایی رخ داد و ثبت شد. اگر باز هم پیش آمد، شمارهٔ زیر را به واحد فناوری اطلاعات بگویید.": (
        "Something went wrong and was noted. If it happens again, tell the IT unit the number below."
    ),
    "نشد": "It did not work",
    "پیدا نشد": "Not found",
    "اندکی بعد": "In a moment",
    "تلاش دوباره": "Try again",
    "شمارهٔ پیگیری": "Reference",
    "پروندهٔ %(number)s": "File %(number)s",
}

TERMS: dict[str, tuple[str, str]] = {}
