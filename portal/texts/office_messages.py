"""The English of the office's messages, of the system's own texts and of the SMS."""

ENGLISH: dict[str, str] = {
    "ارسال پیام": "Send a message",
    "پیام‌های فرستاده": "Sent messages",
    "متن‌های خودکار": "Automatic texts",
    "پیامک‌ها": "SMS",
    "برای چه کسانی؟": "For whom?",
    "همهٔ کاربران فعال": "All active users",
    "یک نقش": "A role",
    "مانند همهٔ بازرسان": "Such as all inspectors",
    "یک شخص": "A person",
    "گیرنده": "Recipient",
    "گیرنده را جست‌وجو و انتخاب کنید.": "Search for the recipient, and choose.",
    "موضوع": "Subject",
    "پیامک هم فرستاده شود": "Send it by SMS, too",
    "به شماره‌های همراهی که سامانه دارد، بیرون از ساعت سکوت.": (
        "To the mobile numbers that the system has, outside the quiet hours."
    ),
    "چه زمانی؟": "When?",
    "در زمانی دیگر": "At another time",
    "تا پیش از آن می‌توان لغوش کرد": "Until then it can be cancelled",
    "مانند ۱۰:۳۰": "Such as 10:30",
    "پیامی که فرستاده شد پس گرفته نمی‌شود.": "A message that was sent cannot be taken back.",
    "فرستادن پیام": "Send the message",
    "پیام زمان‌بندی شد؛ تا پیش از زمانش می‌توانید لغوش کنید.": (
        "The message is scheduled; you can cancel it until its time."
    ),
    "پیام فرستاده شد.": "The message is sent.",
    "جست‌وجو در موضوع و متن": "Search subject and text",
    "%(read)s از %(all)s خوانده‌اند": "Read by %(read)s of %(all)s",
    "پیامی با این ویژگی نیست.": "There is no such message.",
    "زمان ارسال": "Time",
    "گیرندگان": "Recipients",
    "خوانده‌اند": "Read by",
    "فرستنده": "Sender",
    "پیامک‌های این پیام": "The SMS of this message",
    "لغو پیام": "Cancel the message",
    "پیام دیگر فرستاده نمی‌شود. برای فرستادنش باید پیام تازه‌ای بنویسید.": (
        "The message is not sent any more. To send it you would have to write a new one."
    ),
    "پیام لغو شد و فرستاده نمی‌شود.": "The message is cancelled and will not be sent.",
    "خوانده": "Read",
    "خواندن": "Read at",
    "کسی در این فهرست نیست.": "Nobody is on this list.",
    # SMS
    "تنها پیامک‌های یک پیام.": "Only the SMS of one message.",
    "همهٔ پیامک‌ها": "All SMS",
    "یک تلاش": "1 attempt",
    "تلاش بعدی: %(time)s": "Next attempt: %(time)s",
    "خطا:": "Error:",
    "ارسال دوباره": "Send again",
    "پیامکی با این ویژگی نیست.": "There is no such SMS.",
    "پیامک کی و چگونه فرستاده می‌شود؟": "When and how are SMS sent?",
    "پیامک دوباره در صف ارسال است.": "The SMS waits to be sent again.",
    # what the system says by itself
    "آنچه سامانه خود دربارهٔ رویدادها به افراد می‌گوید. متن را می‌توانید به زبان سازمان خودتان بنویسید.": (
        "What the system itself tells people of what happened. You can put it in your organization's words."
    ),
    "به %(whom)s": "To: %(whom)s",
    "با پیامک": "By SMS, too",
    "متنی نیست.": "There are no texts.",
    "نسخهٔ %(n)s": "Version %(n)s",
    "متنی که سامانه با آن آمده است": "The text that the system came with",
    "همهٔ متن‌ها": "All texts",
    "در این میان نسخهٔ تازه‌ای ثبت شده است": "Meanwhile a new version was recorded",
    (
        "آنچه شما نوشته‌اید در فرم مانده است. اگر باز هم همان را می‌خواهید، دوباره ثبت کنید تا جای "
        "نسخهٔ تازه را بگیرد."
    ): (
        "What you wrote is still in the form. If you still want it, record it again, and "
        "it takes the new version's place."
    ),
    "متن": "Text",
    "متن پیامک": "Text of the SMS",
    "اگر خالی باشد، متن پیام فرستاده می‌شود.": "If it is empty, the text of the message is sent.",
    "ثبت متن تازه": "Record the new text",
    "پیش‌نمایش": "Preview",
    "با «پیش‌نمایش» می‌بینید که گیرنده، با مقدارهای نمونه، چه می‌خواند.": (
        "With “Preview” you see what a recipient would read, with example values."
    ),
    "پیامک:": "SMS:",
    "متن تازه از این پس فرستاده می‌شود؛ آنچه پیش‌تر فرستاده شده همان می‌ماند.": (
        "The new text is sent from now on; what was sent before stays as it is."
    ),
    "متن تازه ثبت شد؛ از این پس همین فرستاده می‌شود.": "The new text is recorded; it is what is sent from now on.",
    "جای‌خالی‌ها": "Placeholders",
    "این نام‌ها را در آکولاد بنویسید تا هنگام ارسال، مقدارشان بیاید:": (
        "Write these names in braces; their values stand there when it is sent:"
    ),
    "نمونه:": "Example:",
    "نسخه‌ها": "Versions",
    "متن نخستین سامانه": "The system's first text",
}

TERMS: dict[str, tuple[str, str]] = {
    "user": ("کاربر", "User"),
    "message.scheduled": ("زمان‌بندی‌شده", "Scheduled"),
    "message.sent": ("فرستاده", "Sent"),
    "message.cancelled": ("لغوشده", "Cancelled"),
}
