"""Debts that no report makes: manual debits and reversed payments, made only behind a fence at inspection (R21).

A command announces the debit. An errand shuts the report gate up to the account's next version, and posts the debit
by just that version: if another fact took it meanwhile, the fence may be gone with it, and another is raised first.
``tests/unit/inspection/gate_model.py`` shows that no report of a debtor's gets past this, whoever dies in between.
"""

from dataclasses import dataclass
from datetime import timedelta

from chassis.ids import is_id
from chassis.jalali import tehran_date
from chassis.telemetry import get_logger
from chassis.work import Services, Work
from contracts.billing import DebitDropped, DebitPosted, DebitView, PaymentReversed
from contracts.errors import BillingCode, Conflict, NotFound, Refusal
from contracts.inspection import InspectionApi
from contracts.shapes import Caller
from contracts.terms import DebitKind, DebitState
from services.billing import store
from services.billing.domain import applied_rials, debit_entry, owed_again_entry, reversal_entry
from services.billing.tables import Debit, FileAccount, Payment
from services.billing.use_cases.correcting import author, lock_corrected
from services.billing.use_cases.credit import use_credit
from services.billing.use_cases.views import contractor_of, debit_view, gate_of

# Longer than inspection is waited for, after which somebody else takes over.
_LEASE = timedelta(seconds=10)
_PATIENCE_SECONDS = 2.0
_PAUSE = timedelta(seconds=1)

log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Fence:
    """The fence that one try to post a debit needs: the account's next version, as long as it is the next one."""

    debit_id: str
    file_id: str
    version: int


def debit_file(work: Work, *, caller: Caller, file_id: str, amount_rials: int, reason: str) -> DebitView:
    """Announce a manual debit; it is posted once the report gate is shut."""
    account = lock_corrected(work, caller, file_id)
    return _announce(work, caller, account, DebitKind.MANUAL, amount_rials, reason)


def reverse_payment(work: Work, *, caller: Caller, file_id: str, payment_id: str, reason: str) -> DebitView:
    """Announce that a payment's money never came; it is reversed, once for ever, when the report gate is shut."""
    account = lock_corrected(work, caller, file_id)
    payment = store.find_payment(work.session, payment_id) if is_id(payment_id) else None
    if payment is None or payment.file_id != account.file_id:
        raise NotFound(BillingCode.PAYMENT_NOT_FOUND)
    if payment.reversed_on is not None or store.reversal_announced(work.session, payment.id):
        raise Conflict(BillingCode.ALREADY_REVERSED, reference=payment.reference)
    used_rials = payment.allocated_rials
    return _announce(work, caller, account, DebitKind.REVERSED_PAYMENT, used_rials, reason, payment.id)


def _announce(
    work: Work,
    caller: Caller,
    account: FileAccount,
    kind: DebitKind,
    amount_rials: int,
    reason: str,
    payment_id: str | None = None,
) -> DebitView:
    debit = Debit(
        id=work.new_id(),
        file_id=account.file_id,
        kind=kind,
        state=DebitState.ANNOUNCED,
        payment_id=payment_id,
        amount_rials=amount_rials,
        outstanding_rials=0,
        written_off_rials=0,
        reason=reason,
        **author(caller),
        requested_at=work.now,
        effective_on=tehran_date(work.now),
        next_attempt_at=work.now,
    )
    work.session.add(debit)
    work.session.flush()
    return debit_view(debit)


def take_debit(work: Work) -> Fence | None:
    """Take an announced debit that is due, and choose the version of its fence."""
    due = store.next_announced(work.session, work.now)
    if due is None:
        return None
    account = store.lock_account(work.session, due.file_id)
    debit = store.lock_debit(work.session, due.id)
    if account is None or debit.next_attempt_at is None or debit.next_attempt_at > work.now:
        return None  # another replica took or posted it while this one waited for the account
    debit.fence_version = account.version + 1
    debit.next_attempt_at = work.now + _LEASE
    return Fence(debit_id=debit.id, file_id=debit.file_id, version=debit.fence_version)


def raise_fence(services: Services, fence: Fence) -> bool:
    """Shut the report gate, in no transaction; whether inspection said that it is shut."""
    inspection = services.client(InspectionApi, deadline_seconds=_PATIENCE_SECONDS)
    try:
        known = inspection.raise_fence(file_id=fence.file_id, version=fence.version).known_version
    except Refusal as refusal:
        log.warning("fence_not_raised", debit_id=fence.debit_id, code=refusal.code)
        return False
    if known >= fence.version:
        # Somebody else has posted it meanwhile; or this database is an older copy, and does not know it yet.
        log.warning("fence_below_what_is_known", debit_id=fence.debit_id, fence=fence.version, known=known)
        return False
    return True


def settle_debit(work: Work, fence: Fence, raised: bool) -> None:  # the errand hands it over
    """Post the debit behind its fence, by the fence's own version, which lifts it; or let it be tried again."""
    account = store.lock_account(work.session, fence.file_id)
    debit = store.lock_debit(work.session, fence.debit_id)
    if account is None or debit.state != DebitState.ANNOUNCED or debit.fence_version != fence.version:
        return  # somebody else took over meanwhile
    if not raised:
        debit.next_attempt_at = work.now + _PAUSE
    elif account.version + 1 != fence.version:
        debit.next_attempt_at = work.now
    else:
        _settle(work, account, debit)


def _settle(work: Work, account: FileAccount, debit: Debit) -> None:
    account.version += 1
    if debit.kind == DebitKind.MANUAL:
        _post_manual(work, account, debit)
        return
    payment = store.find_payment(work.session, debit.payment_id or "")
    assert payment is not None, "a reversal names its payment"
    if payment.reversed_on is not None:
        _drop(work, account, debit)
    else:
        _reverse(work, account, debit, payment)


def _post_manual(work: Work, account: FileAccount, debit: Debit) -> None:
    credit_used = _owe(work, account, debit)
    entry = debit_entry(
        account.file_id,
        debit.effective_on,
        debit_id=debit.id,
        amount_rials=debit.amount_rials,
        credit_used_rials=credit_used,
    )
    store.post(work.session, entry, work.now)
    work.emit(
        DebitPosted(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            debit_id=debit.id,
            amount_rials=debit.amount_rials,
            debt_rials=debit.outstanding_rials,
            reason=debit.reason,
            gate=gate_of(account),
        )
    )


def _reverse(work: Work, account: FileAccount, debit: Debit, payment: Payment) -> None:
    """The exact negation of the payment's entry; and what it has paid stays paid, but is owed again."""
    entry = store.find_entry(work.session, f"payment:{payment.provider}:{payment.reference}")
    assert entry is not None, "money that came in is in the books"
    payment.reversed_on = debit.effective_on
    account.credit_rials -= payment.amount_rials - payment.allocated_rials
    debit.amount_rials = payment.allocated_rials
    work.session.flush()
    owed_again = owed_again_entry(
        account.file_id,
        debit.effective_on,
        debit_id=debit.id,
        used_rials=payment.allocated_rials,
        applied_rials=applied_rials(entry),
        credit_used_rials=_owe(work, account, debit),
    )
    # First this one: 2120 may not be negative, not even between the two.
    store.post(work.session, owed_again, work.now)
    store.post(work.session, reversal_entry(entry, debit.effective_on), work.now)
    work.emit(
        PaymentReversed(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            payment_id=payment.id,
            reference=payment.reference,
            amount_rials=payment.amount_rials,
            debit_id=debit.id,
            debit_rials=debit.amount_rials,
            reason=debit.reason,
            gate=gate_of(account),
        )
    )


def _owe(work: Work, account: FileAccount, debit: Debit) -> int:
    """From now on it is owed; the credit that pays it at once."""
    debit.state, debit.posted_at, debit.next_attempt_at = DebitState.POSTED, work.now, None
    debit.outstanding_rials = debit.amount_rials
    account.debt_rials += debit.amount_rials
    work.session.flush()
    return use_credit(work, account, [debit])


def _drop(work: Work, account: FileAccount, debit: Debit) -> None:
    """It is impossible by now: nothing is posted, and the gate is told a version that lifts the fence."""
    debit.state, debit.next_attempt_at = DebitState.DROPPED, None
    work.emit(
        DebitDropped(file_id=account.file_id, number=account.number, debit_id=debit.id, gate=gate_of(account))
    )
