"""The English of the pages of ``pages/access.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    "صفحهٔ ورود کهنه شده بود؛ دوباره وارد شوید.": "The sign-in page was out of date; please sign in again.",
    "امکانات": "Facilities",
    "تغییر رمز": "Change password",
    "خارج شدید.": "You are signed out.",
    "با رمز تازه یکی نیست.": "It is not the same as the new password.",
    "رمز شما تغییر کرد. دستگاه‌های دیگر خارج شدند.": "Your password is changed. Your other devices are signed out.",
    "ورود": "Sign in",
    "ورود به سامانهٔ بازرسی گاز": "Sign in to gas inspection",
    "با خط تیره یا بی آن؛ مانند ۰۰۰۰۱-۳-۱۹": "With its dashes or without, such as 19-3-00001",
    "برای ادامه وارد شوید؛ سپس به همان صفحه بازمی‌گردید.": "Sign in to go on; you come back to the same page.",
    "رمز عبور": "Password",
    "اگر تغییرش نداده‌اید، شمارهٔ شناسنامه است.": "If you never changed it, your birth-certificate number.",
    "رمزتان را فراموش کرده‌اید؟ به واحد فناوری اطلاعات سازمان مراجعه کنید.": (
        "Forgot your password? Ask the organization's IT unit."
    ),
    "این رمز را دیگران نیز می‌دانند. پیش از هر کار دیگر، رمزی تازه انتخاب کنید.": (
        "Others know this password, too. Choose a new one before anything else."
    ),
    "رمز کنونی": "Current password",
    "رمز تازه": "New password",
    "دست‌کم هشت نویسه؛ نه نام و شماره‌های خودتان و نه رمزهایی که همه به کار می‌برند": (
        "At least eight characters; neither your own name or numbers nor what everybody uses"
    ),
    "رمز تازه، بار دیگر": "New password, once more",
}

TERMS: dict[str, tuple[str, str]] = {}
