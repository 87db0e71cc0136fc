"""The English of finance's pages of money that comes in and of webhooks, and the words that only finance uses."""

ENGLISH: dict[str, str] = {
    # the menu
    "پرداخت به بازرسان": "Payments to inspectors",
    "تعرفه": "Tariff",
    "دفاتر": "Books",
    "پیوند با سامانه‌های دیگر": "Other systems",
    # common to several pages
    "جمع (ریال)": "Total (rials)",
    "ذخیره": "Save",
    "ساخت": "Made",
    "مرجع": "Reference",
    "در پایان روز": "At the end of",
    "تا پایان %(day)s": "Through %(day)s",
    "از": "From",
    "تا": "To",
    "مانند ۱۴۰۵/۱۰/۰۱": "Such as 1405/10/01",
    "مبلغ‌ها به ریال است.": "Amounts are in rials.",
    "تازه‌ترین بالاتر است.": "The newest come first.",
    "شمارهٔ مرجع بانک": "The bank's reference",
    "ثبت واریز": "Record the payment",
    "بانک واریز کرد": "The bank has paid",
    # home
    "امور مالی": "Finance",
    "آنچه باید دیده شود": "What needs looking at",
    "ریال بدهی باز": "rials of open debt",
    "پرداخت اینترنتی نامعلوم": "unknown online payments",
    "سطر پرداخت در انتظار نتیجهٔ بانک": "payout lines that wait for the bank",
    "بازپرداخت در راه": "refunds on their way",
    "آخرین حسابرسی": "last audit",
    "حسابرسی %(when)s": "Audit of %(when)s",
    "بدهی‌های باز بر پایهٔ سن": "Open debts by age",
    "بدهی‌های باز بر پایهٔ سن، به میلیون ریال": "Open debts by age, in millions of rials",
    "درآمد ماهانه": "Monthly income",
    "درآمد ماهانه، به میلیون ریال": "Monthly income, in millions of rials",
    "دیدن درآمد ماه‌های گذشته": "See the income of the last months",
    "درآمد بازرسی و درآمدهای دیگر، به تاریخ ثبت در دفتر.": "Inspection and other income, by posting date.",
    "ماه": "Month",
    "درآمد": "Income",
    "هنوز سندی در دفتر نیست.": "There is no entry in the books yet.",
    # debts by age
    "سن بدهی‌ها": "Aging of debts",
    "سن بدهی": "Age of the debt",
    "پرداخت‌شدهٔ پیش از موعد": "Paid before it was due",
    "جمع همهٔ پرونده‌ها": "All files together",
    "بدهی پرونده‌ها": "Debts of files",
    "کهنه‌ترین": "Oldest",
    "در این روز هیچ پرونده‌ای بدهی یا صورت‌حساب باز ندارد.": (
        "On this day no file has a debt or an open invoice."
    ),
    # online payments
    "وضعیت پرداخت": "State of the payment",
    (
        "نامعلوم یعنی درگاه هنوز نگفته است که پول گرفته شده یا نه. سامانه خودش پیاپی می‌پرسد و کار دیگری لازم"
        " نیست؛ اگر بیش از یک روز نامعلوم ماند، با شمارهٔ پرونده و مبلغ از درگاه بپرسید. تا روشن شدن نتیجه،"
        " همین مبلغ را با فیش ثبت نکنید."
    ): (
        "Unknown means that the provider has not said yet whether the money was taken. The system keeps asking, and"
        " there is nothing to do; if it stays unknown for more than a day, ask the provider, by the file's number and"
        " the amount. Until it is clear, do not record the same amount as a receipt."
    ),
    "هیچ پرداختی نامعلوم نیست.": "No payment is unknown.",
    "پرداخت اینترنتی‌ای با این وضعیت نیست. آنچه مجریان در درگاه می‌پردازند اینجا می‌آید.": (
        "There is no online payment in this state. What contractors pay at the provider is shown here."
    ),
    # refunds
    "بازپرداخت‌ها": "Refunds",
    "بستانکاری‌هایی که به مجریان برگردانده می‌شود. قدیمی‌ترین بالاتر است.": (
        "Credit that goes back to contractors. The oldest come first."
    ),
    "وضعیت بازپرداخت": "State of the refund",
    "ثبت شد": "Recorded",
    "مرجع بانک": "The bank's reference",
    "دلیل برگشت": "Why it came back",
    "هر شماره فقط یک بار پذیرفته می‌شود.": "Each reference is accepted once only.",
    "واریز برگشت خورد": "The refund came back",
    "ثبت برگشت": "Record that it came back",
    "مبلغ دوباره بستانکاری پرونده می‌شود و اگر پرونده بدهی داشته باشد، همان را می‌پردازد. این کار برگشت‌پذیر نیست.": (
        "The amount is the file's credit again, and pays what the file owes, if anything. This cannot be undone."
    ),
    "بازپرداختی با این وضعیت نیست. بازپرداخت را از صفحهٔ پرونده‌ای که بستانکاری دارد ثبت کنید.": (
        "There is no refund in this state. Refunds are made on the page of a file that has credit."
    ),
    "واریز بازپرداخت ثبت شد.": "The refund is recorded as paid.",
    "برگشت ثبت شد. مبلغ دوباره بستانکاری پرونده است.": "Recorded. The amount is the file's credit again.",
    # on a file's page
    "کارهای مالی این پرونده": "What finance can do with this file",
    "ثبت فیش بانکی": "Record a bank receipt",
    (
        "نخست صورت‌حساب ثبت، سپس بدهی‌ها پرداخت می‌شود؛ آنچه بماند بستانکاری پرونده است. با تسویهٔ همهٔ بدهی،"
        " گزارش بعدی باز می‌شود."
    ): (
        "It pays the registration's invoice first, then debts; what is left is the file's credit. Once the whole debt"
        " is paid, the next report can be filed."
    ),
    "شمارهٔ مرجع فیش": "The receipt's reference",
    "هر شماره در همهٔ پرونده‌ها فقط یک بار پذیرفته می‌شود.": (
        "Each reference is accepted once only, in all files together."
    ),
    "تاریخ واریز": "Paid on",
    "روز، ماه و سال شمسی؛ مانند ۱۴۰۵/۰۹/۰۱": "A Jalali date, such as 1405/09/01",
    "بخشودن بدهی": "Write the debt off",
    (
        "سازمان از این طلب می‌گذرد: قدیمی‌ترین بدهی نخست بخشوده می‌شود و در دفتر، هزینهٔ مطالبات سوخت‌شده"
        " است. برگشت‌پذیر نیست."
    ): (
        "The organization gives it up, the oldest debt first; in the books it is an expense, bad debts."
        " This cannot be undone."
    ),
    "بدهی این پرونده بخشوده شود؟ این کار برگشت‌پذیر نیست.": (
        "Write off this file's debt? This cannot be undone."
    ),
    "اگر خالی بماند، همهٔ بدهی.": "If left empty, the whole debt.",
    "بازپرداخت بستانکاری": "Refund the credit",
    (
        "بستانکاری از حساب پرونده بیرون می‌رود تا بانک آن را به مجری واریز کند. پس از واریز، نتیجه را در"
        " «بازپرداخت‌ها» ثبت کنید."
    ): (
        "The credit leaves the file's account, and the bank is to pay it to the contractor. Record what came of it"
        " under “Refunds”."
    ),
    "بستانکاری این پرونده به مجری بازپرداخت شود؟": "Refund this file's credit to the contractor?",
    "اگر خالی بماند، همهٔ بستانکاری.": "If left empty, all of the credit.",
    "بدهکار کردن پرونده": "Debit the file",
    (
        "بی هیچ گزارشی بدهی می‌سازد: نخست از بستانکاری پرونده برداشته می‌شود و تا تسویهٔ مانده، پرونده گزارش"
        " تازه نمی‌پذیرد. مجری پیام می‌گیرد."
    ): (
        "It makes a debt without a report: the file's credit is used first, and until the rest is paid the file takes"
        " no new report. The contractor is told."
    ),
    "این پرونده بدهکار شود؟ تا تسویه، گزارش تازه نمی‌پذیرد.": (
        "Debit this file? Until it is paid, the file takes no new report."
    ),
    "مجری همین را می‌خواند.": "The contractor reads this.",
    "برگشت پرداخت": "Reversal of",
    "ثبت برگشت پرداخت": "Reverse the payment",
    (
        "برای پولی که هرگز نرسید: فیش نادرست یا چک برگشتی. آنچه با آن پرداخت شده، بدهی تازه می‌شود و پرونده"
        " تا تسویه گزارش نمی‌پذیرد. شمارهٔ مرجع آن دیگر پذیرفته نمی‌شود. برگشت‌پذیر نیست."
    ): (
        "For money that never came: a wrong receipt, a bounced cheque. What it paid is owed again, and the file takes"
        " no report until it is paid. Its reference is not accepted again. This cannot be undone."
    ),
    "این پرداخت برگشت داده شود؟ این کار برگشت‌پذیر نیست.": "Reverse this payment? This cannot be undone.",
    "فیش بانکی ثبت شد.": "The receipt is recorded.",
    "بدهکاری ثبت شد. تا چند لحظهٔ دیگر در حساب پرونده می‌نشیند.": (
        "The debit is recorded, and is in the file's account in a moment."
    ),
    "بدهی بخشوده شد.": "The debt is written off.",
    "بازپرداخت ثبت شد. پس از واریز بانک، آن را در «بازپرداخت‌ها» تأیید کنید.": (
        "The refund is recorded. Confirm it under “Refunds” once the bank has paid it."
    ),
    "برگشت پرداخت ثبت شد. تا چند لحظهٔ دیگر بدهی آن در حساب پرونده می‌نشیند.": (
        "The reversal is recorded, and its debt is in the file's account in a moment."
    ),
    # webhooks
    "وب‌هوک‌ها": "Webhooks",
    "وب‌هوک": "Webhook",
    "نشانی‌هایی که با پیام امضاشده باخبر می‌شوند در دفتر چیزی رخ داده است.": (
        "Addresses that are told, signed, that something happened to the books."
    ),
    "پاسخ نمی‌دهد": "Does not answer",
    "هنوز وب‌هوکی نیست. اگر برنامهٔ حسابداری سازمان باید از اسناد باخبر شود، با فرم زیر یکی بسازید.": (
        "There is no webhook yet. If the organization's accounting program is to be told of entries, make one below."
    ),
    "وب‌هوک تازه": "New webhook",
    "نشانی همگانی، با https.": "A public address, by https.",
    "توضیح": "Description",
    "از چه باخبر شود": "What it is told of",
    "رمز امضا پس از ساخت، تنها یک بار نشان داده می‌شود.": "The signing secret is shown once, when it is made.",
    "ساختن وب‌هوک": "Make the webhook",
    "رمز امضا": "Signing secret",
    "همین حالا در برنامهٔ گیرنده بگذارید: این رمز دیگر نشان داده نمی‌شود.": (
        "Put it into the receiving program now: it is not shown again."
    ),
    "پاسخ نمی‌دهد از": "Has not answered since",
    "رمز پیشین کار می‌کند تا": "The secret before it works until",
    "از چه باخبر می‌شود": "Told of",
    "چرا خاموش شد": "Why it was disabled",
    "وب‌هوک خاموش با یک پیام آزمایشی که پاسخ بگیرد، دوباره روشن می‌شود.": (
        "A disabled webhook is active again once it answers a test message."
    ),
    "فرستادن پیام آزمایشی": "Send a test message",
    "تعویض رمز امضا": "Another signing secret",
    "رمز تازه یک بار نشان داده می‌شود. رمز پیشین تا مدتی کنار آن امضا می‌کند تا فرصت جایگزینی باشد.": (
        "The new secret is shown once. For a while the one before it signs as well, so that there is time to change."
    ),
    "رمز امضا عوض شود؟": "Change the signing secret?",
    "حذف وب‌هوک": "Delete the webhook",
    "دیگر از چیزی باخبر نمی‌شود و سابقهٔ پیام‌هایش نیز پاک می‌شود. برگشت‌پذیر نیست.": (
        "It is told nothing any more, and what it was told is forgotten. This cannot be undone."
    ),
    "این وب‌هوک با سابقه‌اش حذف شود؟": "Delete this webhook and its history?",
    "پیام‌های ۳۰ روز گذشته": "Messages of the last 30 days",
    "وضعیت پیام": "State of the message",
    "پاسخ %(status)s": "answer %(status)s",
    "تلاش بعدی: %(when)s": "next attempt: %(when)s",
    "فرستادن دوباره": "Send again",
    "هنوز پیامی نیست. با پیام آزمایشی ببینید که پاسخ می‌دهد یا نه.": (
        "There is no message yet. See by a test message whether it answers."
    ),
    "پیام آزمایشی فرستاده شد. نتیجه‌اش در فهرست زیر می‌آید.": (
        "A test message was sent. What came of it is in the list below."
    ),
    "پیام دوباره فرستاده شد.": "The message was sent again.",
    "وب‌هوک حذف شد.": "The webhook is deleted.",
}

TERMS: dict[str, tuple[str, str]] = {
    "days_0_30_rials": ("تا ۳۰ روز", "Up to 30 days"),
    "days_31_60_rials": ("۳۱ تا ۶۰ روز", "31 to 60 days"),
    "days_61_90_rials": ("۶۱ تا ۹۰ روز", "61 to 90 days"),
    "over_90_days_rials": ("بیش از ۹۰ روز", "Over 90 days"),
    # online payments
    "payment.started": ("آغازشده", "Started"),
    "payment.verifying": ("در حال بررسی", "Being verified"),
    "payment.verified": ("پرداخت‌شده", "Paid"),
    "payment.refused": ("ناموفق", "Refused"),
    "payment.unknown": ("نامعلوم", "Unknown"),
    "payment.reason.cancelled": ("پرداخت‌کننده انصراف داد", "cancelled by the payer"),
    "payment.reason.expired": ("مهلت پرداخت گذشت", "expired"),
    "payment.reason.not_started": ("در درگاه آغاز نشد", "not started at the provider"),
    "payment.reason.provider_away": ("درگاه پاسخ نمی‌دهد", "the provider does not answer"),
    "payment.reason.provider_error": ("خطای درگاه", "an error of the provider"),
    "payment.reason.amount_mismatch": ("مبلغ درگاه یکی نیست", "the provider has another amount"),
    "payment.reason.duplicate_reference": ("شمارهٔ مرجع تکراری", "the reference was used before"),
    # webhooks
    "event.entries.posted": ("ثبت سند", "Entries posted"),
    "event.payment.received": ("دریافت پول", "Money received"),
    "event.period.closed": ("بستن دوره", "Period closed"),
    "event.ping": ("پیام آزمایشی", "Test message"),
    "webhook.active": ("روشن", "Active"),
    "webhook.disabled": ("خاموش", "Disabled"),
}
