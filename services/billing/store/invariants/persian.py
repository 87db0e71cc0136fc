"""The invariants' names as people read them. One that has no sentence here is shown by its English name."""

PERSIAN = {
    "every entry balances": "هر سند تراز است.",
    "no entry is empty": "هیچ سندی بی‌آرتیکل نیست.",
    "the whole balances": "جمع همهٔ آرتیکل‌ها صفر است.",
    "balances equal the sum of postings": "ماندهٔ هر حساب با جمع آرتیکل‌های آن برابر است.",
    "a fact is in the books once": "هر رویداد مالی فقط یک بار ثبت شده است.",
    "an entry is reversed once at most, under its own name": "هر سند حداکثر یک بار، و به نام خودش، برگشت خورده است.",
    "no entry stands in a period that was closed before it": "هیچ سندی در دوره‌ای نیست که پیش از ثبت آن بسته شده باشد.",
    "no entry is posted before its day": "تاریخ ثبت هیچ سندی پیش از روز رویداد آن نیست.",
    "2110 and 2120 are never negative": "پیش‌دریافت‌ها (۲۱۱۰) و بستانکاری مجریان (۲۱۲۰) هرگز منفی نیستند.",
    "1210, 2110 and 2120 are held by files": "صاحب هر ماندهٔ ۱۲۱۰، ۲۱۱۰ و ۲۱۲۰ یک پرونده است.",
    "2110 is the value of unused units": "ماندهٔ ۲۱۱۰ هر پرونده، ارزش مراحل استفاده‌نشدهٔ آن است.",
    "1210 is open invoices and debts": "ماندهٔ ۱۲۱۰ هر پرونده، صورت‌حساب‌های باز و بدهی‌های آن است.",
    "2120 is the file's credit": "ماندهٔ ۲۱۲۰ هر پرونده، بستانکاری آن است.",
    "what is due of invoices is what they still ask": "ماندهٔ صورت‌حساب‌های هر پرونده با خود صورت‌حساب‌ها می‌خواند.",
    "what is paid of a bill is what was allocated to it": "آنچه از هر طلب وصول شده، همان است که به آن تخصیص یافته است.",
    "nobody has credit while something is owed": "هیچ پرونده‌ای هم‌زمان بدهکار و بستانکار نیست.",
    "what was invoiced for units is what they cost": "آنچه برای مراحل صورت‌حساب شده، بهای همان مراحل است.",
    "allocations never exceed a payment": "تخصیص‌های هر پرداخت از مبلغ آن بیشتر نیست.",
    "a payment's reference counts once": "هر شمارهٔ پیگیری فقط یک پرداخت است.",
    "every payment is in the books with its amount": "هر پرداخت با همان مبلغ در دفتر ثبت شده است.",
    "a payment pays bills of its own file": "هر پرداخت فقط بابت پروندهٔ خودش به کار رفته است.",
    "invoice numbers leave no gap": "شمارهٔ صورت‌حساب‌ها در هر سال پیوسته است.",
    "reports are settled without a gap": "هزینهٔ گزارش‌های هر پرونده به ترتیب و بی‌جاافتادگی تعیین شده است.",
    "one charge entry per chargeable report": "هر گزارش هزینه‌دار درست یک سند هزینه دارد.",
    "one fee and one phase entry per report that has one": (
        "هر حق‌الزحمه و هر تأیید مرحلهٔ پیش‌پرداخت‌شده درست یک سند دارد."
    ),
    "entries of reports are of reports that were settled": "هر سند گزارش، از گزارشی است که هزینه‌اش تعیین شده است.",
    "4010 is what reports cost": "درآمد بازرسی (۴۰۱۰) هر پرونده، هزینهٔ گزارش‌های آن است.",
    "5010 is what inspectors earned by reports": "هزینهٔ حق‌الزحمهٔ (۵۰۱۰) هر پرونده، حق‌الزحمهٔ گزارش‌های آن است.",
    "one reversal per void charge, and per fee of it": "هر هزینهٔ باطل‌شده و حق‌الزحمهٔ آن درست یک سند برگشت دارد.",
    "a reversal is the exact negation, on the day of the void": "هر سند برگشت، قرینهٔ دقیق سند نخست است.",
    "a file's debt is what its reports and debits still owe": "بدهی هر پرونده، ماندهٔ گزارش‌ها و بدهکاری‌های دستی آن است.",
    "no credit is left of more payments than there is": "ماندهٔ تخصیص‌نیافتهٔ پرداخت‌ها از بستانکاری پرونده بیشتر نیست.",
    "a payment is reversed in the books once, with its debit, or not at all": (
        "هر پرداخت برگشتی درست یک سند برگشت و یک بدهکاری دارد."
    ),
    "one entry per posted manual debit": "هر بدهکاری دستی درست یک سند دارد.",
    "5080 is what was written off and did not become void": "ماندهٔ ۵۰۸۰ هر پرونده، مطالبات سوخت‌شدهٔ آن است.",
    "what was written off is what bills were relieved of": "آنچه سوخت شده، همان است که از طلب‌ها کاسته شده است.",
    "1095 of a file is its refunds on their way": "ماندهٔ ۱۰۹۵ هر پرونده، بازپرداخت‌های در راه آن است.",
    "a refund has the entries of its state": "هر بازپرداخت، سندهای وضعیت خود را دارد.",
    "every entry older than a minute has a number": "هر سندی که بیش از یک دقیقه از ثبتش گذشته، شمارهٔ ترتیب دارد.",
    "what has a number waits for none": "هیچ سند شماره‌داری در نوبت شماره نیست.",
    "the numbers of the feed have no gap": "شماره‌های ترتیب سندها پیوسته است.",
    "a closed period holds what it held when it was closed": "هر دورهٔ بسته همان را دارد که هنگام بستن داشت.",
    "1010 is what providers took and did not settle": "ماندهٔ ۱۰۱۰، دریافتی درگاه‌هاست که هنوز واریز نکرده‌اند.",
    "no provider settled more than it took": "هیچ درگاهی بیش از دریافتی خود واریز نکرده است.",
    "one payment and one entry per verified online payment": (
        "هر پرداخت اینترنتی تأییدشده درست یک پرداخت و یک سند دارد."
    ),
    "2210 is what was earned less what payouts sent": "ماندهٔ ۲۲۱۰ هر بازرس، حق‌الزحمهٔ او منهای پرداختی‌هاست.",
    "1095 of payouts is what was sent and is neither confirmed nor failed": (
        "ماندهٔ ۱۰۹۵ پرداخت‌های بازرسان، حواله‌هایی است که هنوز نتیجه‌شان معلوم نیست."
    ),
    "1020 of payouts is what was confirmed": "برداشت بانک بابت بازرسان، حواله‌های تأییدشده است.",
    "2310 is what was withheld of lines that did not fail": "ماندهٔ ۲۳۱۰ هر بازرس، مالیات کسرشده از پرداخت‌های اوست.",
    "a payout line is the sum of what it is made of": "هر ردیف پرداخت، جمع اقلام خود است.",
    "what a payout pays is the fee of a report of its inspector": (
        "هر قلم پرداخت، حق‌الزحمهٔ گزارشی از همان بازرس است."
    ),
    "one entry per step of a payout line": "هر گام هر ردیف پرداخت درست یک سند دارد.",
    "a batch is settled when no line is sent any more": "دستهٔ پرداخت هنگامی بسته است که حواله‌ای در راه نباشد.",
    "receipts are numbered without a gap": "شمارهٔ رسیدها در هر سال پیوسته است.",
    "statements equal the fees in 2210": "صورت‌حساب هر بازرس در هر روز با حق‌الزحمه‌های حساب ۲۲۱۰ برابر است.",
    "the totals of closed periods equal their postings": "جمع‌های هر دورهٔ بسته با آرتیکل‌های آن برابر است.",
    "what was priced on a day was priced by its tariff": "آنچه در هر روز قیمت‌گذاری شده، با تعرفهٔ همان روز بوده است.",
    "no day is without a tariff": "هیچ روزی بی‌تعرفه نیست.",
}
