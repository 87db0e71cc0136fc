"""Starting an online payment at the provider, and looking at online payments."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.ids import is_id
from chassis.paging import decode_place, page
from chassis.telemetry import get_logger
from chassis.work import Look, Services, Work
from contracts.billing import OnlinePaymentView, StartedPayment
from contracts.errors import (
    BillingCode,
    CommonCode,
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    Refusal,
    Unavailable,
)
from contracts.shapes import Caller, Page
from contracts.terms import OnlinePaymentReason, OnlinePaymentState, Role
from services.billing import store
from services.billing.channels import NotRequested, Requested, providers
from services.billing.settings import settings
from services.billing.tables import OnlinePayment
from services.billing.use_cases.accounts import visible_account

log = get_logger(__name__)

_MAY_SEE_ALL = (Role.OFFICE, Role.FINANCE)
# Longer than any provider's patience: then whoever took it is dead.
LEASE = timedelta(minutes=1)
_AGAIN_SECONDS = 5
# Keeps the two halves of a file's number in their order, after Persian words on the provider's page.
_MARK = "\u200e"


@dataclass(frozen=True, kw_only=True)
class PaymentRequest:
    """A payment that is to be announced to its provider."""

    payment_id: str
    provider: str
    amount_rials: int
    callback_url: str
    description: str


def require_providers(work: Work) -> None:  # noqa: ARG001  # what runs at start is handed one
    """At start: a provider that lacks a setting is found out before the first payment."""
    providers()


def start_payment(
    work: Work, *, caller: Caller, file_id: str, callback_base: str, amount_rials: int | None = None
) -> PaymentRequest:
    """Note a payment of this amount, or of all that the file owes; the provider does not know of it yet."""
    if caller.role is not Role.CONTRACTOR:
        raise Forbidden(CommonCode.FORBIDDEN)
    account = store.find_account(work.session, file_id) if is_id(file_id) else None
    if account is None or account.contractor_id != caller.id:
        raise NotFound(BillingCode.FILE_NOT_FOUND)
    provider = next(iter(providers()), None)
    if provider is None:
        raise Conflict(BillingCode.ONLINE_PAYMENT_OFF)
    payment = OnlinePayment(
        id=work.new_id(),
        file_id=account.file_id,
        number=account.number,
        provider=provider,
        amount_rials=_amount(amount_rials, account.invoice_due_rials + account.debt_rials),
        state=OnlinePaymentState.STARTED.value,
        started_by=caller.id,
        started_at=work.now,
        attempts=0,
        look_at=work.now + LEASE,
    )
    work.session.add(payment)
    return PaymentRequest(
        payment_id=payment.id,
        provider=provider,
        amount_rials=payment.amount_rials,
        callback_url=f"{callback_base}/{provider}",
        description=f"پروندهٔ {_MARK}{account.number}",
    )


def _amount(asked_rials: int | None, owed_rials: int) -> int:
    if asked_rials is None and not owed_rials:
        raise Conflict(BillingCode.NOTHING_OWED)
    amount = owed_rials if asked_rials is None else asked_rials
    minimum = settings().payment_minimum_rials
    if amount < minimum:
        message = f"Must be greater than or equal to {minimum}."
        raise InvalidRequest(
            BillingCode.PAYMENT_TOO_SMALL, errors={"amount_rials": [message]}, minimum_rials=minimum
        )
    return amount


def request_payment(_services: Services, asked: PaymentRequest) -> Requested | NotRequested:
    """Announce it to the provider, in no transaction."""
    provider = providers().get(asked.provider)
    if provider is None:  # the settings changed between two tries
        return NotRequested(why="the provider is not set up any more")
    return provider.request(
        payment_id=asked.payment_id,
        amount_rials=asked.amount_rials,
        callback_url=asked.callback_url,
        description=asked.description,
    )


def settle_request(
    work: Work, asked: PaymentRequest, answer: Requested | NotRequested
) -> StartedPayment | Refusal:
    """Note by what name the provider knows it, and when to look whether it was paid; or that it never began."""
    payment = store.lock_online_payment(work.session, asked.payment_id)
    assert payment is not None, "it was noted before the provider was asked"
    if isinstance(answer, Requested) and _is_known(work, asked.provider, answer.authority):
        answer = NotRequested(why="the provider gave the name of another payment")
    if isinstance(answer, NotRequested):
        log.warning("payment_not_requested", payment_id=payment.id, why=answer.why)
        end_unstarted(work, payment)
        return Unavailable(BillingCode.PROVIDER_AWAY, retry_after_seconds=_AGAIN_SECONDS)
    payment.authority = answer.authority
    payment.state, payment.reason = OnlinePaymentState.STARTED.value, None
    payment.look_at = work.now + timedelta(seconds=settings().payment_look_after_seconds)
    payment.ended_at = None
    return StartedPayment(
        payment_id=payment.id,
        redirect_url=answer.redirect_url,
        provider=payment.provider,
        amount_rials=payment.amount_rials,
        state=OnlinePaymentState.STARTED,
        started_at=payment.started_at,
    )


def _is_known(work: Work, provider: str, authority: str) -> bool:
    return store.lock_by_authority(work.session, provider, authority) is not None


def end_unstarted(work: Work, payment: OnlinePayment) -> None:
    """Nobody was ever sent to the provider for this one: it cannot have been paid."""
    payment.state = OnlinePaymentState.REFUSED.value
    payment.reason = OnlinePaymentReason.NOT_STARTED.value
    payment.look_at, payment.ended_at = None, work.now


def get_payment(look: Look, *, caller: Caller, payment_id: str) -> OnlinePaymentView:
    """One online payment; of somebody else's file there is none."""
    if caller.role not in (Role.CONTRACTOR, *_MAY_SEE_ALL):
        raise Forbidden(CommonCode.FORBIDDEN)
    payment = store.find_online_payment(look.session, payment_id) if is_id(payment_id) else None
    account = store.find_account(look.session, payment.file_id) if payment is not None else None
    theirs = account is not None and (caller.role in _MAY_SEE_ALL or account.contractor_id == caller.id)
    if payment is None or not theirs:
        raise NotFound(BillingCode.PAYMENT_NOT_FOUND)
    return payment_view(payment, store.reversals_of(look.session, [payment.id]).get(payment.id))


def list_file_payments(
    look: Look, *, caller: Caller, file_id: str, limit: int = 50, cursor: str | None = None
) -> Page[OnlinePaymentView]:
    """A file's online payments, newest first."""
    account = visible_account(look, caller, file_id)
    return _listed(look, limit, cursor, file_id=account.file_id)


def list_payments(
    look: Look,
    *,
    caller: Caller,
    state: OnlinePaymentState | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[OnlinePaymentView]:
    """The online payments of all files, newest first; to a contractor those of their own."""
    if caller.role not in (Role.CONTRACTOR, *_MAY_SEE_ALL):
        raise Forbidden(CommonCode.FORBIDDEN)
    return _listed(
        look,
        limit,
        cursor,
        contractor_id=caller.id if caller.role is Role.CONTRACTOR else None,
        state=state.value if state is not None else None,
    )


def _listed(
    look: Look,
    limit: int,
    cursor: str | None,
    *,
    file_id: str | None = None,
    contractor_id: str | None = None,
    state: str | None = None,
) -> Page[OnlinePaymentView]:
    rows = store.list_online_payments(
        look.session,
        file_id=file_id,
        contractor_id=contractor_id,
        state=state,
        before=decode_place(cursor),
        count=limit + 1,
    )
    reversals = store.reversals_of(look.session, [row.id for row in rows])
    return page(
        rows,
        limit,
        key=lambda row: (row.started_at.isoformat(), row.id),
        view=lambda row: payment_view(row, reversals.get(row.id)),
    )


def payment_view(payment: OnlinePayment, reversed_on: date | None) -> OnlinePaymentView:
    """An online payment as others see it; while it is asked about, no older reason stands."""
    return OnlinePaymentView(
        id=payment.id,
        file_id=payment.file_id,
        number=payment.number,
        provider=payment.provider,
        amount_rials=payment.amount_rials,
        state=OnlinePaymentState(payment.state),
        reason=shown_reason(payment),
        reference=payment.reference,
        card=payment.card,
        started_at=payment.started_at,
        ended_at=payment.ended_at,
        reversed_on=reversed_on,
    )


def shown_reason(payment: OnlinePayment) -> OnlinePaymentReason | None:
    """Why a payment is refused or unknown."""
    is_told = payment.state in (OnlinePaymentState.REFUSED, OnlinePaymentState.UNKNOWN)
    return OnlinePaymentReason(payment.reason) if payment.reason and is_told else None
