"""Who and what the demonstration is made of: people, files, and what they say. Nothing here does anything."""

from dataclasses import dataclass
from typing import Any

from contracts.terms import FileKind, Role

PASSWORD = "Gazban-demo-1405"
AREAS = ("kerman", "rafsanjan", "sirjan")
AREA_OF_NOBODY = "bam"


@dataclass(frozen=True)
class DemoUser:
    """An account of the demonstration; the birth-certificate number is the first password.

    The mobile numbers are nobody's: they are there for the SMS, which the demonstration writes into a file.
    """

    code: str
    certificate: str
    role: Role
    name: str
    mobile: str | None = None


IT = DemoUser("19-9-00001", "1001", Role.IT, "")
OFFICE = DemoUser("19-9-00002", "1002", Role.OFFICE, "زهرا امیری")
FINANCE = DemoUser("19-9-00003", "1003", Role.FINANCE, "علی‌رضا محمدی")
CONTRACTORS = (
    DemoUser("19-7-00001", "2001", Role.CONTRACTOR, "شرکت گازرسان کویر", "09130000001"),
    DemoUser("19-7-00002", "2002", Role.CONTRACTOR, "شرکت لوله‌کشی پارس کرمان", "09130000002"),
)
INSPECTORS = (
    DemoUser("19-3-00001", "3001", Role.INSPECTOR, "مریم کرمانی", "09130000003"),
    DemoUser("19-3-00002", "3002", Role.INSPECTOR, "رضا ایران‌منش", "09130000004"),
    DemoUser("19-3-00003", "3003", Role.INSPECTOR, "فاطمه سالاری", "09130000005"),
    DemoUser("19-3-00004", "3004", Role.INSPECTOR, "محسن زنگی‌آبادی", "09130000006"),
    DemoUser("19-3-00005", "3005", Role.INSPECTOR, "نرگس شمس‌الدینی", "09130000007"),
)
# Keeps the first password, so that anybody can see what a first sign-in is like.
NEWCOMER = INSPECTORS[-1]

WORKSHEET: dict[str, Any] = {
    "accepting": True,
    "areas": list(AREAS),
    "kinds": [FileKind.CONCEALED.value, FileKind.EXPOSED.value],
    "blocks": True,
    "weekdays": [0, 1, 2, 3, 4, 5],
    "capacity": 20,
}


@dataclass(frozen=True)
class DemoFile:
    """A file of the demonstration: what it is, and how far it gets."""

    key: str
    kind: FileKind
    area: str
    owner: str
    address: str
    meters: tuple[tuple[str, float, float], ...] = (("واحد ۱", 110, 4.5),)
    contractor: DemoUser = CONTRACTORS[0]
    paid: bool = True
    visits: tuple[str, ...] = ()
    appointment: bool = False
    ending: str = ""


TWO_METERS = (("طبقهٔ اول", 115, 5.0), ("طبقهٔ دوم", 118, 5.5))
BLOCK = tuple((f"واحد {number}", 95.0, 4.0) for number in "۱۲۳۴۵۶")

FILES = (
    DemoFile("unpaid", FileKind.EXPOSED, "kerman", "حسین رضایی", "کرمان، خیابان شریعتی، کوچهٔ ۱۲", paid=False),
    DemoFile(
        "unpaid-block",
        FileKind.CONCEALED,
        "sirjan",
        "تعاونی مسکن فرهنگیان",
        "سیرجان، بلوار هجرت، مجتمع سپیدار",
        meters=BLOCK,
        contractor=CONTRACTORS[1],
        paid=False,
    ),
    DemoFile("nobody", FileKind.EXPOSED, AREA_OF_NOBODY, "سکینه بهرامی", "بم، خیابان امام، کوچهٔ نخل"),
    DemoFile(
        "fresh", FileKind.CONCEALED, "kerman", "احمد ستوده", "کرمان، بلوار جمهوری، کوچهٔ ۴", meters=TWO_METERS
    ),
    DemoFile(
        "fresh-block",
        FileKind.CONCEALED,
        "rafsanjan",
        "شرکت عمران پسته",
        "رفسنجان، میدان ابراهیم، مجتمع یاس",
        meters=BLOCK,
        contractor=CONTRACTORS[1],
    ),
    DemoFile(
        "planned", FileKind.EXPOSED, "kerman", "لیلا نوری", "کرمان، خیابان بهمنیار، پلاک ۲۱", appointment=True
    ),
    DemoFile(
        "staged",
        FileKind.CONCEALED,
        "sirjan",
        "جواد پورمحمدی",
        "سیرجان، خیابان ابن‌سینا، کوچهٔ ۷",
        meters=TWO_METERS,
        visits=("concealed_stage", "concealed_stage"),
        appointment=True,
    ),
    DemoFile(
        "debtor",
        FileKind.EXPOSED,
        "kerman",
        "اکرم خالقی",
        "کرمان، خیابان خواجو، کوچهٔ ۹",
        meters=TWO_METERS,
        visits=("defective",),
    ),
    DemoFile(
        "final",
        FileKind.EXPOSED,
        "rafsanjan",
        "مهدی اسدی",
        "رفسنجان، خیابان شهدا، پلاک ۳۳",
        contractor=CONTRACTORS[1],
        visits=("approved",),
    ),
    DemoFile(
        "completed",
        FileKind.EXPOSED,
        "kerman",
        "پروین حسینی",
        "کرمان، خیابان فردوسی، کوچهٔ ۲",
        visits=("approved", "approved"),
    ),
    DemoFile(
        "cancelled", FileKind.EXPOSED, "sirjan", "ناصر کاظمی", "سیرجان، خیابان ولی‌عصر", ending="cancellation"
    ),
    DemoFile(
        "withdrawn", FileKind.EXPOSED, "kerman", "سمیه مرادی", "کرمان، بلوار هوانیروز", ending="withdrawal"
    ),
    DemoFile(
        "dismissed",
        FileKind.CONCEALED,
        "rafsanjan",
        "کریم صادقی",
        "رفسنجان، خیابان طالقانی",
        contractor=CONTRACTORS[1],
        ending="dismissal",
    ),
)
# Registered last, when the newcomer's worksheet is in: it is theirs, as the one with the least work.
FOR_NEWCOMER = DemoFile("newcomer", FileKind.EXPOSED, "kerman", "طاهره باقری", "کرمان، خیابان مطهری، کوچهٔ ۱۸")

REASONS = {
    "cancellation": "مالک از اجرای طرح چشم پوشید.",
    "withdrawal": "در روزهای پیش رو در استان نیستم.",
    "dismissal": "دو نوبت بازرسی بی‌اطلاع انجام نشد.",
}
TEXTS = {
    "approved": "لوله‌کشی با نقشه مطابق است و آزمون فشار پذیرفته شد.",
    "concealed_stage": "این مرحله از لوله‌کشی زیرکار دیده شد؛ آزمون فشار پیش از پوشاندن پذیرفته شد.",
    "defective": "فاصلهٔ شیر مصرف از اجاق رعایت نشده است و دودکش نیاز به اصلاح دارد.",
}
