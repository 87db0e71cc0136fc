"""The glossary's words as people read them: the API's value, Persian, English."""

TERMS: dict[str, tuple[str, str]] = {
    # roles
    "inspector": ("بازرس", "Inspector"),
    "contractor": ("مجری", "Contractor"),
    "office": ("دفتر ارجاع", "Referral office"),
    "finance": ("امور مالی", "Finance"),
    "it": ("واحد فناوری اطلاعات", "IT unit"),
    # kinds of files
    "concealed": ("زیرکار", "Concealed"),
    "exposed": ("روکار", "Exposed"),
    # where a file stands
    "awaiting_payment": ("در انتظار پرداخت", "Awaiting payment"),
    "awaiting_referral": ("در نوبت ارجاع", "Awaiting referral"),
    "referred": ("ارجاع‌شده", "Referred"),
    "completed": ("تکمیل‌شده", "Completed"),
    "cancelled": ("لغوشده", "Cancelled"),
    # phases
    "pre": ("پیش‌بازرسی", "Pre-inspection"),
    "final": ("بازرسی نهایی", "Final inspection"),
    # outcomes of a visit, and a meter's standing
    "approved": ("تأیید", "Approved"),
    "concealed_stage": ("مرحلهٔ زیرکار", "Concealed stage"),
    "defective": ("دارای اشکال", "Defective"),
    "absent_charged": ("عدم حضور با هزینه", "Absent, charged"),
    "absent_free": ("عدم حضور بدون هزینه", "Absent, free"),
    "open": ("باز", "Open"),
    # what a report cost
    "pending": ("در حال بررسی", "Being decided"),
    "none": ("بدون هزینه", "Free"),
    "covered": ("از محل پیش‌پرداخت", "Covered by what was prepaid"),
    "debt": ("بدهی", "Debt"),
    "voided": ("باطل‌شده", "Voided"),
    # how a referral began and ended, and past work
    "automatic": ("خودکار", "Automatic"),
    "manual": ("دستی", "By hand"),
    "withdrawn": ("انصراف", "Withdrawn"),
    "dismissed": ("عزل", "Dismissed"),
    "replaced": ("جایگزین‌شده", "Replaced"),
    "debtor": ("بدهکار", "Debtor"),
    # what is to happen to a file by a day
    "deadline.no_appointment": ("تعیین زمان بازرسی", "Setting the visit"),
    "deadline.no_report": ("ثبت گزارش بازدید", "Reporting the visit"),
    "deadline.idle": ("پروندهٔ بی‌حرکت", "Idle file"),
    # what is unusual about a visit
    "remark.day_off": ("روز تعطیل", "Day off"),
    "remark.outside_hours": ("خارج از ساعت کاری", "Outside working hours"),
    "remark.short_notice": ("با فرصت کم", "Short notice"),
    # objections to reports
    "objection.open": ("در حال بررسی", "Being decided"),
    "objection.upheld": ("پذیرفته", "Upheld"),
    "objection.rejected": ("ردشده", "Rejected"),
    # payments that were undone, and refunds
    "payment.reversed": ("برگشت‌خورده", "Reversed"),
    "refund.sent": ("در راه", "On its way"),
    "refund.confirmed": ("واریزشده", "Paid"),
    "refund.failed": ("برگشت‌خورده", "Came back"),
    # what goes out by SMS or to a webhook
    "delivery.pending": ("در انتظار", "Waiting"),
    "delivery.queued": ("در صف", "Queued"),
    "delivery.sending": ("در حال ارسال", "Being sent"),
    "delivery.sent": ("فرستاده", "Sent"),
    "delivery.delivered": ("رسیده", "Delivered"),
    "delivery.failed": ("ناموفق", "Failed"),
    "delivery.cancelled": ("لغوشده", "Cancelled"),
    # lists as files
    "format.csv": ("فایل CSV", "CSV file"),
    "format.xlsx": ("فایل اکسل", "Excel file"),
    # to whom a message goes
    "all": ("همه", "Everybody"),
    "role": ("یک نقش", "A role"),
    "person": ("یک شخص", "A person"),
}
