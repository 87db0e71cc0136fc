"""The English of the pages of ``pages/it_lockouts.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    "ورودهای قفل‌شده": "Locked sign-ins",
    "کدهایی که پس از چندین رمز نادرست، تا چند دقیقه نمی‌توان با آن‌ها وارد شد": (
        "Codes with which nobody can sign in for some minutes, after many wrong passwords"
    ),
    "رمزهای نادرست": "Wrong passwords",
    "قفل تا": "Locked until",
    "باز کردن قفل": "Unlock",
    "از آن هیچ‌کس نیست": "Nobody's",
    "قفل این کد باز شود؟ پیش از آن مطمئن شوید که صاحب حساب خودش آن را خواسته است.": (
        "Unlock this code? Make sure first that the owner of the account asked for it."
    ),
    "با کد عضویت %(code)s دوباره می‌توان وارد شد.": "Signing in with %(code)s is possible again.",
    "اکنون ورود هیچ‌کس قفل نیست.": "Nobody's sign-in is locked now.",
    "هر قفل پس از چند دقیقه خودبه‌خود باز می‌شود.": "A lock ends by itself after some minutes.",
    "باز کردن قفل رمز را تغییر نمی‌دهد؛ برای کسی که رمزش را فراموش کرده است، رمز را بازنشانی کنید.": (
        "Lifting it does not change the password; for somebody who forgot it, reset the password."
    ),
}

TERMS: dict[str, tuple[str, str]] = {}
