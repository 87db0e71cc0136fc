"""What is said of objections to reports."""

from contracts.terms import Role
from services.messaging.domain.notices.notice import Notice, because
from services.messaging.domain.persian import code, number


def objection_filed(
    *, key: str, file: str, sequence: int, contractor_name: str, text: str, inspector_id: str
) -> list[Notice]:
    """To the office, which decides, and to the inspector whose report it is."""
    values = {
        "file": code(file),
        "sequence": number(sequence),
        "contractor": contractor_name,
        "text": text.strip(),
    }
    return [
        Notice(key=key, role=Role.OFFICE, template="objection_filed.office", values=values),
        Notice(key=key, recipient_id=inspector_id, template="objection_filed.inspector", values=values),
    ]


def objection_decided(
    *,
    key: str,
    file: str,
    sequence: int,
    upheld: bool,
    reason: str,
    contractor_id: str,
    inspector_id: str,
) -> list[Notice]:
    """To the contractor and to the inspector, with the reason."""
    ruling = (
        "اعتراض پذیرفته شد و هزینهٔ آن گزارش باطل می‌شود."
        if upheld
        else "اعتراض پذیرفته نشد و هزینهٔ آن گزارش برقرار است."
    )
    values = {
        "file": code(file),
        "sequence": number(sequence),
        "ruling": ruling,
        "reason": because(reason),
    }
    return [
        Notice(key=key, recipient_id=contractor_id, template="objection_decided.contractor", values=values),
        Notice(key=key, recipient_id=inspector_id, template="objection_decided.inspector", values=values),
    ]
