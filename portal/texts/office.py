"""The English of the office's pages: what waits, referrals, inspectors, and what is ruled on."""

ENGLISH: dict[str, str] = {
    # the menu
    "ارجاع": "Referral",
    "رسیدگی": "Rulings",
    "تنظیمات": "Settings",
    "صف ارجاع": "Referral queue",
    "ارجاع گروهی": "Batch referral",
    "بازرسان و بار کاری": "Inspectors and load",
    "ارتباط‌های اعلام‌شده": "Declared connections",
    "مهلت‌های گذشته": "Missed deadlines",
    "پیشنهادهای عزل": "Proposed dismissals",
    "انصراف‌ها": "Withdrawals",
    "اعتراض‌ها": "Objections",
    # what many of them say
    "بازرس:": "Inspector:",
    "مجری:": "Contractor:",
    "پایان:": "End:",
    "آغاز: %(time)s": "Started: %(time)s",
    "پایان: %(time)s": "Ended: %(time)s",
    "بستن": "Close",
    "در جریان": "Running",
    "همهٔ بازرسان": "All inspectors",
    "کاربرگ و بار کاری": "Worksheet and load",
    "پرونده‌های او": "Their files",
    "زمان بازرسی: %(time)s": "Visit: %(time)s",
    "جست‌وجو در پرونده‌های او و گرفتن فهرست": "Search their files, or take the list along",
    "پرونده‌ای با این وضعیت نزد او نیست.": "They have no file in this state.",
    "بخشی از نام یا کد عضویت": "Part of the name or of the membership code",
    "کسی با این نام یا کد پیدا نشد.": "Nobody of this name or code was found.",
    "کسان دیگری نیز هستند؛ نام کامل‌تری بنویسید.": "There are others, too; write more of the name.",
    "یک نفر را انتخاب کنید.": "Choose somebody.",
    "یکی را انتخاب کنید.": "Choose one of them.",
    # home
    "چه چیزی در انتظار دفتر است؟": "What waits for the office?",
    "در صف ارجاع": "In the referral queue",
    "، تا یک روز": ", for up to 1 day",
    "، تا %(n)s روز": ", for up to %(n)s days",
    "مهلت گذشته": "Missed deadlines",
    "پیشنهاد عزل": "Proposed dismissals",
    "انصراف بی‌رأی": "Withdrawals without a ruling",
    "اعتراض باز": "Open objections",
    "بیش از %(n)s": "More than %(n)s",
    "، اکنون در دسترس نیست": ", not available now",
    "یک ارجاع گروهی در جریان است.": "A batch referral is running.",
    "بار کاری بازرسان": "Load of the inspectors",
    "بار کاری بازرسان اکنون در دسترس نیست.": "The load of the inspectors is not available now.",
    "هنوز هیچ‌کس بازرس نیست. واحد فناوری اطلاعات حساب بازرسان را می‌سازد.": (
        "There are no inspectors yet. The IT unit creates their accounts."
    ),
    "همین ارقام در جدول": "The same figures in a table",
    "در دست": "In hand",
    "ظرفیت": "Capacity",
    "همهٔ بازرسان با کاربرگ‌هایشان": "All the inspectors with their worksheets",
    # the queue and its batches
    "پرونده‌های پرداخت‌شده‌ای که هنوز بازرس ندارند، از دیرینه‌ترین": (
        "Paid files that no inspector has yet, the longest wait first"
    ),
    "یک روز انتظار": "1 day of waiting",
    "%(n)s روز انتظار": "%(n)s days of waiting",
    (
        "پرونده‌ای را باز کنید تا آن را با ذکر دلیل، دستی ارجاع دهید. هرگاه بازرس واجد شرایطی پیدا شود، "
        "سامانه خود ارجاع می‌دهد."
    ): (
        "Open a file to refer it by hand, with a reason. Once an inspector is eligible, the system refers it by itself."
    ),
    "صف خالی است؛ همهٔ پرونده‌های پرداخت‌شده بازرس دارند.": "The queue is empty; all paid files have an inspector.",
    "ارجاع همهٔ پرونده‌های در صف": "Refer all the files of the queue",
    "یک ارجاع گروهی در جریان است؛ تا پایان آن ارجاع گروهی دیگری آغاز نمی‌شود.": (
        "A batch referral is running; another can start once it has ended."
    ),
    (
        "همهٔ پرونده‌هایی که اکنون در صف هستند یک‌به‌یک آزموده می‌شوند و هر کدام که بازرس واجد شرایط "
        "داشته باشد به کم‌بارترین آنان ارجاع می‌شود. بازرسان و مجریان بی‌درنگ باخبر می‌شوند. هر زمان "
        "بخواهید می‌توانید متوقفش کنید."
    ): (
        "All the files that wait now are tried one by one, and each that has eligible "
        "inspectors goes to the one with the "
        "least load. Inspectors and contractors are told at once. You can stop it at any time."
    ),
    "دیدن پیشرفت": "See the progress",
    "آغاز ارجاع گروهی": "Start a batch referral",
    "ارجاع‌های گروهی پیشین": "Earlier batch referrals",
    "آزموده": "Tried",
    "ارجاع‌شده": "Referred",
    "در صف مانده": "Still waiting",
    "آغازکننده": "Started by",
    "%(n)s از %(capacity)s": "%(n)s of %(capacity)s",
    "پیشرفت ارجاع گروهی": "Progress of the batch referral",
    "همهٔ ارجاع‌های گروهی": "All batch referrals",
    "%(tried)s از %(total)s پرونده آزموده شد.": "%(tried)s of %(total)s files have been tried.",
    "%(name)s آن را متوقف کرد.": "%(name)s stopped it.",
    "بدون بازرس واجد شرایط": "Nobody eligible",
    "پیش از نوبت از صف بیرون رفته": "Left the queue before their turn",
    "ناکام به سبب خطای سامانه": "Failed by a fault of the system",
    "ارجاع گروهی متوقف شود؟": "Stop the batch referral?",
    "با توقف، آنچه ارجاع شده است ارجاع‌شده می‌ماند و پرونده‌های آزموده‌نشده در صف می‌مانند.": (
        "If it is stopped, what was referred stays referred, and the files that were not tried wait on."
    ),
    "توقف ارجاع گروهی": "Stop the batch referral",
    "دیدن آنچه در صف مانده است": "See what still waits",
    "ارجاع گروهی متوقف شد. آنچه ارجاع شده بود، ارجاع‌شده می‌ماند.": (
        "The batch referral is stopped. What was referred stays referred."
    ),
    # inspectors
    "کاربرگ هر بازرس، و باری که ارجاع بر پایهٔ آن انجام می‌شود": (
        "Each one's worksheet, and the load that referrals go by"
    ),
    "کدام بازرسان": "Which inspectors",
    "تنها بازرسانی که %(area)s در کاربرگشان است.": "Only inspectors whose worksheet has %(area)s.",
    "همهٔ شهرها": "All cities",
    "پرونده‌های در دست، در برابر ظرفیت": "Files in hand, beside the capacity",
    "پرونده‌های در دست هر بازرس، در برابر ظرفیت او": "Each inspector's files in hand, beside the capacity",
    "نوار کم‌رنگ ظرفیت است.": "The pale bar is the capacity.",
    "کاربرگ‌ها": "Worksheets",
    "شهرها": "Cities",
    "نوع کار": "Kinds",
    "روزها": "Days",
    "کار امسال": "Work this year",
    "آخرین ارجاع": "Last referral",
    "حساب غیرفعال": "Account inactive",
    "کاربرگ پر نشده": "No worksheet yet",
    "کار نمی‌پذیرد": "Takes no work",
    "ظرفیت پر": "At capacity",
    "ارتباط‌های او": "Declared connections",
    "، بلوک نیز": ", blocks too",
    (
        "پرونده به آن بازرس می‌رسد که کاربرگش آن را می‌پذیرد، ظرفیت خالی دارد و کار امسالش نسبت به "
        "ظرفیتش از همه کمتر است."
    ): (
        "A file goes to the inspector whose worksheet admits it, who has free capacity, "
        "and whose work this year is the "
        "least for that capacity."
    ),
    "کسی از بازرسان این ویژگی را ندارد.": "There is no such inspector.",
    # a file
    "به قاعده": "By the rule",
    (
        "از میان بازرسانی که کاربرگشان این پرونده را می‌پذیرد و ظرفیت خالی دارند، کم‌بارترین آنان انتخاب می‌شود."
    ): (
        "Of the inspectors whose worksheet admits this file and who have free capacity, "
        "the one with the least load is chosen."
    ),
    "ارجاع به قاعده": "Refer by the rule",
    "دستی، با ذکر دلیل": "By hand, with a reason",
    (
        "در سابقهٔ ارجاع می‌ماند و هر که بپرسد آن را می‌بیند. ظرفیت و کاربرگ جلوی ارجاع دستی را "
        "نمی‌گیرد، ولی انصراف و عزل پیشین یا ارتباط اعلام‌شده می‌گیرد."
    ): (
        "It stays with the referral, for anyone who asks. Capacity and worksheet do not keep you from it; an earlier "
        "withdrawal or dismissal, or a declared connection, does."
    ),
    "ارجاع به این بازرس": "Refer to this inspector",
    "اکنون بازرس فعالی نیست که بتوان نام برد.": "There is no active inspector to name now.",
    "یک بازرس را انتخاب کنید.": "Choose an inspector.",
    "%(name)s: %(n)s پرونده در دست از ظرفیت %(capacity)s": (
        "%(name)s: %(n)s files in hand of a capacity of %(capacity)s"
    ),
    "، کار نمی‌پذیرد": ", takes no work",
    "، این شهر در کاربرگ او نیست": ", this city is not on the worksheet",
    "پرونده به %(name)s ارجاع شد.": "The file is referred to %(name)s.",
    "سابقهٔ ارجاع": "Referrals",
    "جاری": "Current",
    "دلیل پایان:": "Why it ended:",
    "یک بازرس سنجیده شد": "1 inspector was considered",
    "%(n)s بازرس سنجیده شدند": "%(n)s inspectors were considered",
    "بازرسانی که سنجیده شدند": "Inspectors who were considered",
    "واجد شرایط": "Eligible",
    "امتیاز بار": "Load score",
    "چرا": "Why",
    "بله": "Yes",
    "خیر": "No",
    "امتیاز، کار امسال بخش بر ظرفیت است؛ کمترین انتخاب می‌شود.": (
        "The score is this year's work over the capacity; the lowest is chosen."
    ),
    "این پرونده هنوز به کسی ارجاع نشده است.": "This file was not referred to anybody yet.",
    "پایان دادن به پرونده": "Ending the file",
    "عزل و لغو": "Dismissal and cancellation",
    "عزل بازرس": "Dismiss the inspector",
    "بازرس برای همیشه از این پرونده عزل شود؟": "Dismiss the inspector from this file for good?",
    (
        "پرونده از %(name)s گرفته و بی‌درنگ دوباره ارجاع می‌شود. این کار بازگشت ندارد و این پرونده "
        "دیگر به او نمی‌رسد."
    ): (
        "The file is taken from %(name)s and referred again at once. It cannot be "
        "undone, and they never get this file again."
    ),
    "دلیل عزل": "Reason of the dismissal",
    "بازرس این دلیل را می‌خواند.": "The inspector reads this reason.",
    "بازرس از این پرونده عزل شد و پرونده دوباره ارجاع می‌شود.": (
        "The inspector is dismissed, and the file is referred again."
    ),
    "لغو پرونده": "Cancel the file",
    "پرونده برای همیشه لغو شود؟": "Cancel the file for good?",
    "پرونده برای همیشه پایان می‌یابد و گزارشی برای آن ثبت نمی‌شود.": (
        "The file ends for good, and no report is taken for it any more."
    ),
    "مراحل پیش‌پرداختِ استفاده‌نشده به حساب بستانکاری مجری می‌رود:": (
        "Prepaid stages that were not used become the contractor's credit:"
    ),
    "جمع:": "Together:",
    "مرحلهٔ پیش‌پرداختِ استفاده‌نشده‌ای ندارد.": "It has no unused prepaid stages.",
    "بدهی پرونده با لغو آن از میان نمی‌رود:": "The file's debt does not go away with it:",
    "پرونده لغو شد.": "The file is cancelled.",
    # deadlines
    "مهلت گذشته خودبه‌خود هیچ پیامدی ندارد؛ تصمیم با دفتر است.": (
        "A missed deadline has no consequence by itself; the office decides."
    ),
    "گذشته و انجام‌نشده": "Missed, and still not done",
    "گذشته ولی پایان‌یافته": "Missed, but over",
    "کدام مهلت": "Which deadline",
    "یک روز دیرکرد": "1 day late",
    "%(n)s روز دیرکرد": "%(n)s days late",
    "با یک روز دیرکرد": "1 day late",
    "با %(n)s روز دیرکرد": "%(n)s days late",
    "از %(since)s تا %(due)s": "From %(since)s to %(due)s",
    "مهلتی با این ویژگی نیست.": "There is no such deadline.",
    "مهلت‌ها چگونه‌اند؟": "What are the deadlines?",
    # proposals to dismiss
    "بازرسانی که مهلتی را از دست داده‌اند. تا دفتر تصمیم نگیرد، پرونده نزدشان می‌ماند.": (
        "Inspectors who missed a deadline. Until the office decides, they keep the file."
    ),
    "بعداً انجام شد": "done after all",
    "هنوز انجام نشده": "Not done yet",
    "پیشنهاد: %(time)s": "Proposed: %(time)s",
    "پیشنهادی با این وضعیت نیست.": "There is no proposal in this state.",
    "دیدن مهلت‌های گذشته": "See the missed deadlines",
    "پیشنهاد عزل %(name)s": "Proposal to dismiss %(name)s",
    "ارجاع به او": "Referred to them",
    "زمان پیشنهاد": "Proposed",
    "تصمیم‌گیرنده": "Decided by",
    "مهلت‌هایی که از دست رفته‌اند": "Deadlines that were missed",
    "مهلت": "Deadline",
    "سررسید": "Due",
    "جبران": "Made good",
    "تصمیم دفتر": "The office's decision",
    "با این پیشنهاد چه می‌کنید؟": "What do you do with this proposal?",
    "بازرس عزل شود": "Dismiss the inspector",
    "پرونده برای همیشه از او گرفته و دوباره ارجاع می‌شود. این کار بازگشت ندارد.": (
        "The file is taken from them for good and referred again. It cannot be undone."
    ),
    "پرونده نزد بازرس بماند": "Leave the file with the inspector",
    "این پیشنهاد رد می‌شود. اگر مهلت دیگری بگذرد، شاید دوباره پیشنهاد شود.": (
        "This proposal is declined. If another deadline is missed, there may be a new one."
    ),
    "ثبت تصمیم": "Record the decision",
    "همهٔ پیشنهادها": "All proposals",
    "بازرس عزل شد و پرونده دوباره ارجاع می‌شود.": "The inspector is dismissed, and the file is referred again.",
    "پیشنهاد رد شد و پرونده نزد همان بازرس می‌ماند.": "The proposal is declined, and the inspector keeps the file.",
    # withdrawals
    "پرونده در هر حال به بازرس انصراف‌دهنده برنمی‌گردد؛ رأی دفتر تنها بار کاری او را می‌سنجد.": (
        "The file never goes back to an inspector who withdrew; the ruling only bears on their load."
    ),
    "در انتظار رأی": "Without a ruling",
    "رأی‌داده‌شده": "Ruled on",
    "ارجاع: %(time)s": "Referred: %(time)s",
    "انصراف: %(time)s": "Withdrew: %(time)s",
    "بازرس دلیلی ننوشته است.": "The inspector gave no reason.",
    "انصراف را چگونه می‌دانید؟": "How do you see the withdrawal?",
    "ارزش این پرونده در بار کاری امسال بازرس شمرده نمی‌شود.": (
        "The file's worth stays out of the inspector's load of this year."
    ),
    "به حکم سیاست تقسیم کار، ارزش این پرونده ممکن است در بار کاری امسال بازرس بماند و نوبت او دیرتر شود.": (
        "By the policy on the sharing of work, the file's worth may stay in the "
        "inspector's load of this year, and their "
        "next turn come later."
    ),
    "دلیل رأی": "Reason of the ruling",
    "بازرس این دلیل را می‌خواند. رأی نهایی است و تغییر نمی‌کند.": "The inspector reads it. The ruling is final.",
    "ثبت رأی": "Record the ruling",
    "رأی دادن": "Rule",
    "انصرافی در انتظار رأی نیست.": "No withdrawal waits for a ruling.",
    "هنوز رأیی داده نشده است.": "Nothing was ruled on yet.",
    "رأی دربارهٔ انصراف ثبت شد.": "The ruling on the withdrawal is recorded.",
    # objections
    "اعتراض مجریان به گزارش‌هایی که اشکال یافته‌اند یا عدم حضور با هزینه ثبت کرده‌اند": (
        "Contractors' objections to reports that found a defect or charged an absence"
    ),
    "گزارشی که به آن اعتراض شده است": "The report that is objected to",
    "هزینهٔ گزارش:": "The report's cost:",
    "رأی دفتر چیست؟": "What is the ruling?",
    "اعتراض وارد است": "Uphold the objection",
    (
        "هزینهٔ گزارش باطل می‌شود؛ آنچه برایش پرداخت شده به مجری برمی‌گردد و حق‌الزحمهٔ بازرس برای "
        "آن پس گرفته می‌شود. نتیجهٔ کنتورها همان می‌ماند."
    ): (
        "The report's charge is void: what was paid for it is the contractor's again, "
        "and the inspector's fee for it is "
        "taken back. The verdicts on the meters stay."
    ),
    "اعتراض وارد نیست": "Reject the objection",
    "گزارش و هزینه‌اش پابرجا می‌ماند.": "The report and its cost stand.",
    "مجری و بازرس این دلیل را می‌خوانند. رأی نهایی است و تغییر نمی‌کند.": (
        "The contractor and the inspector read it. The ruling is final."
    ),
    "دیدن گزارش و رأی دادن": "See the report, and rule",
    "اعتراضی با این وضعیت نیست.": "There is no objection in this state.",
    "مجری تا چند روز می‌تواند اعتراض کند؟": "How many days has a contractor to object?",
    "اعتراض پذیرفته شد و هزینهٔ گزارش باطل می‌شود.": "The objection is upheld, and the report's charge becomes void.",
    "اعتراض رد شد و هزینهٔ گزارش پابرجا می‌ماند.": "The objection is rejected, and the report's charge stands.",
    # declared connections
    "بازرسِ مرتبط با یک مجری، هیچ پرونده‌ای از او نمی‌گیرد؛ نه به قاعده و نه دستی.": (
        "An inspector who is connected with a contractor gets none of its files, neither by the rule nor by hand."
    ),
    "اعلام ارتباط": "Declare a connection",
    "برقرار": "Lasting",
    "پایان‌یافته": "Ended",
    "تنها ارتباط‌های یک بازرس.": "Only one inspector's connections.",
    "همهٔ ارتباط‌ها": "All connections",
    "با": "with",
    "اعلام: %(time)s": "Declared: %(time)s",
    "یک پرونده از این مجری نزد اوست": "They have 1 file of this contractor",
    "%(n)s پرونده از این مجری نزد اوست": "They have %(n)s files of this contractor",
    "این‌ها پیش از اعلام به او رسیده‌اند و نزدش می‌مانند؛ اگر باید، در صفحهٔ هر پرونده او را عزل کنید.": (
        "They came before the declaration and stay; dismiss them on each file's page if need be."
    ),
    "از این پس پرونده‌های این مجری باز به این بازرس می‌رسد و پرونده‌های در صف بی‌درنگ آزموده می‌شوند.": (
        "From now on this contractor's files go to this inspector again, and files that wait are tried at once."
    ),
    "دلیل پایان ارتباط": "Why it has ended",
    "ثبت پایان ارتباط": "Record the end",
    "پایان دادن به ارتباط": "End the connection",
    "ارتباطی اعلام نشده است.": "No connection is declared.",
    "ارتباط پایان‌یافته‌ای نیست.": "No connection has ended.",
    "اعلام ارتباط بازرس با مجری": "Declare that an inspector is connected with a contractor",
    (
        "تا وقتی این ارتباط برقرار است، هیچ پرونده‌ای از این مجری به این بازرس ارجاع نمی‌شود. "
        "پرونده‌هایی که هم‌اکنون نزد اوست همان‌جا می‌ماند."
    ): (
        "As long as it lasts, no file of this contractor is referred to this inspector. "
        "Files that they have already stay."
    ),
    "مانند خویشاوندی یا شراکت": "Such as kinship or partnership",
    "ارتباط اعلام شد.": "The connection is declared.",
    "پرونده‌هایی از این مجری هم‌اکنون نزد این بازرس است؛ اگر باید، او را از آن‌ها عزل کنید.": (
        "This inspector has files of this contractor already; dismiss them from these if need be."
    ),
    "پایان ارتباط ثبت شد.": "The end of the connection is recorded.",
}

TERMS: dict[str, tuple[str, str]] = {
    # an inspector's files
    "theirs.referred": ("در دست", "In hand"),
    "theirs.completed": ("تکمیل‌شده", "Completed"),
    "theirs.cancelled": ("لغوشده", "Cancelled"),
    "batch.running": ("در جریان", "Running"),
    "batch.done": ("انجام‌شده", "Done"),
    "batch.stopped": ("متوقف‌شده", "Stopped"),
    "proposal.open": ("در انتظار تصمیم", "Undecided"),
    "proposal.accepted": ("پذیرفته", "Accepted"),
    "proposal.declined": ("ردشده", "Declined"),
    "proposal.lapsed": ("بی‌موضوع‌شده", "Lapsed"),
}
