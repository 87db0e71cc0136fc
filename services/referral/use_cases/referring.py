"""R7 at work: choosing by the engine, handing over, taking back, and the files that wait. Needs the engine's lock."""

from chassis.jalali import jalali_year, tehran_date
from chassis.work import Work
from contracts.referral import FileReferred, FileWaiting
from contracts.terms import FileKind, FileStatus, ReferralEnd, ReferralKind
from services.referral import store
from services.referral.domain import Choice, Job, choose_inspector
from services.referral.settings import settings
from services.referral.tables import FileRow, PersonRow, ReferralRow
from services.referral.use_cases.recording import record
from services.referral.use_cases.views import candidate_record


def choose(work: Work, file: FileRow) -> Choice:
    """Whom the engine would give the file now."""
    job = Job(area=file.area, kind=FileKind(file.kind), block=file.block)
    year = jalali_year(tehran_date(work.now))
    return choose_inspector(job, store.list_inspectors(work.session, job, file.id, year))


def hand_over(
    work: Work,
    file: FileRow,
    inspector: PersonRow,
    choice: Choice,
    *,
    kind: ReferralKind,
    reason: str,
    referred_by: PersonRow | None = None,
) -> ReferralRow:
    """Give a waiting file to an inspector, keeping the candidates that stood against them."""
    referral = ReferralRow(
        id=work.new_id(),
        file=file,
        inspector=inspector,
        kind=str(kind),
        reason=reason,
        candidates=[candidate_record(ranked) for ranked in choice.candidates],
        value_rials=file.value_rials,
        jalali_year=jalali_year(tehran_date(work.now)),
        referred_at=work.now,
        referred_by=referred_by,
    )
    work.session.add(referral)
    file.status, file.waiting_since = str(FileStatus.REFERRED), None
    file.inspector, file.referral_id, file.referred_at = inspector, referral.id, work.now
    work.session.flush()
    record(work, file, lambda snapshot: FileReferred(file=snapshot, kind=kind, reason=reason))
    return referral


def refer_by_rule(
    work: Work, file: FileRow, *, referred_by: PersonRow | None = None, remark: str | None = None
) -> ReferralRow | None:
    """Give a waiting file to whom the engine chooses; none, with nothing changed, if nobody is eligible."""
    choice = choose(work, file)
    if choice.inspector is None:
        return None
    chosen = store.find_person(work.session, choice.inspector.id)
    assert chosen is not None
    reason = f"{choice.reason} توضیح دفتر: {remark}" if remark else choice.reason
    return hand_over(
        work, file, chosen, choice, kind=ReferralKind.AUTOMATIC, reason=reason, referred_by=referred_by
    )


def refer_or_wait(work: Work, file: FileRow) -> None:
    """Refer a file that has just begun to wait, or tell, this once, that it waits."""
    if refer_by_rule(work, file) is None:
        record(work, file, lambda snapshot: FileWaiting(file=snapshot))


def start_waiting(work: Work, file: FileRow) -> None:
    """The file has no inspector, nor a visit to come."""
    file.status, file.waiting_since = str(FileStatus.AWAITING_REFERRAL), work.now
    file.inspector = file.referral_id = file.referred_at = None
    clear_appointment(file)


def clear_appointment(file: FileRow) -> None:
    """No visit is to come."""
    file.appointment_id = file.appointment_starts_at = file.appointment_minutes = None


def end_referral(work: Work, file: FileRow, how: ReferralEnd, reason: str | None = None) -> None:
    """End the file's active referral, if it has one, and with it whatever was proposed about it."""
    referral = store.find_active_referral(work.session, file.id)
    if referral is None:
        return
    referral.ended_at, referral.ended_by = work.now, str(how)
    referral.end_reason, referral.end_phase = reason or None, file.phase
    # The end must reach the database before another referral does: at most one is active.
    work.session.flush()
    store.lapse_proposal(work.session, referral.id, work.now)


def refer_waiting(work: Work) -> None:
    """Refer the files for which somebody has become eligible, the longest wait first, one batch at a time."""
    batch = settings().refer_batch
    if not store.list_referable_files(work.session, 1):
        return
    store.lock_engine(work.session)
    for file_id in store.list_referable_files(work.session, batch):
        file = store.lock_file(work.session, file_id)
        if file is not None and file.status == FileStatus.AWAITING_REFERRAL:
            refer_by_rule(work, file)
