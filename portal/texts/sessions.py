"""The English of the pages of ``pages/sessions.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    "دستگاه‌های من": "My devices",
    "جاهایی که با حساب شما وارد شده‌اند. اگر یکی را نمی‌شناسید، از آن خارج شوید و رمزتان را تغییر دهید.": (
        "Where your account is signed in. If you do not know one of them, sign it out and change your password."
    ),
    "همین دستگاه": "This device",
    "ورود: %(time)s": "Signed in: %(time)s",
    "آخرین استفاده: %(time)s": "Last used: %(time)s",
    "از %(name)s": "of %(name)s",
    "خروج از همه‌جا": "Sign out everywhere",
    "همهٔ دستگاه‌های دیگر بی‌درنگ خارج می‌شوند و برای ادامه باید دوباره وارد شوند. این دستگاه وارد می‌ماند.": (
        "All other devices are signed out at once, and have to sign in again to go on. This device stays signed in."
    ),
    "از همهٔ دستگاه‌های دیگر خارج می‌شوید؟": "Sign out of all other devices?",
    "خروج از دستگاه‌های دیگر": "Sign out of the other devices",
    "از آن دستگاه خارج شدید.": "That device is signed out.",
    "از همهٔ دستگاه‌های دیگر خارج شدید.": "All other devices are signed out.",
    "%(browser)s در %(system)s": "%(browser)s on %(system)s",
    "دستگاهی ناشناخته": "An unknown device",
}

TERMS: dict[str, tuple[str, str]] = {}
