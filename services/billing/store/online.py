"""Queries about online payments, and about what providers have of ours."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import DateTime, Uuid, literal, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Place
from contracts.terms import OnlinePaymentState
from services.billing.domain import CLEARING
from services.billing.tables import FileAccount, OnlinePayment, Payment, ProviderLook, ProviderSettlement


def find_online_payment(session: Session, payment_id: str) -> OnlinePayment | None:
    """An online payment."""
    return session.get(OnlinePayment, payment_id)


def reversals_of(session: Session, payment_ids: Sequence[str]) -> dict[str, date]:
    """Of these payments, those that were reversed, and when."""
    rows = session.execute(
        select(Payment.id, Payment.reversed_on).where(
            Payment.id.in_(payment_ids), Payment.reversed_on.is_not(None)
        )
    ).all()
    return {payment_id: reversed_on for payment_id, reversed_on in rows if reversed_on is not None}


def lock_online_payment(session: Session, payment_id: str) -> OnlinePayment | None:
    """An online payment, held until the transaction ends."""
    return session.scalar(
        select(OnlinePayment)
        .where(OnlinePayment.id == payment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def lock_by_authority(session: Session, provider: str, authority: str) -> OnlinePayment | None:
    """The online payment that a provider calls by this name, held until the transaction ends."""
    return session.scalar(
        select(OnlinePayment)
        .where(OnlinePayment.provider == provider, OnlinePayment.authority == authority)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def lock_due_payment(session: Session, *, providers: Collection[str], now: datetime) -> OnlinePayment | None:
    """The online payment that is due to be asked about for longest, unless another process has it in hand."""
    return session.scalar(
        select(OnlinePayment)
        .where(OnlinePayment.look_at <= now, OnlinePayment.provider.in_(providers))
        .order_by(OnlinePayment.look_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def make_due(session: Session, provider: str, authorities: Collection[str], now: datetime) -> int:
    """Have these asked about now, but for what is verified; gives how many of them we know."""
    known = select(OnlinePayment.id).where(
        OnlinePayment.provider == provider, OnlinePayment.authority.in_(authorities)
    )
    found = session.scalars(known).all()
    session.execute(
        update(OnlinePayment)
        .where(OnlinePayment.id.in_(found), OnlinePayment.state != OnlinePaymentState.VERIFIED.value)
        .values(look_at=now)
        .execution_options(synchronize_session=False)
    )
    return len(found)


def take_provider(
    session: Session, *, providers: Collection[str], now: datetime, until: datetime
) -> str | None:
    """A provider that is due to be asked for what it never was; nobody else asks it until a moment."""
    for provider in providers:
        session.execute(insert(ProviderLook).values(provider=provider, look_at=now).on_conflict_do_nothing())
    due = session.scalar(
        select(ProviderLook)
        .where(ProviderLook.look_at <= now, ProviderLook.provider.in_(providers))
        .order_by(ProviderLook.look_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if due is None:
        return None
    due.look_at = until
    return due.provider


def list_online_payments(
    session: Session,
    *,
    file_id: str | None = None,
    contractor_id: str | None = None,
    state: str | None = None,
    before: Place | None,
    count: int,
) -> Sequence[OnlinePayment]:
    """Online payments, newest first, those before a place."""
    query = select(OnlinePayment)
    if contractor_id is not None:
        theirs = select(FileAccount.file_id).where(FileAccount.contractor_id == contractor_id)
        query = query.where(OnlinePayment.file_id.in_(theirs))
    if file_id is not None:
        query = query.where(OnlinePayment.file_id == file_id)
    if state is not None:
        query = query.where(OnlinePayment.state == state)
    if before is not None:
        started_at, payment_id = before
        query = query.where(
            tuple_(OnlinePayment.started_at, OnlinePayment.id)
            < tuple_(literal(started_at, DateTime(timezone=True)), literal(payment_id, Uuid(as_uuid=False)))
        )
    return session.scalars(
        query.order_by(OnlinePayment.started_at.desc(), OnlinePayment.id.desc()).limit(count)
    ).all()


def lock_clearing(session: Session, provider: str) -> int:
    """What a provider has of ours (1010), in rials; it does not change until the transaction ends."""
    balance = session.execute(
        text("SELECT balance_rials FROM balances WHERE account = :account AND holder = :holder FOR UPDATE"),
        {"account": CLEARING, "holder": provider},
    ).scalar()
    return int(balance or 0)


def settlement_exists(session: Session, provider: str, reference: str) -> bool:
    """Whether this settlement was recorded before."""
    found = select(ProviderSettlement.id).where(
        ProviderSettlement.provider == provider, ProviderSettlement.reference == reference
    )
    return session.scalar(found) is not None


def list_settlements(session: Session, *, before: Place | None, count: int) -> Sequence[ProviderSettlement]:
    """Settlements of providers, the last recorded first, those before a place."""
    query = select(ProviderSettlement)
    if before is not None:
        recorded_at, settlement_id = before
        query = query.where(
            tuple_(ProviderSettlement.recorded_at, ProviderSettlement.id)
            < tuple_(
                literal(recorded_at, DateTime(timezone=True)), literal(settlement_id, Uuid(as_uuid=False))
            )
        )
    return session.scalars(
        query.order_by(ProviderSettlement.recorded_at.desc(), ProviderSettlement.id.desc()).limit(count)
    ).all()


def list_clearing(session: Session) -> list[tuple[str, int]]:
    """Every provider through which money came in, with what it has of ours (1010), in rials."""
    rows = session.execute(
        text("SELECT holder, balance_rials FROM balances WHERE account = :account ORDER BY holder"),
        {"account": CLEARING},
    ).all()
    return [(provider, int(balance)) for provider, balance in rows]
