"""What is said of a person's account (R4)."""

from services.messaging.domain.persian import moment
from services.messaging.domain.templates import Placeholder, Template, Wording

TEMPLATES = (
    Template(
        key="password_reset.user",
        title="بازنشانی رمز عبور، به کاربر",
        placeholders=(Placeholder("time", "تاریخ و ساعت بازنشانی", moment("1405-09-01 10:30")),),
        default=Wording(
            subject="بازنشانی رمز عبور",
            body="واحد فناوری اطلاعات در تاریخ {time} رمز عبور شما را بازنشانی کرد."
            " اگر خودتان آن را نخواسته‌اید، به این واحد خبر دهید.",
        ),
    ),
)
