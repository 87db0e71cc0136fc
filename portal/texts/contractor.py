"""The English of the pages of ``pages/contractor.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    "هنوز پرداخت اینترنتی نداشته‌اید. از صفحهٔ بدهی‌ها یا از هر پرونده می‌توانید بپردازید.": (
        "You have made no online payment yet. You can pay from the page of debts, or from each file."
    ),
    "فیش‌های بانکی که امور مالی ثبت کرده است در صورت‌حساب و در صفحهٔ هر پرونده می‌آید.": (
        "Bank receipts that finance recorded are in the statement, and on each file's page."
    ),
    "آنچه بدهکار شده و پرداخته‌اید، با مانده پس از هر ردیف": (
        "What you came to owe and what you paid, with the balance after each entry"
    ),
    (
        "آنچه درگاه از این پرداخت می‌گوید با درخواست ما نمی‌خواند. دوباره پرداخت نکنید و با امور مالی "
        "تماس بگیرید."
    ): ("What the provider says of this payment does not match our request. Do not pay again; ask finance."),
    "اصلاح کنتور": "Correct a meter",
    "اعتراض به گزارش": "Object to a report",
    "اعتراض شما ثبت شد. دفتر ارجاع آن را بررسی می‌کند و نتیجه به شما گفته می‌شود.": (
        "Your objection is filed. The referral office rules on it and you will be told."
    ),
    "افزودن کنتور": "Add a meter",
    "مالی": "Money",
    "اگر خالی بماند، همهٔ مبلغ. با پرداخت بخشی از بدهی، پرونده باز نمی‌شود.": (
        "All of it if left empty. Paying part of a debt does not open the file."
    ),
    "اگر در این زمان کسی نباشد، بازرس می‌تواند «عدم حضور با هزینه» ثبت کند که بدهی می‌سازد.": (
        "If nobody is there at that time, the inspector may report “absent, charged”, which makes a debt."
    ),
    "اگر مبلغی از حساب شما کم شده باشد، بانک آن را بازمی‌گرداند.": (
        "If your account was debited, the bank returns it."
    ),
    "این پرداخت در %(day)s برگشت خورد.": "This payment was reversed on %(day)s.",
    "بازرس تصمیم می‌گیرد؛ تا زمان را تغییر ندهد، زمان کنونی برجاست.": (
        "The inspector decides; until they move it, the present time stands."
    ),
    "بازرس در محل چنین دیده است:": "The inspector saw on site:",
    "بازرسی‌ای در پیش نیست. زمان هر بازرسی را بازرس تعیین می‌کند و بی‌درنگ به شما خبر داده می‌شود.": (
        "No visit is coming up. The inspector sets the time of each; you are told at once."
    ),
    "بازرسی‌های پیش رو": "Visits to come",
    "بدهکار (ریال)": "Debit (rials)",
    "بدهی ندارید و صورت‌حسابی در انتظار پرداخت نیست.": "You owe nothing, and no invoice awaits payment.",
    "بدهی‌ها و پرداخت‌ها": "Debts and payments",
    (
        "برای هر کنتور زیربنا و مصرف را بنویسید؛ ردهٔ آن را سامانه به دست می‌آورد و انتخابی نیست. "
        "ردیف‌های خالی نادیده گرفته می‌شوند."
    ): (
        "Give each meter's area and consumption; the system derives its class, which nobody picks. Empty "
        "rows are ignored."
    ),
    "بستانکار (ریال)": "Credit (rials)",
    "به درگاه پرداخت بانک می‌روید. پرداخت، نخست صورت‌حساب و سپس بدهی‌ها را تسویه می‌کند.": (
        "You go on to the payment provider. A payment settles the invoice first, then debts."
    ),
    (
        "به گزارشی که اشکال یا عدم حضور با هزینه ثبت کرده، یک بار و در مهلتی که سازمان تعیین کرده "
        "می‌توانید اعتراض کنید. هزینهٔ گزارش تا رأی دفتر برجاست؛ اگر اعتراض پذیرفته شود، باطل می‌شود."
    ): (
        "You can object once, within the organization's time limit, to a report of a defect or a charged "
        "absence. Its charge stands until the office rules; if the objection is upheld, it is void."
    ),
    "بی‌حساب": "Even",
    "تأیید زمان بازرسی": "Confirm a visit",
    "تأیید نشده": "Not confirmed",
    "تأیید کرده‌اید": "You confirmed",
    "تا %(area)s متر مربع و %(use)s متر مکعب در ساعت": "up to %(area)s m² and %(use)s m³/h",
    "تا پرداخت همهٔ بدهی، گزارش تازه‌ای پذیرفته نمی‌شود.": "No new report is taken until all of it is paid.",
    "تا پرداخت کامل آن، پرونده به بازرس ارجاع نمی‌شود.": (
        "The file is not referred to an inspector until all of it is paid."
    ),
    "تفاوت بهای واحدهای پیش‌پرداخت پس از اصلاح کنتور": (
        "The difference in price of prepaid units after a meter was corrected"
    ),
    "ثبت اصلاح": "Correct",
    "ثبت اعتراض": "File the objection",
    "ثبت پروژه": "Register",
    "این کنتور:": "This meter:",
    "حذف": "Remove",
    "نوع لوله‌کشی را انتخاب کنید.": "Choose the kind of piping.",
    "نام مالک را بنویسید.": "Give the owner's name.",
    "منطقه را انتخاب کنید.": "Choose the area.",
    "کد منطقه را بنویسید.": "Give the code of the area.",
    "نشانی را بنویسید.": "Give the address.",
    "دست‌کم یک کنتور را بنویسید.": "Give at least one meter.",
    "زیربنا را بنویسید.": "Give the area.",
    "مصرف را بنویسید.": "Give the consumption.",
    "چند مورد نوشته نشده است.": "Some things are missing.",
    "حضور در این زمان را تأیید می‌کنم": "I confirm that somebody will be there",
    "حضور شما تأیید شد و به بازرس گفته شد.": "Confirmed; the inspector has been told.",
    "در این روزها ردیفی نیست. بازهٔ دیگری را ببینید.": "There is no entry in these days. Try others.",
    "در شش ماه گذشته بازرسی‌ای نبوده است.": "There was no visit in the last six months.",
    "درخواست شما به بازرس رسید. تا او زمان را تغییر ندهد، زمان کنونی برجاست.": (
        "The inspector has your request. Until they move it, the present time stands."
    ),
    ("درگاه در برگهٔ تازه‌ای باز می‌شود. پس از پرداخت، آن برگه را ببندید؛ نتیجه همین‌جا نشان داده می‌شود."): (
        "The provider opens in another tab. Close that one after paying; the result is shown here."
    ),
    "دلیل لغو: %(reason)s": "Cancelled because: %(reason)s",
    "دیدن صورت‌حساب": "See the invoice",
    "رده از زیربنا و مصرف به دست می‌آید.": "The class follows from area and consumption.",
    "ردهٔ کنتور:": "Class:",
    "ردیف‌های بیشتر": "More rows",
    "ردیف‌های صورت‌حساب": "The statement's entries",
    "رسید": "Receipt",
    "رفتن به درگاه پرداخت": "Go to the payment provider",
    "روز پیشنهادی": "Suggested day",
    "روکار": "Exposed",
    "زمان دیگری خواسته‌اید": "You asked for another time",
    "زمان دیگری می‌خواهم": "I need another time",
    "زمان را بازرس تعیین می‌کند؛ حضورتان را در صفحهٔ پرونده تأیید کنید یا زمان دیگری بخواهید.": (
        "The inspector sets the time; confirm it on the file's page, or ask for another."
    ),
    "زمان پیشنهادی شما: %(when)s": "Your suggestion: %(when)s",
    "زمان‌های بازرسی": "Visits",
    "زیربنا (متر مربع)": "Area (m²)",
    (
        "زیربنا یا مصرف کنتوری را که هنوز تأیید نشده می‌توانید اصلاح کنید؛ ردهٔ آن از نو به دست می‌آید. "
        "اگر رده تغییر کند، تفاوت بهای واحدهای پیش‌پرداخت مصرف‌نشده صورت‌حساب یا بازگردانده می‌شود."
    ): (
        "You can correct the area or consumption of a meter that is not approved yet; its class is "
        "derived anew. If the class changes, the difference in price of unused prepaid units is invoiced "
        "or given back."
    ),
    "زیرکار": "Concealed",
    "ساختمان چندواحدی که یک پرونده دارد": "A building of several units that is one file",
    "ساعت پیشنهادی": "Suggested hour",
    "صورت‌حساب تکمیلی": "Supplementary invoice",
    "صورت‌حساب در حال صدور است. چند لحظهٔ دیگر صفحه را تازه کنید.": (
        "The invoice is being issued. Refresh the page in a moment."
    ),
    "صورت‌حساب پروندهٔ %(number)s": "Invoice of file %(number)s",
    "صورت‌حساب: %(invoice)s، بدهی: %(debt)s": "Invoice: %(invoice)s, debt: %(debt)s",
    "فرستادن درخواست": "Send the request",
    "لغوشده": "Cancelled",
    "لوله‌ها در دسترس‌اند": "The pipes are accessible",
    "لوله‌ها پشت نازک‌کاری‌اند؛ چند مرحله بازرسی": "The pipes are behind a surface; inspected in stages",
    "مانده (ریال)": "Balance (rials)",
    "مانده در آغاز": "Opening balance",
    "مانده در پایان": "Closing balance",
    "ماندهٔ مثبت بدهی شما و ماندهٔ منفی طلب شما از سازمان است.": (
        "A positive balance is owed by you, a negative one to you."
    ),
    "مانند: طبقهٔ اول": "Such as: first floor",
    (
        "مبلغ را به حساب سازمان واریز کنید و فیش را با شمارهٔ پروندهٔ %(number)s به امور مالی بدهید. پس "
        "از ثبت فیش در امور مالی، پرداخت همین‌جا دیده می‌شود و رسید آن را می‌توانید بگیرید."
    ): (
        "Pay the amount into the organization's account and hand the bank's receipt to finance with the "
        "file number %(number)s. Once finance has recorded it, the payment is shown here, and you can "
        "fetch its receipt."
    ),
    "متن اعتراض": "Your objection",
    "مصرف (متر مکعب در ساعت)": "Consumption (m³/h)",
    "منطقهٔ دیگر": "Another area",
    "نام کنتور": "Name of the meter",
    "نتیجهٔ پرداخت هنوز روشن نیست و از درگاه پرسیده می‌شود. دوباره پرداخت نکنید.": (
        "The result is not known yet; the provider is being asked. Do not pay again."
    ),
    (
        "نشانی درگاه تنها روی دستگاهی است که پرداخت از آن آغاز شد. می‌توانید از صفحهٔ پرونده پرداخت "
        "دیگری آغاز کنید؛ این یکی، اگر پرداخت نشود، خودش پایان می‌یابد."
    ): (
        "The provider's address is only on the device on which the payment was started. You can start "
        "another on the file's page; this one ends by itself if it is not paid."
    ),
    "همهٔ زمان‌های بازرسی": "All visits",
    "همهٔ پرونده‌های در انتظار پرداخت": "All files that await payment",
    "هنوز پرداخت نشده است. پرداخت در درگاه بانک انجام می‌شود؛ سپس به همین صفحه بازگردید.": (
        "Not paid yet. You pay at the provider; then come back to this page."
    ),
    "پاسخ به زمان بازرسی": "Answer the visit",
    "پرداخت": "Pay",
    "پرداخت %(amount)s": "Pay %(amount)s",
    "پرداخت انجام و در حساب پرونده ثبت شد.": "Paid, and in the file's account.",
    "پرداخت انجام نشد:": "Not paid:",
    "پرداخت اینترنتی": "Online payment",
    "پرداخت اینترنتی %(amount)s": "Pay %(amount)s online",
    "پرداخت با فیش بانکی": "Pay by bank receipt",
    "پرداخت بخشی از مبلغ": "Pay a part of it",
    "پرداخت بدهی": "Pay a debt",
    "پرداخت دوباره": "Pay again",
    "پرداخت صورت‌حساب تکمیلی": "Pay a supplementary invoice",
    "پرداخت صورت‌حساب ثبت": "Pay a registration invoice",
    "پروژه": "Project",
    "پروژه ثبت شد.": "The project is registered.",
    "پس از ثبت، صورت‌حساب صادر می‌شود و با پرداخت کامل آن پرونده به بازرس ارجاع می‌شود.": (
        "After registering there is an invoice; once it is paid in full, the file is referred to an "
        "inspector."
    ),
    "چیزی برای پرداخت نمانده است.": "There is nothing left to pay.",
    "پاک کردن": "Discard",
    "کاری در انتظار شما نیست.": "Nothing waits for you.",
    "کد منطقهٔ دیگر": "Code of the other area",
    "کدی با حرف‌های لاتین که سازمان به منطقه داده است؛ تنها برای «منطقهٔ دیگر»": (
        "The organization's code for the area, in Latin letters; only for “another area”"
    ),
    "کدام بازرسی‌ها": "Which visits",
    "کنتور %(n)s": "Meter %(n)s",
    "کنتور «%(label)s» اصلاح شد. ردهٔ آن: %(name)s": (
        "The meter “%(label)s” is corrected. Its class: %(name)s"
    ),
    "بازرسی‌های گذشته": "Past",
}

TERMS: dict[str, tuple[str, str]] = {
    "paying.started": ("در انتظار پرداخت", "Not paid yet"),
    "paying.verifying": ("در حال بررسی", "Being verified"),
    "paying.verified": ("پرداخت‌شده", "Paid"),
    "paying.refused": ("انجام‌نشده", "Not paid"),
    "paying.unknown": ("نامعلوم", "Not known yet"),
    "paying.cancelled": ("از پرداخت منصرف شدید.", "You cancelled it."),
    "paying.expired": ("زمان پرداخت گذشت.", "It ran out of time."),
    "paying.not_started": ("درگاه پرداخت را آغاز نکرد.", "The provider did not start it."),
    "paying.provider_away": ("درگاه پاسخ نمی‌دهد.", "The provider does not answer."),
    "paying.provider_error": ("درگاه خطا داد.", "The provider had an error."),
    "paying.amount_mismatch": ("مبلغ درگاه با درخواست ما یکی نیست.", "The amount is not what we asked for."),
    "paying.duplicate_reference": ("شمارهٔ مرجع تکراری است.", "The reference was used before."),
}
