"""R7 at work: choosing by the engine, handing over, taking back, and the files that wait. Needs the engine's lock."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis import policies
from chassis.jalali import jalali_year, tehran_date
from chassis.telemetry import get_logger
from chassis.work import Look, Undone, Work
from contracts.referral import FileReferred, FileWaiting
from contracts.terms import FileKind, FileStatus, ReferralEnd, ReferralKind
from services.referral import store
from services.referral.domain import Choice, Job, Past, Roster, choose_inspector, without_names
from services.referral.settings import settings
from services.referral.tables import FileRow, PersonRow, ReferralRow
from services.referral.use_cases.policies import ENGINE
from services.referral.use_cases.recording import record
from services.referral.use_cases.views import candidate_record

log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What became of files that were to be referred; some were no longer waiting, and some failed by a fault."""

    referred: int = 0
    still_waiting: int = 0
    no_longer_waiting: int = 0
    failed: int = 0

    def __add__(self, more: "Tried") -> "Tried":
        return Tried(
            referred=self.referred + more.referred,
            still_waiting=self.still_waiting + more.still_waiting,
            no_longer_waiting=self.no_longer_waiting + more.no_longer_waiting,
            failed=self.failed + more.failed,
        )


def job_of(file: FileRow) -> Job:
    """What of a file decides who may have it."""
    return Job(area=file.area, kind=FileKind(file.kind), block=file.block)


def roster_of(at: Work | Look, job: Job | None = None) -> Roster:
    """The inspectors as they stand now: all, or only those whose worksheet admits a job."""
    unexcused_count = policies.in_force(at.session, ENGINE).unexcused_withdrawals_count
    year = jalali_year(tehran_date(at.now))
    return Roster.of(store.list_inspectors(at.session, year, unexcused_count=unexcused_count, job=job))


def pasts_of(at: Work | Look, files: Sequence[FileRow]) -> dict[str, Past]:
    """By file, what bars inspectors from it."""
    refusals = store.list_refusals(at.session, [file.id for file in files])
    connected = store.list_connected(at.session, {file.contractor.id for file in files})
    return {
        file.id: Past(
            refusals=refusals.get(file.id, {}), connected=connected.get(file.contractor.id, frozenset())
        )
        for file in files
    }


def choose(work: Work, file: FileRow) -> Choice:
    """Whom the engine would give the file now."""
    job = job_of(file)
    return choose_inspector(job, roster_of(work, job).facing(pasts_of(work, [file])[file.id]))


def hand_over(
    work: Work,
    file: FileRow,
    inspector: PersonRow,
    choice: Choice,
    *,
    kind: ReferralKind,
    reason: str,
    told_reason: str,
    referred_by: PersonRow | None = None,
) -> ReferralRow:
    """Give a waiting file to an inspector, keeping the candidates that stood against them.

    ``reason`` is kept for the organization; ``told_reason`` is what everybody else reads.
    """
    referral = ReferralRow(
        id=work.new_id(),
        file=file,
        inspector=inspector,
        kind=str(kind),
        reason=reason,
        told_reason=told_reason,
        candidates=[candidate_record(ranked) for ranked in choice.candidates],
        value_rials=file.value_rials,
        jalali_year=jalali_year(tehran_date(work.now)),
        referred_at=work.now,
        referred_by=referred_by,
    )
    work.session.add(referral)
    file.status, file.waiting_since = str(FileStatus.REFERRED), None
    file.inspector, file.referral_id, file.referred_at = inspector, referral.id, work.now
    record(work, file, lambda snapshot: FileReferred(file=snapshot, kind=kind, reason=told_reason))
    return referral


def refer_by_rule(
    work: Work, file: FileRow, *, referred_by: PersonRow | None = None, remark: str | None = None
) -> ReferralRow | None:
    """Give a waiting file to whom the engine chooses; none, with nothing changed, if nobody is eligible.

    The office's remark is for the organization.
    """
    choice = choose(work, file)
    if choice.inspector is None:
        return None
    chosen = store.find_person(work.session, choice.inspector.id)
    assert chosen is not None
    return hand_over(
        work,
        file,
        chosen,
        choice,
        kind=ReferralKind.AUTOMATIC,
        reason=f"{choice.reason} توضیح دفتر: {remark}" if remark else choice.reason,
        told_reason=choice.reason,
        referred_by=referred_by,
    )


def refer_by_hand(
    work: Work, file: FileRow, named: PersonRow, reason: str, *, referred_by: PersonRow
) -> ReferralRow:
    """Give a waiting file to whom the office names; its reason is told without the names of other inspectors."""
    others = store.list_inspectors_named(work.session, reason, named.id)
    names = {name for other in others for name in (other.full_name, other.membership_code)}
    return hand_over(
        work,
        file,
        named,
        choose(work, file),
        kind=ReferralKind.MANUAL,
        reason=reason,
        told_reason=without_names(reason, names - {named.full_name}),
        referred_by=referred_by,
    )


def refer_files(work: Work, file_ids: Sequence[str]) -> Tried:
    """Refer those of several files that wait and for whom somebody is eligible, in this order.

    A file that cannot be referred for a fault of ours is left as it is, and does not keep the others waiting: they
    are tried in halves, until it is alone.
    """
    if not file_ids:
        return Tried()
    try:
        with work.apart():
            return _refer_together(work, file_ids)
    except Undone as undone:
        if len(file_ids) == 1:
            log.error("referral_failed", file_id=file_ids[0], exc_info=undone.__cause__)
            return Tried(failed=1)
    half = len(file_ids) // 2
    return refer_files(work, file_ids[:half]) + refer_files(work, file_ids[half:])


def _refer_together(work: Work, file_ids: Sequence[str]) -> Tried:
    """Everything is read once: the engine's lock keeps it true, and each choice counts each referral before it."""
    files = store.lock_files(work.session, file_ids)
    waiting = [file for file in files if file.status == FileStatus.AWAITING_REFERRAL]
    roster, pasts = roster_of(work), pasts_of(work, waiting)
    chosen: list[tuple[FileRow, Choice, str]] = []
    for file in waiting:
        choice = choose_inspector(job_of(file), roster.facing(pasts[file.id]))
        if choice.inspector is not None:
            roster = roster.after(choice.inspector.id, file.value_rials, work.now)
            chosen.append((file, choice, choice.inspector.id))
    people = store.find_people(work.session, {inspector_id for _, _, inspector_id in chosen})
    for file, choice, inspector_id in chosen:
        hand_over(
            work,
            file,
            people[inspector_id],
            choice,
            kind=ReferralKind.AUTOMATIC,
            reason=choice.reason,
            told_reason=choice.reason,
        )
    return Tried(
        referred=len(chosen),
        still_waiting=len(waiting) - len(chosen),
        no_longer_waiting=len(file_ids) - len(waiting),
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
    file.appointment_remarks = file.appointment_confirmed_at = file.appointment_change = None


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


def refer_waiting(work: Work) -> bool:
    """Refer the files for which somebody has become eligible, the longest wait first, one batch at a time.

    Says whether more may be left to do at once; what is left while a batch of the office is at work is left to it.
    """
    limit = settings().refer_batch
    if not store.list_referable_files(work.session, 1):
        return False
    store.lock_engine(work.session)
    referable = store.list_referable_files(work.session, limit)
    tried = refer_files(work, referable)
    more = len(referable) == limit and tried.referred > 0
    return more and store.find_running_batch(work.session) is None
