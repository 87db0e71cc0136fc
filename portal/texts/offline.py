"""The English of the pages of ``pages/offline.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    "گازبان، بازرسی گاز": "Gazban, gas inspection",
    "صف ارسال": "Waiting to be sent",
    "در صف ارسال؛ به محض برقراری ارتباط فرستاده می‌شود.": (
        "It waits to be sent, and is sent as soon as there is a connection."
    ),
    "در صف ارسال؛ سامانه اکنون پاسخ نمی‌دهد و خودبه‌خود دوباره فرستاده می‌شود.": (
        "It waits to be sent: the system does not answer now, and it is sent again by itself."
    ),
    "در صف ارسال؛ برای فرستادن، دوباره وارد شوید.": "It waits to be sent: sign in again to send it.",
    "در حال ارسال…": "Being sent…",
    "فرستاده و ثبت شد.": "It was sent and recorded.",
    "برگشت خورد: ثبت نشد. آنچه نوشته بودید در فرم مانده است؛ آن را درست کنید و دوباره بفرستید.": (
        "It came back: it was not recorded. What you wrote is still in the form; mend it and send it again."
    ),
    "هزینهٔ این گزارش را بی‌ارتباط نمی‌توان دید.": "What this report costs cannot be seen without a connection.",
    "آن را در صف می‌گذاریم و به محض برقراری ارتباط، بی پرسش دوباره ثبت می‌شود. در صف گذاشته شود؟": (
        "It waits here, and is filed without asking again as soon as there is a connection. Let it wait?"
    ),
    "گزارش پروندهٔ %(number)s": "Report of file %(number)s",
    "در صف": "Waiting",
    "ثبت‌شده": "Recorded",
    "برگشت‌خورده": "Came back",
    "{n} گزارش در صف ارسال است.": "Reports waiting to be sent: {n}.",
    "{n} گزارش برگشت خورده است.": "Reports that came back: {n}.",
    "از کاربری دیگر؛ تا ورود او می‌ماند.": "Somebody else's; it waits until they sign in.",
    "ارتباط برقرار نیست. این نسخهٔ %(time)s است که روی این دستگاه نگه داشته شده.": (
        "There is no connection. This is a copy of %(time)s that was kept on this device."
    ),
    "این مرورگر چیزی نگه نمی‌دارد و ارتباط هم قطع است. این صفحه را نبندید و پس از برقراری ارتباط دوباره بفرستید.": (
        "This browser keeps nothing, and there is no connection. Leave this page open, and send it again later."
    ),
    "{n} گزارش هنوز فرستاده نشده است. اگر خارج شوید، روی همین دستگاه می‌ماند تا دوباره وارد شوید. خارج می‌شوید؟": (
        "Reports not sent yet: {n}. If you sign out, they stay on this device until you sign in again. Sign out?"
    ),
    "دیدن پرونده": "See the file",
    "بازگشت به فرم": "Back to the form",
    "پس گرفتن و ویرایش": "Take back and edit",
    "برداشتن از فهرست": "Take off the list",
    "دور انداختن": "Throw away",
    "این گزارش ثبت نشده است. اگر آن را دور بیندازید، نوشته‌هایش از میان می‌رود.": (
        "This report was not recorded. If you throw it away, what you wrote is lost."
    ),
    "گزارش‌هایی که بی‌ارتباط نوشته شده‌اند، تا فرستاده شوند": (
        "Reports that were written without a connection, until they are sent"
    ),
    "این صفحه بی‌اسکریپت چیزی برای نشان دادن ندارد: بی‌اسکریپت، گزارش همان لحظه فرستاده می‌شود.": (
        "Without scripts there is nothing to show here: a report is then sent at once."
    ),
    "اکنون فرستاده شود": "Send now",
    "چیزی در صف نیست. گزارشی که بی‌ارتباط بفرستید، اینجا می‌ماند تا ارتباط برقرار شود.": (
        "Nothing waits. A report that you send without a connection stays here until there is one."
    ),
    "آنچه در صف است روی همین دستگاه و همین مرورگر نگه داشته می‌شود و با بستن مرورگر از میان نمی‌رود.": (
        "What waits is kept on this device, in this browser, and is not lost when the browser is closed."
    ),
    "هیچ گزارشی دو بار ثبت نمی‌شود.": "No report is recorded twice.",
    "ارتباط برقرار نیست": "There is no connection",
    "این صفحه روی این دستگاه نگه داشته نشده است و اکنون نمی‌توان آن را از سامانه گرفت.": (
        "This page was not kept on this device, and cannot be had from the system now."
    ),
    "اگر فرمی را فرستاده بودید، نرسیده است: بازگردید و پس از برقراری ارتباط دوباره بفرستید.": (
        "If you sent a form, it did not arrive: go back, and send it again once there is a connection."
    ),
    "گزارش بازرسی استثناست؛ آن در صف ارسال می‌ماند.": "Only a report of an inspection is kept, and waits to be sent.",
    "آنچه روی این دستگاه هست": "What is on this device",
}

TERMS: dict[str, tuple[str, str]] = {}
