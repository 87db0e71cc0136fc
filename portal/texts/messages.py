"""The English of the pages of ``pages/messages.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    "از دفتر، و از سامانه دربارهٔ آنچه پیش آمده است": "From the office, and from the system about what happened",
    "نخوانده:": "Unread:",
    "کدام پیام‌ها": "Which messages",
    "سامانه": "The system",
    "همهٔ پیام‌ها را خوانده‌اید.": "You have read all your messages.",
    "هنوز پیامی ندارید. هر چه دربارهٔ پرونده‌های شما پیش آید، اینجا می‌آید.": (
        "You have no messages yet. Whatever happens to your files is told here."
    ),
    "همهٔ پیام‌ها": "All messages",
    "باز کردن پرونده": "Open the file",
}

TERMS: dict[str, tuple[str, str]] = {}
