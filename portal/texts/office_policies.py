"""The English of the policies: what they are called, and what follows of them."""

ENGLISH: dict[str, str] = {
    "سیاست‌ها": "Policies",
    "آنچه سازمان خود تعیین می‌کند. هر تغییر نسخه‌ای تازه است و بی‌درنگ اجرا می‌شود.": (
        "What the organization decides by itself. Each change is a new version, in force at once."
    ),
    "پیش‌فرض سامانه": "The system's default",
    "تاریخچه و تغییر": "History and change",
    "همهٔ سیاست‌ها": "All policies",
    (
        "نسخهٔ تازه در «اکنون» آمده است و آنچه شما نوشته‌اید در فرم مانده است. اگر باز هم همان را "
        "می‌خواهید، دوباره ثبت کنید تا جای نسخهٔ تازه را بگیرد."
    ): (
        "The new version is shown under “Now”, and what you typed is still in the form. "
        "If you still want it, record it "
        "again, and it takes the new version's place."
    ),
    "اکنون": "Now",
    "تغییر": "Change",
    "دلیل تغییر": "Reason of the change",
    "در تاریخچه می‌ماند.": "It stays in the history.",
    "نسخهٔ تازه بی‌درنگ برای همه اجرا می‌شود؛ نسخه‌های پیشین در تاریخچه می‌مانند.": (
        "The new version is in force for everybody at once; earlier ones stay in the history."
    ),
    "ثبت نسخهٔ تازه": "Record the new version",
    "تاریخچه": "History",
    "سیاست تغییر کرد و از همین حالا اجرا می‌شود.": "The policy is changed, and in force from now on.",
    "ارجاع و تقسیم کار": "Referral and sharing of work",
    "بازدید، گزارش و مهلت‌ها": "Visits, reports and deadlines",
    "پیامک": "SMS",
    # areas
    "%(name)s (کد %(code)s)": "%(name)s (code %(code)s)",
    "منطقه‌ها به ترتیب: %(names)s.": "The areas in their order: %(names)s.",
    "هیچ منطقه‌ای نیست.": "There is no area.",
    "منطقه‌ها، به ترتیبی که پیشنهاد می‌شوند": "The areas in the order in which they are offered",
    "کد با حروف لاتین است و با نخستین پرونده ثابت می‌شود. ردیفی که خالی شود کنار گذاشته می‌شود.": (
        "A code has Latin letters, and stays as it is from the first file on. A row that is emptied is left out."
    ),
    "کد": "Code",
    "نام فارسی": "Persian name",
    "نام انگلیسی": "English name",
    "%(name)s در ردیف %(n)s": "%(name)s in row %(n)s",
    # sharing of work
    "پرونده‌ای که با انصراف غیرموجه رها شود در بار کاری بازرس می‌ماند و نوبت او دیرتر می‌رسد.": (
        "A file that an inspector gave up by an unexcused withdrawal stays in their load "
        "of this year; so their turn comes later."
    ),
    "هیچ انصرافی، چه موجه و چه غیرموجه، در بار کاری بازرس نمی‌ماند.": (
        "No withdrawal, excused or not, stays in an inspector's load."
    ),
    "انصراف غیرموجه در بار کاری بازرس بماند": "Unexcused withdrawals stay in the inspector's load",
    "با «غیرموجه» دانستن انصراف، ارزش آن پرونده از بار کاری امسال بازرس کم نمی‌شود.": (
        "If a withdrawal is ruled unexcused, the file's worth is not taken off the inspector's load of this year."
    ),
    # the calendar
    "هیچ روزی": "no day",
    "هر هفته تعطیل است: %(days)s.": "Off every week: %(days)s.",
    "ساعت کار از %(start)s تا %(end)s است.": "Working hours are from %(start)s to %(end)s.",
    "تعطیلی‌های هرساله: %(days)s.": "Holidays of every year: %(days)s.",
    "تعطیلی‌های یک‌باره: %(days)s.": "Single holidays: %(days)s.",
    "روزهای تعطیل هفته": "Days off in the week",
    "آغاز ساعت کار": "Start of the working hours",
    "پایان ساعت کار": "End of the working hours",
    "مانند ۰۸:۰۰": "Such as 08:00",
    "مانند ۱۸:۰۰": "Such as 18:00",
    "تعطیلی‌های هرساله": "Holidays of every year",
    "ماه و روز، هر کدام در یک سطر؛ مانند ۰۱/۱۳": "Month and day, one a line, such as 01/13",
    "تعطیلی‌های یک‌باره": "Single holidays",
    "تاریخ کامل، هر کدام در یک سطر؛ مانند ۱۴۰۵/۰۹/۱۵": "The whole date, one a line, such as 1405/09/15",
    # visits
    "بازدید در روز تعطیل، بیرون از ساعت کار یا با فرصت کم پذیرفته می‌شود، با تذکر.": (
        "Visits on a day off, outside the hours or at little notice are taken, with a remark."
    ),
    "بازدید در روز تعطیل، بیرون از ساعت کار یا با فرصت کم پذیرفته نمی‌شود.": (
        "Visits on a day off, outside the hours or at little notice are refused."
    ),
    "بازدیدی که کمتر از %(n)s دقیقه پیش از زمانش تعیین شود، «با فرصت کم» شمرده می‌شود.": (
        "A visit that is set less than %(n)s minutes before its time is “at little notice”."
    ),
    "یادآوری، روز پیش از بازدید ساعت %(time)s فرستاده می‌شود.": (
        "Reminders are sent on the day before the visit at %(time)s."
    ),
    "بازدید در زمان نامعمول": "Visits at unusual times",
    "پذیرفتن با تذکر": "Take them, with a remark",
    "نپذیرفتن": "Refuse them",
    "کمترین فرصت، به دقیقه": "Least notice, in minutes",
    "یک شبانه‌روز ۱٬۴۴۰ دقیقه است.": "A day and a night are 1,440 minutes.",
    "ساعت یادآوری در روز پیش": "Time of the reminder on the day before",
    "مانند ۱۷:۰۰": "Such as 17:00",
    # deadlines
    "بازرس پس از ارجاع %(n)s روز کاری فرصت دارد زمان بازدید را تعیین کند.": (
        "After the referral the inspector has %(n)s working days to set the appointment."
    ),
    "بازرس پس از بازدید %(n)s روز فرصت دارد گزارش را ثبت کند.": (
        "After the visit the inspector has %(n)s days to report."
    ),
    "پرونده‌ای که %(n)s ماه هیچ رویدادی نداشته باشد، بی‌حرکت شمرده می‌شود.": (
        "A file to which nothing has happened for %(n)s months counts as idle."
    ),
    "هر که مهلتی را از دست بدهد، تنها برای عزل پیشنهاد می‌شود؛ تصمیم با دفتر است.": (
        "Whoever misses a deadline is only proposed for dismissal; the office decides."
    ),
    "مهلت تعیین زمان بازدید، به روز کاری": "Time to set the appointment, in working days",
    "مهلت ثبت گزارش، به روز": "Time to report, in days",
    "بی‌حرکت شمردن پرونده پس از چند ماه": "Months after which a file counts as idle",
    # the gate
    "پروندهٔ بدهکار در هر حال گزارش تازه نمی‌پذیرد.": "A debtor's file takes no new report in any case.",
    "تا صورت‌حساب تکمیلیِ اصلاح کنتور پرداخت نشود، گزارش بعدی پذیرفته نمی‌شود.": (
        "Until the supplementary invoice of a corrected meter is paid, the next report is refused."
    ),
    "صورت‌حساب تکمیلیِ اصلاح کنتور، حتی پرداخت‌نشده، جلوی گزارش بعدی را نمی‌گیرد.": (
        "The supplementary invoice of a corrected meter is issued, but the next report need not wait for its payment."
    ),
    "صورت‌حساب تکمیلیِ پرداخت‌نشده، جلوی گزارش بعدی را بگیرد": (
        "An unpaid supplementary invoice keeps the next report out"
    ),
    # objections
    "مجری از روز ثبت گزارش %(n)s روز فرصت دارد به آن اعتراض کند.": (
        "The contractor has %(n)s days from the filing of a report to object to it."
    ),
    "مهلت اعتراض، به روز": "Time to object, in days",
    # SMS
    "پیامک فرستاده می‌شود.": "SMS are sent.",
    "هیچ پیامکی فرستاده نمی‌شود؛ پیام‌ها تنها در سامانه دیده می‌شوند.": (
        "No SMS is sent; messages are seen in the system only."
    ),
    "ساعت سکوت نیست؛ پیامک در هر ساعتی فرستاده می‌شود.": "There are no quiet hours; SMS are sent at any time.",
    "از ساعت %(start)s تا %(end)s پیامکی فرستاده نمی‌شود و آنچه مانده است پس از آن می‌رود.": (
        "From %(start)s to %(end)s no SMS is sent; what waits goes afterwards."
    ),
    "پیامک ناکام تا %(n)s بار آزموده می‌شود: نخست پس از %(first)s دقیقه و سرانجام هر %(longest)s دقیقه.": (
        "An SMS that fails is tried up to %(n)s times: first after %(first)s minutes, "
        "then at growing distances of up to "
        "%(longest)s minutes."
    ),
    "پیامکی که %(n)s ساعت مانده باشد، دیگر فرستاده نمی‌شود.": (
        "An SMS that has waited for %(n)s hours is not sent any more."
    ),
    "پیامک فرستاده شود": "Send SMS",
    "آغاز ساعت سکوت": "Start of the quiet hours",
    "پایان ساعت سکوت": "End of the quiet hours",
    "مانند ۲۲:۰۰؛ آغاز و پایان یکسان یعنی بدون ساعت سکوت": "Such as 22:00; the same start and end mean no quiet hours",
    "مانند ۰۷:۰۰": "Such as 07:00",
    "بیشترین شمار تلاش": "Most attempts",
    "تلاش دوم پس از چند دقیقه": "Minutes until the second attempt",
    "بیشترین فاصلهٔ دو تلاش، به دقیقه": "Longest time between two attempts, in minutes",
    "کنار گذاشتن پیامک پس از چند ساعت": "Hours after which an SMS is given up",
}

TERMS: dict[str, tuple[str, str]] = {
    "policy.referral.areas": ("منطقه‌ها", "Areas"),
    "policy.referral.engine": ("تقسیم کار میان بازرسان", "Sharing of work among inspectors"),
    "policy.inspection.calendar": ("تقویم کاری", "Working calendar"),
    "policy.inspection.visits": ("زمان بازدیدها", "Times of visits"),
    "policy.inspection.deadlines": ("مهلت‌ها", "Deadlines"),
    "policy.inspection.gate": ("پذیرش گزارش", "When reports are taken"),
    "policy.inspection.objections": ("مهلت اعتراض به گزارش", "Time to object to a report"),
    "policy.messaging.sms": ("پیامک‌ها", "SMS"),
}
