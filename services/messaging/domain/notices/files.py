"""What is said of files: referred, waiting, given up, taken away, in another phase, ended (R10, R11, R16)."""

from contracts.terms import Phase, Role
from services.messaging.domain.notices.notice import PHASES, Notice, because
from services.messaging.domain.persian import code


def file_referred(
    *, key: str, file: str, phase: Phase, inspector_id: str, inspector_name: str, contractor_id: str
) -> list[Notice]:
    """To the inspector, whose turn it is, and to the contractor."""
    subject = f"ارجاع پروندهٔ {code(file)}"
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            subject=subject,
            body=f"پروندهٔ {code(file)} برای {PHASES[phase]} به شما ارجاع شد."
            " لطفاً زمان بازرسی را برای شرکت مجری تعیین کنید.",
        ),
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=subject,
            body=f"پروندهٔ {code(file)} برای {PHASES[phase]} به {inspector_name} ارجاع شد."
            " زمان بازرسی پس از تعیین به شما اعلام می‌شود.",
        ),
    ]


def file_waiting(*, key: str, file: str) -> list[Notice]:
    """To the office, which may refer by hand."""
    return [
        Notice(
            key=key,
            role=Role.OFFICE,
            subject=f"پروندهٔ {code(file)} در انتظار ارجاع",
            body=f"برای پروندهٔ {code(file)} بازرس واجد شرایطی یافت نشد. می‌توانید آن را دستی ارجاع دهید.",
        )
    ]


def file_withdrawn(
    *, key: str, file: str, inspector_name: str, inspector_code: str, reason: str, contractor_id: str
) -> list[Notice]:
    """To the contractor, and with the reason to the office."""
    subject = f"انصراف بازرس از پروندهٔ {code(file)}"
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=subject,
            body=f"{inspector_name} از بازرسی پروندهٔ {code(file)} انصراف داد."
            " پرونده به بازرس دیگری ارجاع می‌شود.",
        ),
        Notice(
            key=key,
            role=Role.OFFICE,
            subject=subject,
            body=f"{inspector_name} ({code(inspector_code)}) از بازرسی پروندهٔ {code(file)} انصراف داد."
            + because(reason),
        ),
    ]


def inspector_dismissed(
    *, key: str, file: str, inspector_id: str, inspector_name: str, reason: str, contractor_id: str
) -> list[Notice]:
    """To the dismissed inspector with the reason, and without it to the contractor."""
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            subject=f"عزل از پروندهٔ {code(file)}",
            body=f"سازمان بازرسی پروندهٔ {code(file)} را از شما گرفت.{because(reason)}",
        ),
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"تغییر بازرس پروندهٔ {code(file)}",
            body=f"بازرسی پروندهٔ {code(file)} دیگر با {inspector_name} نیست."
            " پرونده به بازرس دیگری ارجاع می‌شود.",
        ),
    ]


def phase_changed(*, key: str, file: str, inspector_id: str | None) -> list[Notice]:
    """To the inspector, who now has the file in the other list; the contractor hears of the approval itself."""
    if inspector_id is None:
        return []
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            subject=f"بازرسی نهایی پروندهٔ {code(file)}",
            body=f"پیش‌بازرسی پروندهٔ {code(file)} پایان یافت و پرونده در فهرست بازرسی نهایی شماست."
            " لطفاً زمان بازرسی نهایی را برای شرکت مجری تعیین کنید.",
        )
    ]


def file_completed(*, key: str, file: str, contractor_id: str) -> list[Notice]:
    """To the contractor."""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"پایان بازرسی پروندهٔ {code(file)}",
            body=f"همهٔ کنتورهای پروندهٔ {code(file)} در بازرسی نهایی تأیید شدند و بازرسی پرونده پایان یافت.",
        )
    ]


def file_cancelled(
    *, key: str, file: str, reason: str, contractor_id: str, inspector_id: str | None
) -> list[Notice]:
    """To the contractor, and to whoever had the file."""
    recipients = [contractor_id] if inspector_id is None else [contractor_id, inspector_id]
    return [
        Notice(
            key=key,
            recipient_id=recipient_id,
            subject=f"لغو پروندهٔ {code(file)}",
            body=f"سازمان پروندهٔ {code(file)} را لغو کرد.{because(reason)}",
        )
        for recipient_id in recipients
    ]


def meter_corrected(
    *, key: str, file: str, label: str, old_class: str, new_class: str, inspector_id: str | None
) -> list[Notice]:
    """To the inspector, if there is one: what stands in the file is not what it was (R17)."""
    if inspector_id is None:
        return []
    outcome = (
        f"نوع آن همچنان {code(new_class)} است."
        if old_class == new_class
        else f"نوع آن از {code(old_class)} به {code(new_class)} تغییر کرد."
    )
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            subject=f"اصلاح کنتور پروندهٔ {code(file)}",
            body=f"شرکت مجری مشخصات کنتور «{label}» را در پروندهٔ {code(file)} اصلاح کرد. {outcome}",
        )
    ]
