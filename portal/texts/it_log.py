"""The English of what was done to accounts."""

ENGLISH: dict[str, str] = {
    "رویدادهای حساب‌ها": "Account log",
    "آنچه با حساب کاربران شده است، چه زمانی و به دست چه کسی؛ این فهرست عوض نمی‌شود.": (
        "What was done to accounts, when and by whom; nobody changes this list."
    ),
    "خالی: همهٔ حساب‌ها": "Empty: all accounts",
    "رویداد": "What was done",
    "به دست": "By",
    "خودش": "Themself",
    "رویدادهای این حساب": "What was done to this account",
    "از این حساب رویدادی نیست. آنچه پیش از آغاز این فهرست شده است در آن نیست.": (
        "Nothing is known of this account. What was done before this list began is not in it."
    ),
    "هنوز رویدادی نیست.": "There is nothing yet.",
}

TERMS: dict[str, tuple[str, str]] = {
    "account.created": ("ساخته شد", "Created"),
    "account.renamed": ("نامش عوض شد", "Renamed"),
    "account.mobile_changed": ("شمارهٔ همراهش عوض شد", "Mobile number changed"),
    "account.deactivated": ("غیرفعال شد", "Deactivated"),
    "account.reactivated": ("دوباره فعال شد", "Reactivated"),
    "account.password_reset": ("رمزش بازنشانی شد", "Password reset"),
    "account.password_changed": ("رمزش را عوض کرد", "Password changed"),
    "account.locked": ("با رمزهای نادرست قفل شد", "Locked after wrong passwords"),
    "account.lockout_lifted": ("قفلش باز شد", "Lock lifted"),
}
