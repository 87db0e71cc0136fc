"""What is said of visits: when, what was not done in time, and with what result (R12-R17)."""

from collections.abc import Mapping, Sequence

from contracts.terms import AppointmentRemark, DeadlineKind, Outcome, Phase, Role
from services.messaging.domain.notices.notice import DEADLINES, PHASES, Notice, because, located
from services.messaging.domain.persian import code, listing, moment, number

_OUTCOMES = {
    Outcome.APPROVED: "تأیید",
    Outcome.CONCEALED_STAGE: "ثبت مرحلهٔ زیرکار",
    Outcome.DEFECTIVE: "رد به‌دلیل اشکال",
    Outcome.ABSENT_CHARGED: "عدم حضور با هزینه",
    Outcome.ABSENT_FREE: "عدم حضور بدون هزینه",
}
_REMARKS = {
    AppointmentRemark.DAY_OFF: "در روز تعطیل",
    AppointmentRemark.OUTSIDE_HOURS: "بیرون از ساعت کاری",
    AppointmentRemark.SHORT_NOTICE: "نزدیک‌تر از حد معمول",
}


def appointment_set(
    *,
    key: str,
    file: str,
    phase: Phase,
    inspector_name: str,
    starts_at: str,
    duration_minutes: int,
    address: str,
    moved: bool,
    reason: str | None,
    remarks: Sequence[AppointmentRemark],
    contractor_id: str,
) -> list[Notice]:
    """To the contractor, at once, with what is unusual about the time (R12, R14); ``starts_at`` is a Jalali moment."""
    values = {
        **_visit(file, phase, starts_at, duration_minutes, address),
        "inspector": inspector_name,
        "remarks": _unusual(remarks),
    }
    if not moved:
        return [
            Notice(key=key, recipient_id=contractor_id, template="appointment_set.contractor", values=values)
        ]
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="appointment_moved.contractor",
            values={**values, "reason": because(reason)},
        )
    ]


def appointment_cancelled(
    *, key: str, file: str, starts_at: str, reason: str | None, contractor_id: str
) -> list[Notice]:
    """To the contractor, who need not wait there; ``starts_at`` is a Jalali moment."""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="appointment_cancelled.contractor",
            values={"file": code(file), "time": moment(starts_at), "reason": because(reason)},
        )
    ]


def appointment_confirmed(
    *, key: str, file: str, contractor_name: str, starts_at: str, inspector_id: str
) -> list[Notice]:
    """To the inspector, who will not come in vain; ``starts_at`` is a Jalali moment."""
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="appointment_confirmed.inspector",
            values={"file": code(file), "contractor": contractor_name, "time": moment(starts_at)},
        )
    ]


def another_time_requested(
    *,
    key: str,
    file: str,
    contractor_name: str,
    starts_at: str,
    proposed_at: str | None,
    reason: str,
    inspector_id: str,
) -> list[Notice]:
    """To the inspector, who may move the visit; the times are Jalali moments."""
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="another_time_requested.inspector",
            values={
                "file": code(file),
                "contractor": contractor_name,
                "time": moment(starts_at),
                "proposal": f"زمان پیشنهادی: {moment(proposed_at)}." if proposed_at else "",
                "reason": because(reason),
            },
        )
    ]


def appointment_came_near(
    *,
    key: str,
    file: str,
    phase: Phase,
    inspector_name: str,
    contractor_name: str,
    starts_at: str,
    duration_minutes: int,
    address: str,
    contractor_id: str,
    inspector_id: str,
) -> list[Notice]:
    """A reminder, to both; ``starts_at`` is a Jalali moment."""
    values = _visit(file, phase, starts_at, duration_minutes, address)
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="appointment_came_near.contractor",
            values={**values, "inspector": inspector_name},
        ),
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="appointment_came_near.inspector",
            values={**values, "contractor": contractor_name},
        ),
    ]


def deadline_missed(
    *,
    key: str,
    file: str,
    deadline: DeadlineKind,
    due_at: str,
    inspector_id: str | None,
    inspector_name: str | None,
) -> list[Notice]:
    """To the office, and to the inspector if anybody has the file; ``due_at`` is a Jalali moment."""
    values = {"file": code(file), "deadline": DEADLINES[deadline], "due": moment(due_at)}
    holder = f"پرونده در دست {inspector_name} است." if inspector_name else ""
    notices = [
        Notice(
            key=key, role=Role.OFFICE, template="deadline_missed.office", values={**values, "holder": holder}
        )
    ]
    if inspector_id is not None:
        notices.append(
            Notice(key=key, recipient_id=inspector_id, template="deadline_missed.inspector", values=values)
        )
    return notices


def report_filed(
    *,
    key: str,
    file: str,
    sequence: int,
    phase: Phase,
    meters_by_outcome: Mapping[Outcome, int],
    mismatched_meters: int,
    contractor_id: str,
) -> list[Notice]:
    """To the contractor: what was found (R15), and whether the file's own data is in doubt (R17)."""
    verdicts = listing(
        [
            f"{_OUTCOMES[outcome]} برای {number(meters_by_outcome[outcome])} کنتور"
            for outcome in Outcome
            if meters_by_outcome.get(outcome)
        ]
    )
    mismatch = (
        f"مشخصات {number(mismatched_meters)} کنتور در محل با پرونده مغایرت داشت؛"
        " لطفاً متراژ و میزان مصرف را در پرونده اصلاح کنید."
        if mismatched_meters
        else ""
    )
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="report_filed.contractor",
            values={
                "file": code(file),
                "sequence": number(sequence),
                "phase": PHASES[phase],
                "verdicts": verdicts,
                "mismatch": mismatch,
            },
        )
    ]


def phase_approved(*, key: str, file: str, phase: Phase, contractor_id: str) -> list[Notice]:
    """To the contractor, of the pre-inspection; that of the final inspection is the file's completion."""
    if phase is not Phase.PRE:
        return []
    about = {"file": code(file)}
    return [Notice(key=key, recipient_id=contractor_id, template="phase_approved.contractor", values=about)]


def _visit(file: str, phase: Phase, starts_at: str, duration_minutes: int, address: str) -> dict[str, str]:
    return {
        "file": code(file),
        "phase": PHASES[phase],
        "time": moment(starts_at),
        "duration": number(duration_minutes),
        "place": located(address),
    }


def _unusual(remarks: Sequence[AppointmentRemark]) -> str:
    if not remarks:
        return ""
    what = listing([_REMARKS[remark] for remark in AppointmentRemark if remark in remarks])
    return f"این زمان {what} است. اگر برایتان مناسب نیست، می‌توانید زمان دیگری درخواست کنید."
