"""What is said of files: referred, waiting, given up, taken away, in another phase, ended (R10, R11, R16)."""

from contracts.terms import DeadlineKind, Phase, Role
from services.messaging.domain.notices.notice import DEADLINES, PHASES, Notice, because, located
from services.messaging.domain.persian import code, moment


def file_referred(
    *,
    key: str,
    file: str,
    phase: Phase,
    address: str,
    inspector_id: str,
    inspector_name: str,
    contractor_id: str,
) -> list[Notice]:
    """To the inspector, whose turn it is, and to the contractor."""
    about = {"file": code(file), "phase": PHASES[phase]}
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="file_referred.inspector",
            values={**about, "place": located(address)},
        ),
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="file_referred.contractor",
            values={**about, "inspector": inspector_name},
        ),
    ]


def file_waiting(*, key: str, file: str) -> list[Notice]:
    """To the office, which may refer by hand."""
    return [Notice(key=key, role=Role.OFFICE, template="file_waiting.office", values={"file": code(file)})]


def file_withdrawn(
    *, key: str, file: str, inspector_name: str, inspector_code: str, reason: str, contractor_id: str
) -> list[Notice]:
    """To the contractor, and with the reason to the office."""
    about = {"file": code(file), "inspector": inspector_name}
    return [
        Notice(key=key, recipient_id=contractor_id, template="file_withdrawn.contractor", values=about),
        Notice(
            key=key,
            role=Role.OFFICE,
            template="file_withdrawn.office",
            values={**about, "inspector_code": code(inspector_code), "reason": because(reason)},
        ),
    ]


def withdrawal_ruled(*, key: str, file: str, excused: bool, reason: str, inspector_id: str) -> list[Notice]:
    """To the inspector who withdrew."""
    ruling = "موجه" if excused else "غیرموجه"
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="withdrawal_ruled.inspector",
            values={"file": code(file), "ruling": ruling, "reason": because(reason)},
        )
    ]


def inspector_dismissed(
    *, key: str, file: str, inspector_id: str, inspector_name: str, reason: str, contractor_id: str
) -> list[Notice]:
    """To the dismissed inspector with the reason, and without it to the contractor."""
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="inspector_dismissed.inspector",
            values={"file": code(file), "reason": because(reason)},
        ),
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="inspector_dismissed.contractor",
            values={"file": code(file), "inspector": inspector_name},
        ),
    ]


def dismissal_proposed(
    *, key: str, file: str, deadline: DeadlineKind, due_at: str, inspector_name: str, inspector_code: str
) -> list[Notice]:
    """To the office, which decides; ``due_at`` is a Jalali moment."""
    return [
        Notice(
            key=key,
            role=Role.OFFICE,
            template="dismissal_proposed.office",
            values={
                "file": code(file),
                "inspector": inspector_name,
                "inspector_code": code(inspector_code),
                "deadline": DEADLINES[deadline],
                "due": moment(due_at),
            },
        )
    ]


def phase_changed(*, key: str, file: str, inspector_id: str | None) -> list[Notice]:
    """To the inspector, who now has the file in the other list; the contractor hears of the approval itself."""
    if inspector_id is None:
        return []
    about = {"file": code(file)}
    return [Notice(key=key, recipient_id=inspector_id, template="phase_changed.inspector", values=about)]


def file_completed(*, key: str, file: str, contractor_id: str) -> list[Notice]:
    """To the contractor."""
    about = {"file": code(file)}
    return [Notice(key=key, recipient_id=contractor_id, template="file_completed.contractor", values=about)]


def file_cancelled(
    *, key: str, file: str, reason: str, contractor_id: str, inspector_id: str | None
) -> list[Notice]:
    """To the contractor, and to whoever had the file."""
    about = {"file": code(file), "reason": because(reason)}
    notices = [
        Notice(key=key, recipient_id=contractor_id, template="file_cancelled.contractor", values=about)
    ]
    if inspector_id is not None:
        notices.append(
            Notice(key=key, recipient_id=inspector_id, template="file_cancelled.inspector", values=about)
        )
    return notices


def meter_corrected(
    *, key: str, file: str, label: str, old_class: str, new_class: str, inspector_id: str | None
) -> list[Notice]:
    """To the inspector, if there is one: what stands in the file is not what it was (R17)."""
    if inspector_id is None:
        return []
    outcome = (
        f"ردهٔ آن همچنان {code(new_class)} است."
        if old_class == new_class
        else f"ردهٔ آن از {code(old_class)} به {code(new_class)} تغییر کرد."
    )
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="meter_corrected.inspector",
            values={"file": code(file), "meter": label, "outcome": outcome},
        )
    ]
