"""A short name for each HTTP status that the gateway answers with."""

from http import HTTPStatus

_PERSIAN = {
    400: "درخواست خوانا نیست",
    401: "شناسایی نشدید",
    403: "اجازهٔ این کار را ندارید",
    404: "پیدا نشد",
    405: "روش درخواست پذیرفته نیست",
    409: "اکنون شدنی نیست",
    413: "درخواست بیش از اندازه بزرگ است",
    422: "داده‌ها نادرست است",
    429: "درخواست‌ها بیش از اندازه است",
    500: "خطای درونی سامانه",
    501: "هنوز آماده نیست",
    503: "سامانه موقتاً در دسترس نیست",
    504: "پاسخی نرسید",
}


def title(status: int, language: str) -> str:
    """The status in words; ``language`` is ``fa`` or ``en``."""
    phrase = HTTPStatus(status).phrase
    return phrase if language == "en" else _PERSIAN.get(status, phrase)
