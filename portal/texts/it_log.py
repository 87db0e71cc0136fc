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
    "از روی سرور": "On the server",
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
    "account.locked": ("با رمز یا کدهای نادرست قفل شد", "Locked after wrong passwords or codes"),
    "account.lockout_lifted": ("قفلش باز شد", "Lock lifted"),
    "account.second_factor_set_up": ("ورود دومرحله‌ای را راه انداخت", "Two-step sign-in set up"),
    "account.second_factor_removed": ("ورود دومرحله‌ای را برداشت", "Two-step sign-in removed by its owner"),
    "account.second_factor_removed_by_it": ("ورود دومرحله‌ای‌اش برداشته شد", "Two-step sign-in removed by IT"),
    "account.recovery_codes_renewed": ("کدهای بازیابی را نو کرد", "Recovery codes renewed"),
    "account.sessions_ended_by_it": ("از همهٔ دستگاه‌ها خارج شد", "Signed out everywhere by IT"),
}
