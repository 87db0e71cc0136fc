"""The English of finance's books, tariffs and payouts, and the words that only they use."""

ENGLISH: dict[str, str] = {
    # entries
    "اسناد": "Entries",
    "اسناد حسابداری": "Entries of the books",
    "به ترتیب شماره. هر سند یک رویداد است و جمع آرتیکل‌هایش صفر.": (
        "In the order of their numbers. Each entry is one fact, and its postings sum to zero."
    ),
    "برون‌بری": "Export",
    "پس از سند شمارهٔ": "After entry number",
    "اسناد و آرتیکل‌ها": "Entries and their postings",
    "سند %(number)s": "Entry %(number)s",
    "پروندهٔ سند %(number)s": "The file of entry %(number)s",
    "برگشت سندی دیگر": "Reverses another entry",
    "رویداد: %(day)s": "happened on %(day)s",
    "جمع این صفحه (ریال)": "Total of this page (rials)",
    "زنجیرهٔ اسناد": "The chain of entries",
    "هر سند با چکیدهٔ سند پیشین زنجیر شده است تا هیچ سندی پنهانی عوض نشود.": (
        "Each entry is chained to the hash of the one before it, so that none can be changed unseen."
    ),
    "چکیدهٔ پیش از این صفحه": "Hash before this page",
    "چکیدهٔ واپسین سند این صفحه": "Hash of the last entry of this page",
    "پس از این شماره سندی نیست.": "There is no entry after this number.",
    "اسناد پیشین": "Earlier entries",
    "اسناد بعدی": "Later entries",
    "آخرین اسناد": "The last entries",
    # trial balance
    "تراز آزمایشی": "Trial balance",
    "ماندهٔ حساب‌ها": "Balances of the accounts",
    "ماهیت": "Kind",
    "سرفصل سازمان": "The organization's account",
    "گردش بدهکار": "Debits",
    "گردش بستانکار": "Credits",
    "ماندهٔ بدهکار": "Debit balance",
    "ماندهٔ بستانکار": "Credit balance",
    "تراز است: جمع بدهکار و بستانکار برابر است.": "It balances: debits and credits are equal.",
    "تراز نیست. صفحهٔ «حسابرسی» می‌گوید چه برقرار نیست.": (
        "It does not balance. The audit's page says what does not hold."
    ),
    # statements
    "صورت‌حساب اشخاص": "Statements",
    "شخص را انتخاب کنید.": "Choose a person.",
    "مجریان": "Contractors",
    "بازرسان": "Inspectors",
    "کسی با این مشخصات پیدا نشد. بخشی از نام یا کد عضویت او را جست‌وجو کنید.": (
        "Nobody was found. Search for a part of their name or membership code."
    ),
    "صورت‌حساب %(name)s": "Statement of %(name)s",
    "از %(first)s تا %(last)s": "%(first)s to %(last)s",
    "ماندهٔ آغاز": "Opening balance",
    "جمع بدهکار": "Debits",
    "جمع بستانکار": "Credits",
    "ماندهٔ پایان": "Closing balance",
    "گردش حساب": "Movements",
    "تاریخ ثبت": "Posted on",
    "مانده": "Balance",
    "بدهکار یعنی این شخص به سازمان بدهکار است؛ بستانکار یعنی سازمان به او.": (
        "Debit is what this person owes the organization; credit is what the organization owes them."
    ),
    "در این روزها گردشی نیست. بازهٔ بزرگ‌تری را انتخاب کنید.": (
        "Nothing moved on these days. Choose a longer range."
    ),
    # periods
    "دوره‌ها": "Periods",
    "دوره‌های مالی": "Periods",
    "هر ماه شمسی یک دوره است. دورهٔ بسته دیگر سند نمی‌پذیرد.": (
        "Each Jalali month is a period. A closed one takes no entry."
    ),
    "بسته شد": "Closed",
    "بستن %(month)s": "Close %(month)s",
    (
        "این ماه و همهٔ ماه‌های پیش از آن برای همیشه بسته می‌شود و هیچ سندی نمی‌پذیرد. آنچه دیر برسد، با"
        " تاریخ رویداد خودش در نخستین روز باز ثبت می‌شود."
    ): (
        "This month, and every month before it, is closed for good and takes no entry. What comes late is posted on"
        " the first day that is open, and keeps its effective date."
    ),
    "این ماه و ماه‌های پیش از آن برای همیشه بسته شود؟": ("Close this month and those before it, for good?"),
    "این ماه پس از پایانش، %(day)s، بستنی است.": "It can be closed once it has ended, on %(day)s.",
    "هنوز سندی در دفتر نیست. نخستین دوره با نخستین سند می‌آید.": (
        "There is no entry yet. The first period comes with the first entry."
    ),
    "این دوره‌ها بسته شدند: %(names)s": "These periods are closed: %(names)s",
    # the chart of accounts
    "سرفصل‌ها": "Chart of accounts",
    "هر حساب این سامانه، کدام سرفصل دفتر سازمان است. ترازها و برون‌بری‌ها همین را نشان می‌دهند.": (
        "Which account of the organization's own chart each of ours is. Balances and exports show it."
    ),
    "کارها": "Actions",
    "نگاشته نشده": "Not mapped",
    "نگاشت": "Map",
    "نگاشت حساب %(code)s": "Map account %(code)s",
    "کد سرفصل در دفتر سازمان": "Code in the organization's chart",
    "نام سرفصل": "Name",
    "ترازها و برون‌بری‌ها از همین حالا این سرفصل را نشان می‌دهند؛ اسناد ثبت‌شده دست نمی‌خورند.": (
        "Balances and exports show it at once; entries that were posted stay as they are."
    ),
    "آخرین تغییر: %(when)s، %(who)s": "Last changed: %(when)s, %(who)s",
    "سرفصل نگاشته شد.": "The account is mapped.",
    # exports
    "برون‌بری دفتر روزنامه": "Export the journal",
    "اسناد چند روز، با مانده‌های پیش و پس از آن، برای برنامه‌های دیگر.": (
        "The entries of some days, with the balances before and after, for other programs."
    ),
    "هر دو روز، به تاریخ ثبت در دفتر.": "Both included, by posting date.",
    "قالب": "Format",
    "دریافت فایل": "Download",
    # the audit
    "حسابرسی": "Audit",
    "آیا هرچه باید در دفتر برقرار باشد، برقرار است؟": "Does everything hold that must hold of the books?",
    "حسابرسی کامل در پس‌زمینه": "Full audit in the background",
    "هر شب خودش انجام می‌شود و هر اندازه که لازم باشد وقت می‌برد. آنچه بالا وقت نشد، اینجا بررسی می‌شود.": (
        "It runs every night by itself, and takes its time. What there was no time for above is checked here."
    ),
    "آغاز حسابرسی کامل": "Start a full audit",
    "حسابرسی کامل آغاز شد. می‌توانید این صفحه را ببندید.": "A full audit has begun. You can leave this page.",
    "هنوز حسابرسی کاملی نبوده است.": "There has been no full audit yet.",
    "حسابرسی‌ای که %(when)s خواسته شد در حال انجام است.": "The audit that was asked for on %(when)s is running.",
    "سالم": "Sound",
    "ناسالم": "Not sound",
    "ناتمام": "Unfinished",
    "همه برقرار است.": "Everything holds.",
    "وقت نشد که همه بررسی شود؛ از آنچه بررسی شد، همه برقرار بود.": (
        "There was no time for all of it; all that was checked holds."
    ),
    "آنچه برقرار نیست پایین آمده است. به واحد فناوری اطلاعات بگویید.": (
        "What does not hold is below. Tell the IT unit."
    ),
    "بررسی نشد:": "Not checked:",
    "برقرار:": "Holds:",
    "برقرار نیست:": "Does not hold:",
    "%(n)s مورد": "%(n)s cases",
    "%(n)s قاعده برقرار است": "%(n)s rules hold",
    # tariffs
    "نسخه‌های تعرفه": "Versions of the tariff",
    "تازه‌ترین بالاتر است. هر گزارش با نسخهٔ جاری روز خودش حساب می‌شود.": (
        "The newest come first. A report is charged by the version in force on its day."
    ),
    "نسخهٔ تازه": "New version",
    "نسخهٔ تازهٔ تعرفه": "New version of the tariff",
    "نسخهٔ تازه از روی این": "New version from this one",
    "نسخهٔ %(version)s": "Version %(version)s",
    "نسخهٔ %(version)s تعرفه": "Version %(version)s of the tariff",
    "از %(day)s": "from %(day)s",
    "تا پیش از %(day)s": "until before %(day)s",
    "تا پیش از": "Until before",
    "روز اجرا ندارد": "no day yet",
    "ساختهٔ %(name)s": "made by %(name)s",
    "%(n)s٪": "%(n)s%%",
    "سهم بازرس": "Inspector's share",
    "افزودهٔ زیرکار": "Surcharge, concealed",
    "گردکردن به": "Rounded to",
    "قیمت بلوک": "Blocks are priced",
    "مراحل استفاده‌نشده": "Unused stages",
    "تعیین روز اجرا": "Put it in force",
    "تغییر روز اجرا": "Move it to another day",
    "با این نسخه حساب شده است و دیگر تغییر نمی‌کند.": "It has been used, and does not change any more.",
    "هزینه‌ها به ریال، برای هر کنتور": "Fees in rials, for each meter",
    "هزینهٔ مرحله": "Stage fee",
    "بازدید مجدد": "Revisit fee",
    "هزینهٔ مرحلهٔ %(of)s": "Stage fee of %(of)s",
    "بازدید مجدد %(of)s": "Revisit fee of %(of)s",
    "پیش‌پرداخت هنگام ثبت": "Prepaid at registration",
    "آنچه از پیش‌پرداخت برداشته می‌شود": "What prepaid stages cover",
    "نتیجهٔ گزارش": "Outcome of the report",
    "هیچ؛ بدهی می‌شود": "Nothing; it is a debt",
    "اثر این نسخه در برابر نسخهٔ جاری (%(version)s)": "Its effect beside the version in force (%(version)s)",
    "رده‌های کنتورها، با ویرگول": "Classes of the meters, with commas",
    "محاسبه": "Work it out",
    "پیش‌نمایش اثر تعرفه": "What the version would change",
    "پروندهٔ نمونه": "Sample file",
    "هر مرحله": "Each stage",
    "سهم بازرس از مرحله": "Inspector's share of a stage",
    "به ریال؛ زیر هر مبلغ، اختلاف با امروز. نمونهٔ شما بالاتر از همه می‌آید.": (
        "In rials; below each amount is the difference from today. Your own sample comes first."
    ),
    "اجرا": "In force",
    (
        "از آن روز، ثبت‌ها و گزارش‌ها با این نسخه حساب می‌شوند و نسخهٔ پیش از آن یک روز زودتر پایان می‌یابد."
        " زودترین روز، فرداست؛ پس از آغاز آن روز دیگر نمی‌توان آن را پس گرفت."
    ): (
        "From that day on registrations and reports are charged by this version, and the one before it ends the day"
        " before. Tomorrow is the earliest; once the day has begun it cannot be taken back."
    ),
    "این نسخه از روزی که نوشتید اجرا شود؟": "Put this version in force from the day that you wrote?",
    "کنار گذاشتن این نسخه": "Give this version up",
    "این نسخه پاک می‌شود و نسخهٔ پیش از آن به جای آن می‌ماند.": (
        "This version is deleted, and the one before it stays in force in its place."
    ),
    "این نسخه کنار گذاشته شود؟": "Give this version up?",
    "آنچه می‌بینید نسخه‌ای است که از آن آغاز کرده‌اید؛ هرچه را می‌خواهید عوض کنید.": (
        "What you see is the version that you began with; change what you like."
    ),
    "درصدها و گردکردن": "Percentages and rounding",
    "افزودهٔ زیرکار (درصد)": "Surcharge, concealed (percent)",
    "سهم بازرس (درصد)": "Inspector's share (percent)",
    "مالیات بر ارزش افزوده (درصد)": "Value-added tax (percent)",
    "مالیات تکلیفی (درصد)": "Withholding (percent)",
    "گردکردن به (ریال)": "Round to (rials)",
    "آنچه از مضرب این مبلغ بیشتر باشد کنار گذاشته می‌شود.": "What exceeds a multiple of this is dropped.",
    "پروندهٔ %(kind)s": "File: %(kind)s",
    "تعداد %(unit)s": "Number: %(unit)s",
    "هزینهٔ هر نتیجه، نخست از کدام پیش‌پرداخت برداشته شود": "Which prepaid stage covers which outcome",
    "شیوه‌ها و روز اجرا": "Ways, and the day",
    "مراحل استفاده‌نشدهٔ پروندهٔ تکمیل‌شده": "Unused stages of a completed file",
    "روز اجرا": "In force from",
    "اگر خالی بماند، پیش‌نویس می‌شود و روزش را بعد تعیین می‌کنید.": (
        "If left empty it is a draft, whose day you choose later."
    ),
    "ساختن نسخه": "Make the version",
    "نسخهٔ تازه ساخته شد. اثرش را ببینید.": "The version is made. See what it would change.",
    "روز اجرای این نسخه ثبت شد.": "The day is recorded.",
    "نسخهٔ %(version)s کنار گذاشته شد.": "Version %(version)s is given up.",
    # payouts
    "دسته‌های پرداخت": "Payout batches",
    "دسته‌های پرداخت به بازرسان": "Batches that pay inspectors",
    "هر دسته حق‌الزحمه‌هایی را می‌پردازد که دستهٔ دیگری نپرداخته است.": (
        "A batch pays the fees that no other batch pays."
    ),
    "پیش‌نویس تازه": "New draft",
    "حق‌الزحمه‌ها تا پایان روز": "Fees through",
    "ساختن پیش‌نویس": "Draft it",
    "پیش‌نویس چیزی نمی‌پردازد؛ پیش از نهایی کردن می‌توانید آن را ببینید و کنار بگذارید.": (
        "A draft pays nothing; you can look at it, and drop it, before it is frozen."
    ),
    "وضعیت دسته": "State of the batch",
    "تا %(day)s": "Through %(day)s",
    "%(n)s بازرس": "%(n)s inspectors",
    "%(confirmed)s واریز شد، %(failed)s نشد": "%(confirmed)s paid, %(failed)s not",
    "دسته‌ای با این وضعیت نیست. از فرم بالا پیش‌نویس بسازید.": (
        "There is no batch in this state. Draft one above."
    ),
    "پرداخت به بازرسان تا %(day)s": "Payout to inspectors through %(day)s",
    "فایل بانک": "The bank's file",
    "ناخالص": "Gross",
    "مالیات تکلیفی (%(percent)s٪)": "Withholding (%(percent)s%%)",
    "پرداختنی": "To be paid",
    "نهایی شد": "Frozen",
    "برای این بازرسان هنگام ساخت پیش‌نویس شبا ثبت نبود. پیش از نهایی کردن ثبتش کنید؛ شبای همان لحظه به بانک می‌رود:": (
        "No IBAN of these inspectors was known when this was drafted. Record them before you freeze it; the bank gets"
        " those of that moment:"
    ),
    (
        "این سطرها بی‌شبا نهایی شده‌اند و بانک نمی‌تواند آن‌ها را بپردازد. واریز نشدنشان را ثبت کنید، شبا را"
        " ثبت کنید و دستهٔ تازه بسازید:"
    ): (
        "These lines were frozen without an IBAN, and the bank cannot pay them. Record that they failed, record the"
        " IBANs, and draft another batch:"
    ),
    "سطرها": "Lines",
    "(ناخالص %(gross)s، مالیات %(tax)s)": "(gross %(gross)s, tax %(tax)s)",
    "شبا ندارد": "no IBAN",
    "بانک واریز نکرد": "The bank did not pay",
    "ثبت واریز نشدن": "Record that it was not paid",
    "سند این سطر برگشت می‌خورد و دستهٔ بعدی می‌تواند همین مبلغ را بپردازد. این کار برگشت‌پذیر نیست.": (
        "Its entry is reversed, and a later batch can pay the amount. This cannot be undone."
    ),
    "نهایی کردن دسته": "Freeze the batch",
    (
        "سطرها برای همیشه ثابت می‌شوند، سند پرداخت ثبت می‌شود و بازرسان پیام می‌گیرند. پس از آن تنها می‌توان"
        " نتیجهٔ بانک را ثبت کرد."
    ): (
        "The lines are fixed for ever, the payout is posted, and the inspectors are told. After that, only what the"
        " bank did can be recorded."
    ),
    "این دسته برای همیشه نهایی شود؟": "Freeze this batch, for good?",
    "کنار گذاشتن پیش‌نویس": "Drop the draft",
    "چیزی پرداخت نمی‌شود و دستهٔ دیگری می‌تواند همین حق‌الزحمه‌ها را بپردازد.": (
        "Nothing is paid, and another batch can pay the same fees."
    ),
    "شبای بازرسان": "Inspectors' IBANs",
    "شبای بازرس": "The inspector's IBAN",
    "بازرس را انتخاب کنید تا شبای او را ثبت کنید.": "Choose an inspector, to record their IBAN.",
    "شمارهٔ شبا": "IBAN",
    "هنوز پرونده‌ای به این بازرس ارجاع نشده است. پس از نخستین ارجاع می‌توانید شبای او را ثبت کنید.": (
        "No file has been referred to this inspector yet. Their IBAN can be recorded after the first referral."
    ),
    "با IR و ۲۴ رقم؛ رقم‌های کنترلش بررسی می‌شود.": "IR and 24 digits; the check digits are checked.",
    "از این پس، دسته‌هایی که نهایی می‌شوند به این حساب می‌پردازند. آنچه نهایی شده است عوض نمی‌شود.": (
        "Batches that are frozen from now on pay to this account. Those that are frozen already do not change."
    ),
    "ثبت شبا": "Record the IBAN",
    "شبا ثبت شد.": "The IBAN is recorded.",
    "پیش‌نویس ساخته شد. سطرها را ببینید و سپس نهایی کنید.": (
        "The draft is made. Look at its lines, then freeze it."
    ),
    "دسته نهایی شد. فایل بانک را بردارید و به بانک بدهید.": (
        "The batch is frozen. Download the bank's file, and give it to the bank."
    ),
    "پیش‌نویس کنار گذاشته شد.": "The draft is dropped.",
    "واریز ثبت شد.": "The payment is recorded.",
    "واریز نشدن ثبت شد. دستهٔ بعدی می‌تواند آن را بپردازد.": "Recorded. A later batch can pay it.",
}

TERMS: dict[str, tuple[str, str]] = {
    "period.open": ("باز", "Open"),
    "period.closed": ("بسته", "Closed"),
    # kinds of accounts
    "account.asset": ("دارایی", "Asset"),
    "account.liability": ("بدهی", "Liability"),
    "account.income": ("درآمد", "Income"),
    "account.expense": ("هزینه", "Expense"),
    # formats of the journal
    "export.xlsx": ("اکسل", "Excel"),
    "export.csv": ("CSV", "CSV"),
    "export.hledger": ("hledger", "hledger"),
    "export.beancount": ("beancount", "beancount"),
    "export.hint.xlsx": ("برای دیدن و جمع زدن", "to look at and to add up"),
    "export.hint.csv": ("برای برنامه‌های دیگر", "for other programs"),
    "export.hint.hledger": ("دفتر متنی با وارسی مانده‌ها", "a text journal that asserts balances"),
    "export.hint.beancount": ("دفتر متنی با وارسی مانده‌ها", "a text journal that asserts balances"),
    # tariffs
    "tariff.draft": ("پیش‌نویس", "Draft"),
    "tariff.scheduled": ("در انتظار اجرا", "Scheduled"),
    "tariff.in_force": ("جاری", "In force"),
    "tariff.past": ("گذشته", "Past"),
    "per_meter": ("برای هر کنتور", "per meter"),
    "per_visit": ("برای هر بازدید", "per visit"),
    "unused.kept": ("نزد سازمان می‌ماند", "kept"),
    "unused.credited": ("بستانکاری مجری می‌شود", "credited to the contractor"),
    # payouts and their lines
    "payout.draft": ("پیش‌نویس", "Draft"),
    "payout.frozen": ("نهایی‌شده", "Frozen"),
    "payout.settled": ("پایان‌یافته", "Settled"),
    "payout.cancelled": ("کنار گذاشته", "Dropped"),
    "line.draft": ("پیش‌نویس", "Draft"),
    "line.sent": ("در انتظار بانک", "Waits for the bank"),
    "line.confirmed": ("واریزشده", "Paid"),
    "line.failed": ("واریزنشده", "Not paid"),
    "line.cancelled": ("کنار گذاشته", "Dropped"),
}
