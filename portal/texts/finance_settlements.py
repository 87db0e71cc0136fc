"""The English of the page of what payment providers have of ours and paid to the bank."""

ENGLISH: dict[str, str] = {
    "واریزهای درگاه": "Settlements of providers",
    "آنچه درگاه‌ها از مجریان گرفته‌اند و هنوز به بانک نریخته‌اند، و آنچه ریخته‌اند": (
        "What providers took from contractors and have not paid to the bank yet, and what they paid"
    ),
    "نزد %(provider)s": "With %(provider)s",
    "ثبت واریز درگاه": "Record a settlement",
    (
        "از صورت‌حساب بانک: مبلغی که به حساب سازمان آمده است، و کارمزدی که درگاه برداشته است. جمع این دو از آنچه "
        "نزد درگاه است کم می‌شود و بیش از آن ثبت نمی‌شود."
    ): (
        "From the bank's statement: the amount that arrived, and the fee that the provider kept. Both together are "
        "taken off what the provider has, and can be no more than that."
    ),
    "درگاه": "Provider",
    "مبلغ رسیده به بانک (ریال)": "Amount that the bank got (rials)",
    "کارمزد درگاه (ریال)": "Fee of the provider (rials)",
    "شمارهٔ مرجع واریز": "Reference of the settlement",
    "هر شماره از هر درگاه یک بار ثبت می‌شود.": "Each reference of a provider is recorded once.",
    "روز واریز": "Day of the settlement",
    "هنوز از هیچ درگاهی پولی نیامده است. با نخستین پرداخت اینترنتی، ماندهٔ آن اینجا می‌آید.": (
        "No provider has taken money yet. With the first online payment its balance appears here."
    ),
    "واریزهای ثبت‌شده": "Recorded settlements",
    "رسیده به بانک": "The bank got",
    "کارمزد": "Fee",
    "واریز درگاه ثبت شد و سند آن صادر شد.": "The settlement is recorded, and its entry is posted.",
}

TERMS: dict[str, tuple[str, str]] = {
    "settling.sandbox": ("درگاه آزمایشی", "the sandbox"),
    "settling.zarinpal": ("زرین‌پال", "Zarinpal"),
}
