"""Amounts in Persian words, as they stand on receipts and cheques."""

_ONES = ("", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه")
_TEENS = ("ده", "یازده", "دوازده", "سیزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده")
_TENS = ("", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود")
_HUNDREDS = ("", "یکصد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد")
# A thousand milliards is said so, not by a word of its own, on which people do not agree.
_SCALES = ((10**9, "میلیارد"), (10**6, "میلیون"), (10**3, "هزار"))
_AND = " و "


def rials_in_words(amount: int) -> str:
    """``یک میلیون و هفتصد و بیست و پنج هزار ریال`` for 1,725,000. Negative amounts have no words: ValueError."""
    if amount < 0:
        raise ValueError(f"no words for {amount}")
    return f"{_AND.join(_parts(amount)) or 'صفر'} ریال"


def _parts(number: int) -> list[str]:
    for scale, name in _SCALES:
        if number >= scale:
            many, rest = divmod(number, scale)
            return [f"{_AND.join(_parts(many))} {name}", *_parts(rest)]
    return _below_thousand(number)


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    if 10 <= rest < 20:
        words = [_HUNDREDS[hundreds], _TEENS[rest - 10]]
    else:
        words = [_HUNDREDS[hundreds], _TENS[rest // 10], _ONES[rest % 10]]
    return [word for word in words if word]
