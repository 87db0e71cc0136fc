"""What stands on a receipt that anybody may hold."""


def receipt_number(jalali_year: int, number: int) -> str:
    """``1405-000123``."""
    return f"{jalali_year}-{number:06d}"


def shortened(name: str) -> str:
    """A payer's name for whoever only holds the receipt: the first word, and the first letters of the others."""
    first, *others = name.split() or [""]
    return " ".join([first if others else f"{first[:3]}…", *(f"{word[0]}…" for word in others)])
