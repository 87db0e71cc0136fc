"""The English of the pages of ``pages/second_factor.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {
    "ورود دومرحله‌ای": "Two-step sign-in",
    "پس از رمز، کدی از گوشی شما هم خواسته می‌شود؛ کسی که تنها رمزتان را می‌داند وارد نمی‌شود.": (
        "After the password, a code of your phone is asked for, too: who only knows your password does not get in."
    ),
    "نقش شما ورود دومرحله‌ای لازم دارد. پیش از هر کار دیگر آن را راه‌اندازی کنید.": (
        "Your role needs two-step sign-in. Set it up before anything else."
    ),
    "روشن از": "On since",
    "کدهای بازیابی مانده": "Recovery codes left",
    "کدهای بازیابی تازه": "New recovery codes",
    "کدهای تازه جای کدهای پیشین را می‌گیرند. گوشی کنونی تا هنگامی که گوشی تازه را تأیید نکرده‌اید کار می‌کند.": (
        "New codes take the place of the old ones. The present phone works until you have confirmed the new one."
    ),
    "راه‌اندازی روی گوشی دیگر": "Set up on another phone",
    "برداشتن ورود دومرحله‌ای": "Remove two-step sign-in",
    "ورود دومرحله‌ای برداشته شد. دستگاه‌های دیگر خارج شدند.": (
        "Two-step sign-in is removed. Your other devices are signed out."
    ),
    "راه‌اندازی": "Set up",
    (
        "به یک برنامهٔ رمزساز روی گوشی نیاز دارید، مانند Aegis، FreeOTP یا Google Authenticator."
        " این برنامه‌ها اینترنت نمی‌خواهند."
    ): (
        "You need an authenticator app on your phone, such as Aegis, FreeOTP or Google Authenticator."
        " These need no network."
    ),
    "راه‌اندازی ورود دومرحله‌ای": "Set up two-step sign-in",
    "۱. گوشی را آماده کنید": "1. Prepare the phone",
    "این نقش را با برنامهٔ رمزساز بخوانید:": "Scan this with the authenticator app:",
    "نقش QR کلید": "QR code of the key",
    "یا اگر نمی‌شود، این کلید را در برنامه بنویسید:": "Or, if that does not work, type this key into the app:",
    "۲. کد را بنویسید": "2. Type the code",
    "کد شش‌رقمی": "Six-digit code",
    "کدی که برنامه اکنون نشان می‌دهد؛ هر سی ثانیه عوض می‌شود.": (
        "What the app shows now; it changes every thirty seconds."
    ),
    "تأیید کد": "Confirm the code",
    "ادامه": "Go on",
    "کدهای بازیابی": "Recovery codes",
    "همین حالا آن‌ها را چاپ کنید یا بنویسید و جایی امن، جدا از گوشی، نگه دارید: دیگر نشان داده نمی‌شوند.": (
        "Print them or write them down now, and keep them safe and apart from the phone: they are not shown again."
    ),
    "اگر گوشی در دسترس نبود، با هر یک از این کدها یک بار می‌توانید وارد شوید.": (
        "Without the phone, you can sign in once with each of these codes."
    ),
    "نگه داشتم، ادامه": "I have kept them; go on",
    "گام دوم ورود": "Second step of signing in",
    "کد شش‌رقمی یا کد بازیابی": "Six-digit code, or a recovery code",
    "کدی که برنامهٔ رمزساز اکنون نشان می‌دهد": "What the authenticator app shows now",
    "گوشی و کدهای بازیابی را گم کرده‌اید؟ به واحد فناوری اطلاعات سازمان مراجعه کنید.": (
        "Lost both the phone and the recovery codes? Ask the organization's IT unit."
    ),
    "ورود با حسابی دیگر": "Sign in with another account",
    "زمان گام دوم گذشت؛ دوباره وارد شوید.": "The time for the second step is over; sign in again.",
}

TERMS: dict[str, tuple[str, str]] = {}
