"""The English of the inspector's pages (``pages/inspector*.py``), and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    # menu and home
    "کاربرگ بازرسی گاز": "Worksheet",
    "پرونده‌های ارجاع‌شده": "Referred files",
    "پیش‌بازرسی": "Pre-inspection",
    "بازرسی نهایی": "Final inspection",
    "گزارشات": "Reports",
    "لیست پرونده‌های تأییدی": "Approved files",
    "لیست پرونده‌های انصرافی": "Withdrawn files",
    "لیست پرونده‌های عزل‌شده": "Dismissed files",
    "گزارش مالی": "Financial report",
    "پرداخت‌های من": "My payouts",
    "ساعت %(time)s": "At %(time)s",
    "درخواست تغییر زمان": "Another time asked for",
    "مجری تأیید کرد": "Confirmed by the contractor",
    "بازدیدها در تقویم گوشی": "Visits in my calendar",
    "با کاربرگ کنونی شما پرونده‌ای به شما ارجاع نمی‌شود.": "With your present worksheet no file is referred to you.",
    "تکمیل کاربرگ": "Fill in the worksheet",
    "پرونده در %(phase)s": "files in %(phase)s",
    "%(n)s بی زمان بازرسی": "%(n)s without a visit",
    "پروندهٔ بدهکار": "debtor files",
    "پیام خوانده‌نشده": "unread messages",
    "بازدیدهای بی گزارش": "Visits without a report",
    "بازدیدهای امروز": "Today's visits",
    "بازدیدها اکنون در دسترس نیست. اندکی بعد صفحه را تازه کنید.": (
        "The visits cannot be read now. Reload the page in a while."
    ),
    "امروز بازدیدی ندارید.": "You have no visit today.",
    "بازدیدهای هفت روز آینده": "Visits of the next seven days",
    "بازدیدی در پیش نیست. برای پرونده‌های بی زمان، زمان بازرسی تعیین کنید.": (
        "No visit lies ahead. Set one for the files that have none."
    ),
    "پرونده‌های پیش‌بازرسی": "Files in pre-inspection",
    "پرونده‌های بازرسی نهایی": "Files in final inspection",
    "%(n)s روز گذشته": "%(n)s days late",
    "در پیش": "Ahead",
    "تا %(time)s": "until %(time)s",
    "مهلت گذشته‌ای ندارید و تا هفت روز دیگر نیز مهلتی نیست.": "No deadline is missed, and none falls in seven days.",
    "مهلت‌ها اکنون در دسترس نیست.": "The deadlines cannot be read now.",
    "ماه من: %(month)s %(year)s": "My month: %(month)s %(year)s",
    "حق‌الزحمهٔ این ماه، هفته به هفته": "This month's fees, week by week",
    "هفته": "Week",
    "هفتهٔ %(n)s": "Week %(n)s",
    "حق‌الزحمه": "Fee",
    "%(first)s تا %(last)s": "%(first)s to %(last)s",
    # worksheet
    "بگویید چه کاری را، کجا و چه روزهایی می‌پذیرید؛ ارجاع از روی همین کاربرگ است.": (
        "Say which work you take, where, and on which days; files are referred by this worksheet."
    ),
    "پروندهٔ تازه می‌پذیرم": "I take new files",
    "بدون این علامت پروندهٔ تازه‌ای به شما نمی‌رسد؛ پرونده‌هایی که در دست دارید نزد شما می‌مانند.": (
        "Without this tick you get no new file; those in your hands stay with you."
    ),
    "شهرها و منطقه‌ها": "Towns and areas",
    "منطقه‌های دیگر": "Other areas",
    "کد منطقه‌ای که در فهرست بالا نیست، با حروف لاتین؛ چند کد را با فاصله جدا کنید.": (
        "Codes of areas that are not in the list above, in Latin letters, with blanks between them."
    ),
    "بلوک (ساختمان چندواحدی) هم می‌پذیرم": "Blocks (buildings of several units), too",
    "روزهای کار": "Working days",
    "ظرفیت: چند پرونده هم‌زمان؟": "Capacity: how many files at a time?",
    "تا این شمار پرونده هم‌زمان به شما ارجاع می‌شود؛ سهم شما نیز نسبت به آن سنجیده می‌شود.": (
        "So many files at most are referred to you at a time; your share is measured by it, too."
    ),
    "ثبت کاربرگ": "Save the worksheet",
    "کاربرگ شما ثبت شد.": "Your worksheet is saved.",
    # lists
    "جست‌وجو در فهرست": "Search in the list",
    "دیرینه‌ترین ارجاع": "Oldest referral",
    "تازه‌ترین ارجاع": "Newest referral",
    "دیرینه‌ترین": "Oldest",
    "پرونده‌هایی که در دست شماست، از دیرینه‌ترین ارجاع": "The files in your hands, the oldest referral first",
    "یک کنتور": "1 meter",
    "%(n)s کنتور": "%(n)s meters",
    "ارجاع امروز": "referred today",
    "یک روز از ارجاع": "1 day since the referral",
    "%(n)s روز از ارجاع": "%(n)s days since the referral",
    "مجری زمان دیگری خواسته است": "the contractor asks for another time",
    "زمان بازرسی تعیین نشده است": "No visit is set",
    "با این جست‌وجو پرونده‌ای نیست.": "No file is like that.",
    "اکنون پرونده‌ای در این مرحله ندارید. پرونده‌ها از روی کاربرگ شما ارجاع می‌شوند.": (
        "You have no file in this phase now. Files are referred by your worksheet."
    ),
    "دیدن کاربرگ": "See the worksheet",
    "همهٔ مرحله‌ها": "All phases",
    "تأیید": "Approved",
    "انصراف": "Withdrawn",
    "عزل": "Dismissed",
    "رأی دفتر ارجاع: %(reason)s": "The office's ruling: %(reason)s",
    "هنوز پرونده‌ای را تأیید نکرده‌اید. پرونده‌ای که همهٔ کنتورهایش تأیید شود اینجا می‌آید.": (
        "You have approved no file yet. A file comes here when all its meters are approved."
    ),
    "از پرونده‌ای انصراف نداده‌اید.": "You have withdrawn from no file.",
    "از پرونده‌ای عزل نشده‌اید.": "You were dismissed from no file.",
    # money
    "گزارش مالی بازرسی‌های انجام‌شده": "Financial report of the inspections done",
    "بازهٔ گزارش": "Range of the report",
    "از %(first)s تا %(last)s، هر دو روز به حساب آمده": "From %(first)s to %(last)s, both included",
    "حق‌الزحمهٔ کل": "All fees",
    "از پرونده‌های بلوک": "from blocks",
    "از پرونده‌های غیر بلوک": "from files that are no blocks",
    "کنتورها و مرحله‌ها": "Meters and stages",
    "غیر بلوک": "No block",
    "شمار کنتورها": "Meters",
    "پرونده‌های بلوک": "Blocks",
    "پرونده‌های غیر بلوک": "Files that are no blocks",
    "روز": "Day",
    "هزینهٔ بازرسی": "Cost of the inspection",
    "برگشت هزینهٔ باطل‌شده": "Taken back: the charge was voided",
    "در این بازه گزارشی که حق‌الزحمه داشته باشد نیست. بازهٔ دیگری انتخاب کنید.": (
        "No report in this range earned a fee. Choose another range."
    ),
    "آنچه سازمان از حق‌الزحمهٔ شما به حسابتان فرستاده است": "What the organization sent you of your fees",
    "فرستاده‌شده": "Sent",
    "بابت": "For",
    "خالص": "Net",
    "هنوز پرداختی به شما نشده است. حق‌الزحمهٔ انباشته را در گزارش مالی ببینید.": (
        "Nothing was paid to you yet. See what you earned in the financial report."
    ),
    # the calendar's address
    "با این نشانی، برنامهٔ تقویم شما بازدیدها را خودش می‌خواند.": (
        "With this address your calendar program reads the visits by itself."
    ),
    "نشانی تازهٔ شما": "Your new address",
    "این نشانی تنها همین یک بار نشان داده می‌شود. آن را در برنامهٔ تقویم خود، «افزودن تقویم از نشانی» بگذارید و به دیگری "
    "ندهید؛ هر کس آن را داشته باشد بازدیدهای شما را می‌بیند.": (
        "This address is shown this once. Put it into your calendar program as a calendar from an address, and give it "
        "to nobody: whoever has it sees your visits."
    ),
    "نشانی تقویم": "Address of the calendar",
    "ساخته‌شده در": "Made on",
    "آخرین خواندن": "Last read",
    "هنوز خوانده نشده است": "Not read yet",
    "با ساختن نشانی تازه، نشانی پیشین از کار می‌افتد.": "A new address ends the one before.",
    "هنوز نشانی تقویم ندارید.": "You have no such address yet.",
    "ساختن نشانی تازه": "Make a new address",
    "از کار انداختن نشانی": "End the address",
    "نشانی تقویم از کار افتاد.": "The address has ended.",
    # visits
    "به مدت %(n)s دقیقه": "for %(n)s minutes",
    "مجری زمان دیگری خواسته است:": "The contractor asks for another time:",
    "زمان پیشنهادی: %(time)s": "Proposed: %(time)s",
    "پذیرفتن زمان پیشنهادی": "Take the proposed time",
    "زمانی پیشنهاد نکرده است. اگر می‌پذیرید، زمان تازه‌ای انتخاب کنید؛ وگرنه همین زمان برجاست.": (
        "They propose none. If you agree, choose a new time; otherwise this one stands."
    ),
    "به مجری گفته شده است؛ هنوز پاسخی نداده.": "The contractor was told, and has not answered yet.",
    "جابه‌جایی زمان": "Move the visit",
    "لغو این بازدید": "Call this visit off",
    "مجری بی‌درنگ باخبر می‌شود، و تا زمان دیگری تعیین نکنید گزارش نمی‌توان ثبت کرد. پرونده نزد شما می‌ماند.": (
        "The contractor is told at once, and you can file no report until you set another time. The file stays yours."
    ),
    "دلیل لغو را بنویسید.": "Write why it is called off.",
    "لغو بازدید": "Call the visit off",
    "نخست زمان بازرسی را برای مجری تعیین کنید؛ پس از آن فرم گزارش باز می‌شود.": (
        "First set the visit for the contractor; then the report can be written."
    ),
    "مدت بازدید": "Length of the visit",
    "نمایش زمان‌ها": "Show the times",
    "زمان‌های آزاد اکنون در دسترس نیست. روز و ساعت را در پایین بنویسید.": (
        "The free times cannot be read now. Write day and hour below."
    ),
    "با زدن هر ساعت، همان زمان تعیین و به مجری گفته می‌شود.": (
        "Pressing an hour sets the visit, and the contractor is told."
    ),
    "یک زمان آزاد": "1 free time",
    "%(n)s زمان آزاد": "%(n)s free times",
    "تعطیل": "Day off",
    "زمان آزادی نیست": "No free time",
    "هفت روز پس از آن": "The seven days after",
    "روز و ساعت دیگر": "Another day and hour",
    "دلیل جابه‌جایی": "Why it is moved",
    "روز تعطیل، ساعت بیرون از وقت کاری یا خبر دیرهنگام با یادآوری پذیرفته می‌شود، یا به تصمیم سازمان پذیرفته نمی‌شود.": (
        "A day off, an hour outside working time, or little notice is taken with a remark, or refused if the "
        "organization decided so."
    ),
    "تعیین این زمان": "Set this time",
    "زمان بازرسی تعیین و به مجری گفته شد: %(time)s": "The visit is set, and the contractor was told: %(time)s",
    "بازدید لغو شد و به مجری گفته شد. زمان دیگری تعیین کنید.": (
        "The visit is called off, and the contractor was told. Set another time."
    ),
    "توجه: %(remark)s": "Note: %(remark)s",
    "روز را مانند ۱۴۰۵/۰۹/۰۱ بنویسید.": "Write the day like 1405/09/01.",
    "ساعت را مانند ۱۰:۳۰ بنویسید.": "Write the hour like 10:30.",
    # reports
    "گزارش بازرسی": "Inspection report",
    "این پرونده %(amount)s بدهی دارد و تا تسویهٔ کامل آن گزارش تازه‌ای پذیرفته نمی‌شود. مجری باید بدهی را بپردازد؛ با "
    "پرداخت او این فرم خودش باز می‌شود.": (
        "This file owes %(amount)s, and takes no new report until all of it is paid. The contractor has to pay; then "
        "this form opens by itself."
    ),
    "هزینهٔ گزارش پیشین هنوز در حال بررسی است و تا روشن شدن آن گزارش تازه‌ای پذیرفته نمی‌شود. چند لحظهٔ دیگر صفحه را "
    "تازه کنید.": (
        "The cost of the report before is still being decided, and until then no new report is taken. Reload the page "
        "in a moment."
    ),
    "تازه کردن صفحه": "Reload",
    "هنوز زمان بازرسی تعیین نشده است. گزارش هر بازدید پس از تعیین زمان آن ثبت می‌شود.": (
        "No visit is set yet. A visit's report is filed after its time was set."
    ),
    "دور ریختن پیش‌نویس": "Throw the draft away",
    "متن گزارش": "Report",
    "آنچه در این بازدید دیدید و آزمودید": "What you saw and tested in this visit",
    "توضیحات": "Comments",
    "آنچه مجری باید بداند؛ برای نمونه مغایرت کنتور": "What the contractor has to know, such as a meter that differs",
    "نتیجه‌ای که در پایین می‌زنید برای همهٔ کنتورهای باز این مرحله است، مگر آنکه اینجا برای کنتوری نتیجهٔ دیگری "
    "انتخاب کنید.": (
        "The outcome that you press below is for all meters that are open in this phase, except those for which you "
        "choose another here."
    ),
    "%(area)s متر مربع": "%(area)s m²",
    "%(use)s متر مکعب در ساعت": "%(use)s m³/h",
    "پیش‌تر تأیید شده": "Approved before",
    "نتیجهٔ %(meter)s": "Outcome of %(meter)s",
    "مانند همه": "Like all",
    "مغایر با سامانه است": "It differs from what is recorded",
    "چه دیدید؟": "What did you see?",
    "برای نمونه: کنتور G6 نصب است. مجری آنگاه متراژ و مصرف را اصلاح می‌کند.": (
        "For instance: a G6 meter is installed. The contractor then corrects area and consumption."
    ),
    "نتیجهٔ بازدید": "Outcome of the visit",
    "پیش از ثبت، هزینهٔ گزارش و پیامد آن را می‌بینید و سپس تأیید می‌کنید.": (
        "Before it is filed you see what the report costs and what follows, and confirm it."
    ),
    "همهٔ کنتورها با هم؛ تاکنون %(n)s مرحله ثبت شده": "All meters together; %(n)s stages until now",
    "بی هزینه": "Free",
    "هزینه برای مجری دارد": "Costs the contractor",
    "متن گزارش را بنویسید.": "Write the report.",
    "یکی از نتیجه‌ها را انتخاب کنید.": "Choose an outcome.",
    "این فرم پیش‌تر با متن یا نتیجهٔ دیگری فرستاده شده است. نخست گزارش‌های پرونده را ببینید.": (
        "This form was sent before, with another text or outcome. First look at the file's reports."
    ),
    "پیش از ثبت گزارش": "Before the report is filed",
    "هزینهٔ این گزارش را اکنون نمی‌توان برآورد کرد. اگر ثبت کنید، هزینه پس از آن روشن می‌شود و ممکن است برای مجری بدهی "
    "ایجاد کند.": (
        "What this report costs cannot be said now. If you file it, the cost is decided afterwards, and may be a debt "
        "of the contractor."
    ),
    "این گزارش %(amount)s بدهی ایجاد می‌کند و تا تسویه، گزارش بعدی بسته است.": (
        "This report makes a debt of %(amount)s, and until that is paid the next report is closed."
    ),
    "هزینهٔ این گزارش، %(amount)s، از پیش‌پرداخت مجری (%(unit)s) برداشته می‌شود و بدهی ایجاد نمی‌کند.": (
        "This report costs %(amount)s, which the contractor has prepaid (%(unit)s); it makes no debt."
    ),
    "هزینهٔ این گزارش %(amount)s است و بدهی تازه‌ای ایجاد نمی‌کند.": (
        "This report costs %(amount)s, and makes no new debt."
    ),
    "این گزارش برای مجری هزینه‌ای ندارد.": "This report costs the contractor nothing.",
    "با این گزارش همهٔ کنتورها تأیید می‌شوند و پرونده به بازرسی نهایی می‌رود.": (
        "With this report all meters are approved, and the file goes to final inspection."
    ),
    "با این گزارش همهٔ کنتورها تأیید می‌شوند و پرونده تکمیل می‌شود.": (
        "With this report all meters are approved, and the file is completed."
    ),
    "ریز هزینه": "The cost in lines",
    "نتیجه": "Outcome",
    "،": ",",
    "پیش‌پرداخت: %(unit)s": "Prepaid: %(unit)s",
    "بر پایهٔ تعرفهٔ شمارهٔ %(version)s": "By tariff version %(version)s",
    "آنچه ثبت می‌شود": "What will be filed",
    "مغایر": "Differs",
    "ثبت نهایی": "File it",
    "بازگشت و ویرایش": "Back, to change it",
    "گزارش %(n)s ثبت شد": "Report %(n)s is filed",
    "نتیجهٔ هر کنتور": "Outcome of each meter",
    "هزینهٔ گزارش در حال بررسی است؛ تا چند لحظهٔ دیگر اینجا می‌آید.": (
        "The cost is being decided; it will be here in a moment."
    ),
    "هزینهٔ این گزارش %(amount)s است که %(debt)s آن بدهی شد. تا تسویهٔ بدهی، گزارش بعدی بسته است.": (
        "This report costs %(amount)s, of which %(debt)s became a debt. Until that is paid the next report is closed."
    ),
    "هزینهٔ این گزارش، %(amount)s، از آنچه مجری پیش‌تر پرداخته بود برداشته شد.": (
        "This report costs %(amount)s, which the contractor had paid before."
    ),
    "هزینهٔ این گزارش با پذیرفته شدن اعتراض مجری باطل شد.": (
        "The charge of this report was voided, as the contractor's objection was upheld."
    ),
    "این گزارش هزینه‌ای نداشت.": "This report cost nothing.",
    "همهٔ کنتورها تأیید شدند و پرونده تکمیل شد.": "All meters are approved, and the file is completed.",
    "همهٔ کنتورهای پیش‌بازرسی تأیید شدند و پرونده به بازرسی نهایی رفت. اکنون زمان بازرسی نهایی را تعیین کنید.": (
        "All meters are approved in pre-inspection, and the file went to final inspection. Now set the final visit."
    ),
    "برای بازدید بعدی، زمان تازه‌ای تعیین کنید.": "Set a new time for the next visit.",
    # withdrawal
    "انصراف از این پرونده": "Withdraw from this file",
    "بازگشت ندارد؛ پیش از ثبت از شما دوباره پرسیده می‌شود.": "It cannot be undone; you are asked again before.",
    "انصراف از پرونده": "Withdrawal from a file",
    "این پرونده اکنون در دست شما نیست.": "This file is not in your hands now.",
    "انصراف بازگشت ندارد.": "A withdrawal cannot be undone.",
    "پرونده بی‌درنگ به بازرس دیگری ارجاع می‌شود، دیگر هرگز به شما بازنمی‌گردد، و دفتر ارجاع دربارهٔ موجه بودن آن رأی "
    "می‌دهد.": (
        "The file is referred to another inspector at once, never comes back to you, and the office rules whether you "
        "were excused."
    ),
    "بازدید تعیین‌شده نیز لغو می‌شود.": "The visit that is set is called off, too.",
    "دلیل انصراف": "Why you withdraw",
    "دفتر ارجاع آن را می‌خواند و در تاریخچهٔ پرونده می‌ماند.": "The office reads it, and it stays in the file's history.",
    "می‌دانم که این انصراف بازگشت ندارد": "I know that this cannot be undone",
    "انصراف قطعی از پرونده": "Withdraw for good",
    "نه، پرونده را نگه می‌دارم": "No, I keep the file",
    "دلیل انصراف را بنویسید.": "Write why you withdraw.",
    "برای انصراف، کادر «می‌دانم» را علامت بزنید.": "To withdraw, tick the box “I know”.",
    "از این پرونده انصراف دادید. پرونده به بازرس دیگری ارجاع می‌شود.": (
        "You have withdrawn from the file. It is referred to another inspector."
    ),
}

TERMS: dict[str, tuple[str, str]] = {
    # what an inspector presses
    "press.approved": ("تأیید می‌شود", "Approved"),
    "press.concealed_stage": ("ثبت مرحلهٔ زیرکار", "Concealed stage"),
    "press.defective": ("رد / دارای اشکال", "Rejected / defective"),
    "press.absent_charged": ("عدم حضور با هزینه", "Absent, charged"),
    "press.absent_free": ("عدم حضور بدون هزینه", "Absent, free"),
    # kinds of visits in the financial report
    "stage.concealed_stage_pre": ("مرحلهٔ زیرکار", "Concealed stage"),
    "stage.approved_pre": ("تأیید پیش‌بازرسی", "Approved, pre-inspection"),
    "stage.approved_final": ("تأیید بازرسی نهایی", "Approved, final inspection"),
    "stage.defective_pre": ("دارای اشکال، پیش‌بازرسی", "Defective, pre-inspection"),
    "stage.defective_final": ("دارای اشکال، بازرسی نهایی", "Defective, final inspection"),
    "stage.absent_charged_pre": ("عدم حضور با هزینه، پیش‌بازرسی", "Absent, charged, pre-inspection"),
    "stage.absent_charged_final": ("عدم حضور با هزینه، بازرسی نهایی", "Absent, charged, final inspection"),
    "stage.absent_free_pre": ("عدم حضور بدون هزینه، پیش‌بازرسی", "Absent, free, pre-inspection"),
    "stage.absent_free_final": ("عدم حضور بدون هزینه، بازرسی نهایی", "Absent, free, final inspection"),
    # payouts, as their inspector sees them
    "my_payout.draft": ("در دست تهیه", "Being prepared"),
    "my_payout.sent": ("فرستاده به بانک", "Sent to the bank"),
    "my_payout.confirmed": ("واریز شد", "Paid"),
    "my_payout.failed": ("ناموفق", "Failed"),
    "my_payout.cancelled": ("لغوشده", "Cancelled"),
}
