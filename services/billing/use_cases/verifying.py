"""Asking the provider whether an online payment was paid: when somebody comes back from it, and when nobody does.

Whoever dies between the provider's answer and its being written down leaves a payment that is asked about again: what
the provider verified once it says again, and the money counts once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.jalali import tehran_date
from chassis.telemetry import get_logger
from chassis.work import Services, Work
from contracts.billing import ReturnedPayment
from contracts.errors import BillingCode, Conflict, NotFound
from contracts.terms import OnlinePaymentReason, OnlinePaymentState
from services.billing import store
from services.billing.channels import NotPaid, OtherAmount, Paid, Unclear, Verdict, providers
from services.billing.domain import CAME_BACK_PAID, Patience, Standing, for_finance, not_known, not_paid
from services.billing.settings import settings
from services.billing.tables import OnlinePayment, Payment
from services.billing.use_cases.money_in import take_money
from services.billing.use_cases.paying import LEASE, end_unstarted, shown_reason

log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A payment that this process asks the provider about; ``came_back`` says that its payer gave up there."""

    payment_id: str
    provider: str
    authority: str
    amount_rials: int
    attempt: int
    came_back: bool
    is_answered: bool


def confirm_payment(work: Work, *, provider: str, authority: str, returned: str) -> Question:
    """Somebody came back. Whatever they say, the provider is asked, unless the payment is verified already."""
    payment = store.lock_by_authority(work.session, provider, authority) if provider in providers() else None
    if payment is None:
        raise NotFound(BillingCode.PAYMENT_NOT_FOUND)
    return _take(work, payment, came_back=returned != CAME_BACK_PAID)


def take_due_payment(work: Work) -> Question | None:
    """Take a payment that is due to be asked about, with what never reached its provider put away on the way."""
    while (
        payment := store.lock_due_payment(work.session, providers=list(providers()), now=work.now)
    ) is not None:
        if payment.authority is not None:
            return _take(work, payment, came_back=False)
        end_unstarted(work, payment)
        work.session.flush()
    return None


def _take(work: Work, payment: OnlinePayment, *, came_back: bool) -> Question:
    is_answered = payment.state == OnlinePaymentState.VERIFIED
    if is_answered:
        payment.look_at = None
    else:
        payment.state = OnlinePaymentState.VERIFYING.value
        payment.attempts += 1
        payment.look_at = work.now + LEASE
    return Question(
        payment_id=payment.id,
        provider=payment.provider,
        authority=payment.authority or "",
        amount_rials=payment.amount_rials,
        attempt=payment.attempts,
        came_back=came_back,
        is_answered=is_answered,
    )


def ask_provider(_services: Services, question: Question) -> Verdict | None:
    """Ask the provider, in no transaction, about the amount that we noted; None needs no asking."""
    if question.is_answered:
        return None
    provider = providers().get(question.provider)
    if provider is None:
        return Unclear(why="the provider is not set up any more", away=True)
    return provider.verify(authority=question.authority, amount_rials=question.amount_rials)


def settle_return(work: Work, question: Question, verdict: Verdict | None) -> ReturnedPayment:
    """Write down what the provider said, and tell it to whoever came back."""
    payment = _settle(work, question, verdict)
    return ReturnedPayment(
        payment_id=payment.id,
        number=payment.number,
        amount_rials=payment.amount_rials,
        state=OnlinePaymentState(payment.state),
        reason=shown_reason(payment),
        reference=payment.reference,
    )


def settle_due_payment(work: Work, question: Question, verdict: Verdict | None) -> None:
    """Write down what the provider said."""
    _settle(work, question, verdict)


def _settle(work: Work, question: Question, verdict: Verdict | None) -> OnlinePayment:
    """What is verified stays so; anything else is overtaken by a question that was asked later."""
    payment = store.lock_online_payment(work.session, question.payment_id)
    assert payment is not None, "payments are never deleted"
    if verdict is None or payment.state == OnlinePaymentState.VERIFIED:
        return payment
    if isinstance(verdict, Paid):
        _settle_paid(work, payment, verdict)
    elif question.attempt == payment.attempts:
        _stand(work, payment, _standing_after(work, payment, question, verdict))
    return payment


def _settle_paid(work: Work, payment: OnlinePayment, verdict: Paid) -> None:
    """The money counts, once; unless it is another amount, or the number of another payment: then for finance."""
    if verdict.amount_rials not in (None, payment.amount_rials):
        _stand(work, payment, for_finance(OnlinePaymentReason.AMOUNT_MISMATCH))
        return
    account = store.lock_account(work.session, payment.file_id)
    assert account is not None, "a payment is of a file that has an account"
    money = Payment(
        id=payment.id,
        file_id=payment.file_id,
        provider=payment.provider,
        reference=verdict.reference,
        amount_rials=payment.amount_rials,
        allocated_rials=0,
        paid_on=tehran_date(payment.started_at),
        recorded_by=payment.started_by,
        recorded_at=work.now,
    )
    try:
        take_money(work, account, money)
    except Conflict:
        _stand(work, payment, for_finance(OnlinePaymentReason.DUPLICATE_REFERENCE))
        return
    payment.state, payment.reason, payment.look_at = OnlinePaymentState.VERIFIED.value, None, None
    payment.reference, payment.card, payment.ended_at = verdict.reference, verdict.card, work.now


def _standing_after(
    work: Work, payment: OnlinePayment, question: Question, verdict: NotPaid | OtherAmount | Unclear
) -> Standing:
    patience = _patience()
    match verdict:
        case NotPaid() if payment.ended_at is not None and payment.reason is not None:
            reason = OnlinePaymentReason(payment.reason)  # it was refused before, and nothing is new
            return Standing(state=OnlinePaymentState.REFUSED, reason=reason, look_at=None)
        case NotPaid():
            return not_paid(
                started_at=payment.started_at,
                now=work.now,
                attempts=payment.attempts,
                came_back=question.came_back,
                patience=patience,
            )
        case OtherAmount():
            return for_finance(OnlinePaymentReason.AMOUNT_MISMATCH)
        case Unclear(why=why, away=away):
            log.warning("payment_unclear", payment_id=payment.id, attempt=question.attempt, why=why)
            return not_known(
                OnlinePaymentReason.PROVIDER_AWAY if away else OnlinePaymentReason.PROVIDER_ERROR,
                started_at=payment.started_at,
                now=work.now,
                attempts=payment.attempts,
                patience=patience,
            )


def _stand(work: Work, payment: OnlinePayment, standing: Standing) -> None:
    if standing.state is OnlinePaymentState.UNKNOWN and standing.look_at is None:
        log.error("payment_for_finance", payment_id=payment.id, reason=standing.reason)
    payment.state = standing.state.value
    payment.reason = standing.reason.value if standing.reason is not None else None
    payment.look_at = standing.look_at
    if standing.state is not OnlinePaymentState.REFUSED:
        payment.ended_at = None
    elif payment.ended_at is None:
        payment.ended_at = work.now


def _patience() -> Patience:
    known = settings()
    return Patience(
        look_after_seconds=known.payment_look_after_seconds,
        retry_after_seconds=known.payment_retry_seconds,
        close_after_seconds=known.payment_close_after_seconds,
        ask_for_seconds=known.payment_ask_for_seconds,
    )


def take_provider(work: Work) -> str | None:
    """Take a provider that is due to be asked for what was paid and never verified."""
    until = work.now + timedelta(seconds=settings().payment_unverified_seconds)
    return store.take_provider(work.session, providers=list(providers()), now=work.now, until=until)


def ask_unverified(_services: Services, name: str) -> Sequence[str]:
    """Ask it, in no transaction; what it does not say now it says the next time."""
    provider = providers().get(name)
    listed = provider.unverified() if provider is not None else ()
    if isinstance(listed, Unclear):
        log.warning("unverified_unclear", provider=name, why=listed.why)
        return ()
    return listed


def settle_unverified(work: Work, name: str, authorities: Sequence[str]) -> None:
    """Have those that we know asked about at once, also what was given up; others may be another system's."""
    known = store.make_due(work.session, name, authorities, work.now) if authorities else 0
    if known < len(authorities):
        log.warning("unverified_of_others", provider=name, count=len(authorities) - known)
