"""The English of the pages of ``pages/it.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    "واحد فناوری اطلاعات": "IT unit",
    "کاربران": "Users",
    "فهرست کاربران": "Users",
    "کاربر تازه": "New user",
    "یافتن کاربر": "Find a user",
    "نام یا کد عضویت": "Name or membership code",
    "برای بازنشانی رمز یا تغییر مشخصات، کاربر را پیدا کنید.": (
        "To reset a password or change particulars, find the user."
    ),
    "به ترتیب کد عضویت": "By membership code",
    "رمز نخست": "First password",
    "کاربری با این مشخصات پیدا نشد. نامی کوتاه‌تر بنویسید یا کاربر تازه بسازید.": (
        "No user was found. Write a shorter name, or make a new user."
    ),
    "نام و نام خانوادگی، یا نام شرکت": "Full name, or the company's",
    "نقش پس از ساخت عوض نمی‌شود.": "The role does not change later.",
    "با خط تیره؛ مانند ۰۰۰۰۱-۳-۱۹. نام کاربری اوست و عوض نمی‌شود.": (
        "With its dashes, such as 19-3-00001. It is their user name, and does not change."
    ),
    "شمارهٔ شناسنامه": "Birth-certificate number",
    "رمز نخست اوست. در نخستین ورود باید آن را تغییر دهد.": (
        "It is their first password, which has to be changed at the first sign-in."
    ),
    "شمارهٔ همراه": "Mobile number",
    "برای پیامک؛ مانند ۰۹۱۳۱۲۳۴۵۶۷": "For SMS, such as 09131234567",
    "ساختن کاربر": "Make the user",
    "کاربر ساخته شد. با شمارهٔ شناسنامه وارد می‌شود و باید همان‌جا رمزش را تغییر دهد.": (
        "The user is made. They sign in with the birth-certificate number, and have to change it there and then."
    ),
    "رمز موقت": "Temporary password",
    (
        "همین حالا آن را رونوشت کنید و به خود کاربر بدهید: این رمز دیگر نشان داده نمی‌شود. با آن وارد می‌شود"
        " و باید رمز تازه‌ای بگذارد."
    ): (
        "Copy it now and give it to the user in person: it is not shown again. They sign in with it, and have to"
        " choose another."
    ),
    "رمز": "Password",
    "هنوز باید تغییر دهد": "Still has to be changed",
    "خودش گذاشته است": "Their own",
    "ساخته شد": "Made",
    "مشخصات": "Particulars",
    "اگر خالی بماند، شمارهٔ پیشین می‌ماند.": "If left empty, the number stays as it was.",
    "بازنشانی رمز": "Reset the password",
    (
        "برای کسی که رمزش را فراموش کرده است: رمز موقتی ساخته می‌شود، همهٔ دستگاه‌هایش خارج می‌شوند و اگر قفل"
        " شده باشد باز می‌شود."
    ): (
        "For somebody who forgot theirs: a temporary one is made, all their devices are signed out, and a lock is"
        " lifted."
    ),
    "رمز این کاربر بازنشانی شود؟ رمز کنونی‌اش دیگر کار نمی‌کند.": (
        "Reset this user's password? The present one will not work any more."
    ),
    "ساختن رمز موقت": "Make a temporary password",
    "غیرفعال کردن": "Deactivate",
    "حساب خودتان را نمی‌توانید غیرفعال کنید.": "You cannot deactivate your own account.",
    (
        "دیگر نمی‌تواند وارد شود و همین حالا از همهٔ دستگاه‌ها خارج می‌شود. پرونده‌ها و سوابقش می‌مانند و"
        " می‌توانید دوباره فعالش کنید."
    ): (
        "They cannot sign in any more, and are signed out everywhere at once. Their files and records stay, and you"
        " can activate them again."
    ),
    "این کاربر غیرفعال و از همهٔ دستگاه‌ها خارج شود؟": "Deactivate this user, and sign them out everywhere?",
    "فعال کردن": "Activate",
    "دوباره با همان رمز می‌تواند وارد شود.": "They can sign in again, with the same password.",
    "تغییرات ثبت شد.": "The changes are recorded.",
}

TERMS: dict[str, tuple[str, str]] = {
    "users.inspector": ("بازرسان", "Inspectors"),
    "users.contractor": ("مجریان", "Contractors"),
    "users.office": ("دفتر ارجاع", "Referral office"),
    "users.finance": ("امور مالی", "Finance"),
    "users.it": ("واحد فناوری اطلاعات", "IT unit"),
}
