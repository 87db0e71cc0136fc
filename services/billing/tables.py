"""How billing's rows map to objects. What may never change is guarded by triggers, made in the migrations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, FetchedValue, ForeignKey, Identity, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of billing's mappings."""

    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy's own way to say it
        str: Text(),
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        date: Date(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


Id = Uuid(as_uuid=False)


class TariffVersion(Base):
    """A tariff in force from a day on, until the next one; frozen once used. A draft has no days yet.

    ``used_from`` and ``used_through`` are the first and the last day whose registrations or reports it has priced:
    none of them ever gets another version. What was given up stays as a row, with ``withdrawn_at``.
    """

    __tablename__ = "tariff_versions"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    data: Mapped[dict[str, Any]]
    used_at: Mapped[datetime | None]
    used_from: Mapped[date | None]
    used_through: Mapped[date | None]
    created_by: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime | None]
    activated_by: Mapped[dict[str, Any] | None]
    activated_at: Mapped[datetime | None]
    withdrawn_by: Mapped[dict[str, Any] | None]
    withdrawn_at: Mapped[datetime | None]


class FileAccount(Base):
    """The money side of a file. Its row lock orders everything that happens to the file's money.

    ``settled_sequence`` is the last report that was settled, ``meters_revision`` the last correction of a meter that
    was priced; ``version`` counts the snapshots told to the gate. ``invoice_due_rials`` is what is open of the
    registration invoice and of the invoices after it.
    """

    __tablename__ = "file_accounts"

    file_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str]
    kind: Mapped[str]
    block: Mapped[bool]
    contractor_id: Mapped[str]
    contractor_code: Mapped[str]
    contractor_name: Mapped[str]
    version: Mapped[int]
    settled_sequence: Mapped[int]
    meters_revision: Mapped[int] = mapped_column(Integer)
    invoice_due_rials: Mapped[int]
    debt_rials: Mapped[int]
    credit_rials: Mapped[int]
    registration_paid: Mapped[bool]
    state: Mapped[str]
    opened_at: Mapped[datetime]


class Invoice(Base):
    """The registration invoice of a file. ``credited_rials`` of it need not be paid: its units cost less, or ended."""

    __tablename__ = "invoices"

    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"), primary_key=True)
    number: Mapped[str]
    tariff_version: Mapped[int] = mapped_column(Integer)
    amount_rials: Mapped[int]
    vat_rials: Mapped[int]
    paid_rials: Mapped[int]
    credited_rials: Mapped[int]
    lines: Mapped[list[Any]]
    issued_at: Mapped[datetime]

    @property
    def due_rials(self) -> int:
        """What is still to be paid of it."""
        return self.amount_rials - self.paid_rials - self.credited_rials


class Adjustment(Base):
    """The difference that a corrected meter made to the price of unused units, tax included.

    A positive one has an ``invoice_number`` and is paid like an invoice; a negative one was given back at once. One
    with a ``report_id`` is of units that came back from a void charge at an older price.
    """

    __tablename__ = "adjustments"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    meters_revision: Mapped[int] = mapped_column(Integer)
    report_id: Mapped[str | None] = mapped_column(Id)
    invoice_number: Mapped[str | None]
    tariff_version: Mapped[int] = mapped_column(Integer)
    net_rials: Mapped[int]
    vat_rials: Mapped[int]
    amount_rials: Mapped[int]
    paid_rials: Mapped[int]
    credited_rials: Mapped[int]
    lines: Mapped[list[Any]]
    adjusted_on: Mapped[date]
    adjusted_at: Mapped[datetime]

    @property
    def due_rials(self) -> int:
        """What is still to be paid of it."""
        return max(self.amount_rials, 0) - self.paid_rials - self.credited_rials


class PrepaidUnit(Base):
    """Units of one kind that a file's contractor bought; ``closed`` are those left over when the file ended.

    ``unit_price_rials`` is what each unused one is worth; what a used one cost is in the report that used it.
    """

    __tablename__ = "prepaid_units"

    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    bought: Mapped[int] = mapped_column(Integer)
    used: Mapped[int] = mapped_column(Integer)
    closed: Mapped[int] = mapped_column(Integer)
    unit_price_rials: Mapped[int]

    @property
    def left(self) -> int:
        """How many can still be used."""
        return self.bought - self.used - self.closed


class SettledReport(Base):
    """What was decided about one revision of a report, the free ones too; ``voided_on``: when it became void.

    ``written_off_rials`` of its debt the organization has given up.
    """

    __tablename__ = "settled_reports"

    report_id: Mapped[str] = mapped_column(Id, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    sequence: Mapped[int]
    phase: Mapped[str]
    outcome: Mapped[str]
    status: Mapped[str]
    rule: Mapped[str]
    tariff_version: Mapped[int] = mapped_column(Integer)
    amount_rials: Mapped[int]
    covered_rials: Mapped[int]
    vat_rials: Mapped[int]
    debt_rials: Mapped[int]
    outstanding_rials: Mapped[int]
    recognised_rials: Mapped[int]
    fee_rials: Mapped[int]
    inspector_id: Mapped[str]
    effective_on: Mapped[date]
    filed_at: Mapped[datetime]
    lines: Mapped[list[Any]]
    outcomes: Mapped[list[Any]]
    meter_ids: Mapped[list[Any]]
    settled_at: Mapped[datetime]
    voided_on: Mapped[date | None]
    written_off_rials: Mapped[int] = mapped_column(server_default="0")

    @property
    def due_rials(self) -> int:
        """What is still to be paid of it."""
        return self.outstanding_rials


class Payment(Base):
    """Money that came in for a file. ``allocated_rials`` of it have paid something.

    One that was reversed keeps its reference and what it paid, for which the contractor was debited anew.
    """

    """Money that came in for a file. ``allocated_rials`` of it have paid something.

    Its receipt has a number without gaps, and a code without which nobody can verify it.
    """

    __tablename__ = "payments"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    provider: Mapped[str]
    reference: Mapped[str]
    amount_rials: Mapped[int]
    allocated_rials: Mapped[int]
    paid_on: Mapped[date]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    reversed_on: Mapped[date | None]
    receipt_number: Mapped[str]
    verification_code: Mapped[str]


class Allocation(Base):
    """What a payment, or other credit (no payment), paid: an adjustment, a report's debt, a debit, or the invoice.

    Or it went into a refund. ``released_at`` is when what it paid for became void: since then it pays nothing.
    """

    __tablename__ = "allocations"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    file_id: Mapped[str] = mapped_column(Id)
    payment_id: Mapped[str | None] = mapped_column(Id, ForeignKey("payments.id"))
    report_id: Mapped[str | None] = mapped_column(Id)
    adjustment_id: Mapped[str | None] = mapped_column(Id, ForeignKey("adjustments.id"))
    debit_id: Mapped[str | None] = mapped_column(Id, ForeignKey("debits.id"))
    refund_id: Mapped[str | None] = mapped_column(Id, ForeignKey("refunds.id"))
    amount_rials: Mapped[int]
    allocated_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class LedgerEntry(Base):
    """A fact in the books; append-only.

    ``posting_date`` is given by the database: the effective date, or the day after the last closed period.
    """

    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    key: Mapped[str]
    effective_date: Mapped[date]
    posting_date: Mapped[date] = mapped_column(server_default=FetchedValue())
    posted_at: Mapped[datetime]
    description: Mapped[str]
    file_id: Mapped[str | None] = mapped_column(Id)
    reverses: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))


class ClosedPeriod(Base):
    """A Jalali month, such as ``1405-08``, that takes no entry any more; ``last_day`` is its last.

    The totals are what it held when it was closed.
    """

    __tablename__ = "closed_periods"

    period: Mapped[str] = mapped_column(primary_key=True)
    last_day: Mapped[date]
    closed_by: Mapped[str]
    closed_at: Mapped[datetime]
    entries: Mapped[int]
    debit_rials: Mapped[int]
    credit_rials: Mapped[int]


class LedgerPosting(Base):
    """One line of an entry; append-only."""

    __tablename__ = "postings"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    account: Mapped[str]
    holder: Mapped[str]
    amount_rials: Mapped[int]


class Debit(Base):
    """What a contractor owes without a report: a manual debit, or what a reversed payment had paid.

    While it is ``announced``, the report gate is being shut at ``fence_version``, which is looked after by whoever
    takes it next at ``next_attempt_at``. ``effective_on`` is the day on which finance asked for it.
    """

    __tablename__ = "debits"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    kind: Mapped[str]
    state: Mapped[str]
    payment_id: Mapped[str | None] = mapped_column(Id, ForeignKey("payments.id"))
    amount_rials: Mapped[int]
    outstanding_rials: Mapped[int]
    written_off_rials: Mapped[int]
    reason: Mapped[str]
    author_id: Mapped[str]
    author_code: Mapped[str]
    author_name: Mapped[str]
    requested_at: Mapped[datetime]
    effective_on: Mapped[date]
    fence_version: Mapped[int | None]
    next_attempt_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]

    @property
    def due_rials(self) -> int:
        """What is still to be paid of it."""
        return self.outstanding_rials


class WriteOff(Base):
    """Debts that were given up; ``on_invoices_rials`` of it were of invoices, the rest of reports and debits."""

    __tablename__ = "write_offs"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    amount_rials: Mapped[int]
    on_invoices_rials: Mapped[int]
    reason: Mapped[str]
    author_id: Mapped[str]
    author_code: Mapped[str]
    author_name: Mapped[str]
    written_off_at: Mapped[datetime]


class Refund(Base):
    """Credit on its way back to a contractor; ``reference`` is the bank's once it has paid, and counts once."""

    __tablename__ = "refunds"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    state: Mapped[str]
    amount_rials: Mapped[int]
    reason: Mapped[str]
    author_id: Mapped[str]
    author_code: Mapped[str]
    author_name: Mapped[str]
    sent_at: Mapped[datetime]
    reference: Mapped[str | None]
    failure: Mapped[str | None]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class OnlinePayment(Base):
    """A payment at a provider, whatever becomes of it; one that is verified is a ``Payment`` of the same id, too.

    ``look_at`` is when it is asked about next (None: never); ``attempts`` counts the questions. ``ended_at`` is when
    it was verified or refused, and is kept while a refused one is asked about once more.
    """

    __tablename__ = "online_payments"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    number: Mapped[str]
    provider: Mapped[str]
    authority: Mapped[str | None]
    amount_rials: Mapped[int]
    state: Mapped[str]
    reason: Mapped[str | None]
    reference: Mapped[str | None]
    card: Mapped[str | None]
    started_by: Mapped[str]
    started_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer)
    look_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ProviderLook(Base):
    """When a provider is next asked for what was paid and never verified."""

    __tablename__ = "provider_looks"

    provider: Mapped[str] = mapped_column(primary_key=True)
    look_at: Mapped[datetime]


class ProviderSettlement(Base):
    """What a provider paid to the bank of what it had of ours, and kept as its fee; append-only."""

    __tablename__ = "provider_settlements"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    provider: Mapped[str]
    reference: Mapped[str]
    amount_rials: Mapped[int]
    fee_rials: Mapped[int]
    settled_on: Mapped[date]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]


class UnnumberedEntry(Base):
    """An entry that is committed and has no number in the feed yet; filled and emptied by the database itself."""

    __tablename__ = "unnumbered_entries"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    queued_at: Mapped[datetime]


class NumberedEntry(Base):
    """The number of an entry in the feed, from 1 without gaps, and the hash of the chain with it; append-only."""

    __tablename__ = "entry_sequence"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    chain_hash: Mapped[str]
    numbered_at: Mapped[datetime]


class Webhook(Base):
    """An address that is told what happens to the books. Its row lock orders what becomes of its deliveries.

    ``secret`` signs, and so does ``old_secret`` until its time. ``told_sequence`` is the last number of the feed that
    it was told of. ``failures`` counts those since anything arrived, ``failing_since`` is when the first of them was,
    and nothing is sent before ``held_until``.
    """

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    url: Mapped[str]
    description: Mapped[str]
    events: Mapped[list[Any]]
    secret: Mapped[str]
    old_secret: Mapped[str | None]
    old_secret_until: Mapped[datetime | None]
    state: Mapped[str]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None]
    told_sequence: Mapped[int]
    failures: Mapped[int] = mapped_column(Integer)
    failing_since: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class WebhookDelivery(Base):
    """One message to a webhook, the same for every attempt; ``cause`` is the identity of what it tells.

    While it is pending, it is due at ``next_attempt_at``; whoever takes it for an attempt moves that ahead, so that
    nobody else does, and it lapses if they die.
    """

    __tablename__ = "webhook_deliveries"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(Id, ForeignKey("webhooks.id"))
    event: Mapped[str]
    cause: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(Integer)
    next_attempt_at: Mapped[datetime | None]
    last_status: Mapped[int | None] = mapped_column(Integer)
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AccountMapping(Base):
    """What an account of ours is in the organization's own chart, since somebody said so; the last one counts."""

    __tablename__ = "account_mappings"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    account: Mapped[str]
    external_code: Mapped[str]
    external_name: Mapped[str]
    changed_by_id: Mapped[str]
    changed_by_code: Mapped[str]
    changed_by_name: Mapped[str]
    changed_at: Mapped[datetime]


class Inspector(Base):
    """Somebody who was heard to report, and where finance says that they are paid."""

    __tablename__ = "inspectors"

    id: Mapped[str] = mapped_column(primary_key=True)
    membership_code: Mapped[str]
    full_name: Mapped[str]
    iban: Mapped[str | None]
    iban_changed_at: Mapped[datetime | None]
    iban_changed_by: Mapped[str | None]


class Payout(Base):
    """A batch that pays inspectors what they earned; its lines are fixed once it is frozen."""

    __tablename__ = "payouts"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    state: Mapped[str]
    from_date: Mapped[date | None]
    to_date: Mapped[date]
    tariff_version: Mapped[int] = mapped_column(Integer)
    withholding_basis_points: Mapped[int] = mapped_column(Integer)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    frozen_by: Mapped[str | None]
    frozen_on: Mapped[date | None]
    cancelled_by: Mapped[str | None]
    cancelled_at: Mapped[datetime | None]


class PayoutLine(Base):
    """What one inspector gets of a batch. A line is live unless it has failed or was cancelled with its draft."""

    __tablename__ = "payout_lines"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    payout_id: Mapped[str] = mapped_column(Id, ForeignKey("payouts.id"))
    line_number: Mapped[int] = mapped_column(Integer)
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspectors.id"))
    membership_code: Mapped[str]
    full_name: Mapped[str]
    iban: Mapped[str | None]
    gross_rials: Mapped[int]
    withholding_rials: Mapped[int]
    state: Mapped[str]
    reference: Mapped[str | None]
    paid_on: Mapped[date | None]
    failure_reason: Mapped[str | None]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    @property
    def net_rials(self) -> int:
        """What the bank pays."""
        return self.gross_rials - self.withholding_rials


class PayoutItem(Base):
    """The fee that a line pays, or the void of a paid one that it takes back; each in one live line at most."""

    __tablename__ = "payout_items"

    line_id: Mapped[str] = mapped_column(Id, ForeignKey("payout_lines.id"), primary_key=True)
    report_id: Mapped[str] = mapped_column(Id, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    amount_rials: Mapped[int]
    live: Mapped[bool]


class Audit(Base):
    """An audit that runs in the background, every night or because somebody asked; one waits at a time.

    ``taken_at`` is when a process began it; one that dies leaves it to be taken again.
    """

    __tablename__ = "audits"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    requested_by: Mapped[str | None]
    requested_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    sound: Mapped[bool | None]
    milliseconds: Mapped[int]
    invariants: Mapped[list[Any]]
