"""The English of the pages of ``pages/files.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    "تنها پرونده‌های %(name)s": "Only files of %(name)s",
    "تنها پرونده‌های یک بازرس": "Only files of one inspector",
    "%(n)s متر مربع": "%(n)s m²",
    "%(n)s متر مکعب در ساعت": "%(n)s m³/h",
    "(کنتور: %(labels)s)": "(meters: %(labels)s)",
    "«%(label)s» در محل چنین دیده شد:": "“%(label)s” was seen on site as:",
    "از %(old)s به %(new)s": "from %(old)s to %(new)s",
    "از محل پیش‌پرداخت": "Prepaid",
    "اصلاح «%(label)s» در %(day)s:": "“%(label)s” was corrected on %(day)s:",
    "اعتراض مجری": "The contractor's objection",
    "این پرونده %(amount)s بدهی دارد. تا مجری همهٔ آن را نپردازد، گزارش تازه‌ای پذیرفته نمی‌شود.": (
        "This file owes %(amount)s. No new report is taken until the contractor has paid all of it."
    ),
    (
        "این پرونده %(amount)s بدهی دارد. تا همهٔ آن را نپردازید، گزارش تازه‌ای پذیرفته نمی‌شود و بازرسی "
        "جلو نمی‌رود."
    ): (
        "This file owes %(amount)s. Until you have paid all of it no new report is taken, and the "
        "inspection does not go on."
    ),
    "این پرونده %(amount)s بدهی پرداخت‌نشده دارد.": "This file owes %(amount)s.",
    "این پرونده لغو شده است.": "This file is cancelled.",
    "با هزینه": "Charged",
    "بازرس هنوز زمان بازرسی را تعیین نکرده است.": "The inspector has not set the time of the visit yet.",
    "بازرس زمان بازرسی را تعیین می‌کند؛ بی‌درنگ به شما خبر داده می‌شود.": (
        "The inspector sets the time of the visit; you are told at once."
    ),
    (
        "بازرس کنتور «%(labels)s» را جز آن دیده که ثبت شده است؛ مشخصات آن را بررسی و در صورت نیاز اصلاح کنید."
    ): ("The inspector saw the meter “%(labels)s” other than recorded; check it, and correct it if need be."),
    "بازرس: %(name)s": "Inspector: %(name)s",
    "بازپرداخت: %(amount)s": "Refund: %(amount)s",
    "بازگشت به پرونده": "Back to the file",
    "بخشوده‌شده: %(amount)s": "Written off: %(amount)s",
    "بخشودگی و بازپرداخت": "Write-offs and refunds",
    "بخشودگی: %(amount)s": "Write-off: %(amount)s",
    "بخشیده یا برگشته: %(amount)s": "Credited: %(amount)s",
    "بدهکاری": "Debt",
    "بدهی: %(amount)s": "Debt: %(amount)s",
    "بدهی‌ها": "Debts",
    "بدون هزینه": "Free",
    "بر پایهٔ نسخهٔ %(n)s تعرفه، روز %(day)s": "By tariff version %(n)s, on %(day)s",
    "برگشت تفاوت پیش‌پرداخت": "Prepayment difference given back",
    "بلوک نیست": "It is no block",
    "بهای هر واحد": "Unit price",
    "بیش از بدهی: %(amount)s": "More than owed: %(amount)s",
    "تأیید کرده است": "Confirmed",
    "تاریخ ارجاع": "Referred",
    "تاریخ تکمیل": "Completed",
    "روز ثبت": "Registered",
    "تسویه شده است.": "It is settled.",
    "توضیحات:": "Comments:",
    "ثبت از روز": "Registered from",
    "ثبت تا روز": "Registered to",
    "ثبت پروژهٔ جدید": "Register a project",
    "ثبت: %(day)s": "Registered: %(day)s",
    "جست‌وجوی پرونده": "Search files",
    "حساب این پرونده اکنون در دسترس نیست. اندکی بعد صفحه را تازه کنید.": (
        "The account of this file is not to be had now. Refresh the page in a moment."
    ),
    "حساب پرونده": "The file's account",
    "خریداری‌شده": "Bought",
    "در حال ثبت": "being posted",
    "در نوبت از": "Waiting since",
    "طولانی‌ترین انتظار": "Longest wait",
    "دلیل درخواست زمان دیگر": "Why another time is asked for",
    "رده از %(old)s به %(new)s": "class from %(old)s to %(new)s",
    "ردیف‌های صورت‌حساب ثبت": "The registration invoice's lines",
    "رسید %(number)s": "Receipt %(number)s",
    "رویدادها": "Timeline",
    "رویدادهای بعدی": "More events",
    "رویدادهای پروندهٔ %(number)s": "Timeline of file %(number)s",
    "زمان بازرسی (%(when)s) رسیده است و گزارش آن هنوز ثبت نشده.": (
        "The time of the visit (%(when)s) has come; its report is not filed yet."
    ),
    "زمان بازرسی (%(when)s) رسیده است؛ گزارش آن را ثبت کنید.": (
        "The time of the visit (%(when)s) has come; file its report."
    ),
    "زمان بازرسی را تعیین کنید.": "Set the time of the visit.",
    "زمان بازرسی: %(when)s. حضور مجری تأیید شده است.": "Visit: %(when)s. The contractor has confirmed.",
    "زمان بازرسی: %(when)s. حضورتان را تأیید کنید یا زمان دیگری بخواهید.": (
        "Visit: %(when)s. Confirm that somebody will be there, or ask for another time."
    ),
    "زمان بازرسی: %(when)s. مجری هنوز حضورش را تأیید نکرده است.": (
        "Visit: %(when)s. The contractor has not confirmed yet."
    ),
    "زمان دیگری خواسته است": "Asked for another time",
    "زمان دیگری خواسته‌اید. تا بازرس آن را تغییر ندهد، زمان بازرسی همان %(when)s است.": (
        "You asked for another time. Until the inspector moves it, the visit is %(when)s."
    ),
    "زمان پیشنهادی مجری": "The contractor's suggestion",
    "زیربنا": "Area",
    "زیربنا از %(old)s به %(new)s، مصرف از %(old_use)s به %(new_use)s": (
        "area from %(old)s to %(new)s, consumption from %(old_use)s to %(new_use)s"
    ),
    "صادرشده در %(day)s با نسخهٔ %(n)s تعرفه": "Issued on %(day)s by tariff version %(n)s",
    "صافی‌های دیگر و ترتیب": "More filters, and the order",
    "صورت‌حساب تکمیلی %(number)s": "Supplementary invoice %(number)s",
    "صورت‌حساب تکمیلی، %(amount)s، را بپردازید.": "Pay the supplementary invoice, %(amount)s.",
    "صورت‌حساب ثبت %(number)s": "Registration invoice %(number)s",
    "صورت‌حساب ثبت در حال صدور است؛ چند لحظهٔ دیگر صفحه را تازه کنید.": (
        "The registration invoice is being issued; refresh the page in a moment."
    ),
    "صورت‌حساب ثبت، %(amount)s، را بپردازید تا پرونده به بازرس ارجاع شود.": (
        "Pay the registration invoice, %(amount)s, for the file to be referred to an inspector."
    ),
    "قدیمی‌ترین": "Oldest",
    "مالک": "Owner",
    "مالیات: %(amount)s": "VAT: %(amount)s",
    "باقی‌مانده": "Left",
    "مجری باید صورت‌حساب تکمیلی، %(amount)s، را بپردازد.": (
        "The contractor has to pay the supplementary invoice, %(amount)s."
    ),
    "مجری زمان دیگری به‌جای %(when)s خواسته است.": "The contractor asks for another time than %(when)s.",
    "مجری: %(name)s": "Contractor: %(name)s",
    "مدت": "Duration",
    "مشخصات پروژه": "The project",
    "مصرف": "Consumption",
    "مصرف‌شده": "Used",
    "مغایرت": "Mismatch",
    "منطقه": "Area of work",
    "نسخهٔ %(n)s تعرفه": "tariff version %(n)s",
    "نوع لوله‌کشی": "Kind of piping",
    "هزینه باطل شد": "Charge void",
    "هزینه در %(day)s باطل شد.": "The charge was voided on %(day)s.",
    "هزینه در حال بررسی": "Charge being decided",
    "هزینهٔ آخرین گزارش در حال بررسی است.": "The charge of the last report is being decided.",
    "هزینهٔ گزارش‌ها": "Charges of reports",
    "هزینهٔ گزارش‌های دیگر": "Charges of other reports",
    "همهٔ رویدادها در یک صفحه": "The timeline on a page of its own",
    "همهٔ رویدادهای پرونده": "All that happened to the file",
    "همهٔ کنتورها در هر دو مرحله تأیید شدند و پرونده تکمیل شد.": (
        "All meters were approved in both phases; the file is completed."
    ),
    "هنوز ارجاع نشده": "Not referred yet",
    "هنوز پاسخی نداده است": "No answer yet",
    "هنوز پرونده‌ای ثبت نشده است. پرونده‌ها را مجریان ثبت می‌کنند.": (
        "No file is registered yet. Contractors register them."
    ),
    "هنوز پرونده‌ای ندارید. با ثبت نخستین پروژه آغاز کنید.": (
        "You have no files yet. Begin by registering a project."
    ),
    "هنوز پولی برای این پرونده دریافت نشده است.": "No money has come in for this file yet.",
    "هنوز گزارشی ثبت نشده است. نتیجهٔ هر بازدید اینجا می‌آید.": (
        "No report yet. The result of each visit comes here."
    ),
    "واحد": "Unit",
    "واحدهای پیش‌پرداخت": "Prepaid units",
    "واحدهایی که با باطل شدن هزینهٔ یک گزارش بازگشتند، با بهای امروز": (
        "Units that came back from a void charge, at today's price"
    ),
    "پاسخ مجری": "The contractor's answer",
    "پرداخت‌شده: %(amount)s": "Paid: %(amount)s",
    "پرداخت‌نشده: %(amount)s": "Unpaid: %(amount)s",
    "پرداخت‌ها": "Payments",
    "پرونده در انتظار پرداخت صورت‌حساب ثبت از سوی مجری است.": (
        "The file awaits the contractor's payment of the registration invoice."
    ),
    "پرونده در نوبت ارجاع است. کاری برای شما نیست؛ با ارجاع به بازرس، به شما خبر داده می‌شود.": (
        "The file waits for an inspector. There is nothing for you to do; you will be told."
    ),
    "پرونده در نوبت ارجاع به بازرس است.": "The file waits for an inspector.",
    "پرونده‌ای با این نشانه‌ها نیست. صافی‌ها را کمتر کنید.": "No file is like that. Use fewer filters.",
    "پرونده‌های من": "My files",
    "پس از اصلاح کنتور و تغییر ردهٔ آن": "After a meter was corrected and its class changed",
    "چاپ": "Print",
    "کنتور «%(labels)s» جز آن دیده شده که ثبت شده است؛ مجری می‌تواند آن را اصلاح کند.": (
        "The meter “%(labels)s” was seen other than recorded; the contractor can correct it."
    ),
    "کنتورها با رده و وضعیت هر مرحله": "The meters with their class and standing in each phase",
    "گام بعدی": "What is next",
    "گزارش‌های بازرسی": "Inspection reports",
}

TERMS: dict[str, tuple[str, str]] = {
    "standing.open": ("باز", "Open"),
    "standing.approved": ("تأییدشده", "Approved"),
    "rule.concealed_stage": (
        "مرحلهٔ زیرکار بیش از مراحل پیش‌پرداخت‌شده، به بهای یک مرحله برای همهٔ کنتورها",
        "A concealed stage beyond the prepaid ones, at the price of a stage for all meters",
    ),
    "rule.concealed_stage.covered": (
        "مرحلهٔ زیرکار، از محل مراحل پیش‌پرداخت‌شده",
        "A concealed stage, out of the prepaid ones",
    ),
    "rule.defective": (
        "اشکال در لوله‌کشی، به بهای بازدید دوبارهٔ کنتورهای دارای اشکال",
        "A defect, at the price of another visit to the meters concerned",
    ),
    "rule.defective.covered": ("اشکال در لوله‌کشی، از محل پیش‌پرداخت", "A defect, out of what was prepaid"),
    "rule.absent_charged": (
        "نبودن مجری در زمان بازرسی، به بهای بازدید دوبارهٔ کنتورها",
        "Nobody was there, at the price of another visit to the meters concerned",
    ),
    "rule.absent_charged.covered": (
        "نبودن مجری در زمان بازرسی، از محل پیش‌پرداخت",
        "Nobody was there, out of what was prepaid",
    ),
    "rule.approved": ("تأیید، بدون هزینه", "Approval, free"),
    "rule.absent_free": ("عدم حضور بدون هزینه", "Absent, free"),
    "debit.manual": ("بدهی دستی از سوی امور مالی", "Debit by finance"),
    "debit.reversed_payment": ("پرداخت برگشت‌خورده", "Reversed payment"),
    "service.referral": ("ارجاع", "Referral"),
    "service.inspection": ("بازرسی", "Inspection"),
    "service.billing": ("امور مالی", "Billing"),
    "service.messaging": ("پیام‌ها", "Messages"),
    "service.auth": ("کاربران", "Users"),
    "provider.bank": ("فیش بانکی", "Bank receipt"),
    "provider.sandbox": ("پرداخت اینترنتی (آزمایشی)", "Online payment (test)"),
    "provider.zarinpal": ("پرداخت اینترنتی (زرین‌پال)", "Online payment (Zarinpal)"),
}
