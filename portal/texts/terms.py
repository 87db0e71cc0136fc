"""The glossary's words as people read them: the API's value, Persian, English."""

TERMS: dict[str, tuple[str, str]] = {
    # roles
    "inspector": ("ناظر", "Inspector"),
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
    # to whom a message goes
    "all": ("همه", "Everybody"),
    "role": ("یک نقش", "A role"),
    "person": ("یک شخص", "A person"),
}
