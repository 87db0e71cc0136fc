"""The glossary's words as values: what everybody, on both sides of the bus, means by the same string."""

from enum import StrEnum


class Role(StrEnum):
    """Who a person is to the organization."""

    INSPECTOR = "inspector"
    CONTRACTOR = "contractor"
    OFFICE = "office"
    FINANCE = "finance"
    IT = "it"


class FileKind(StrEnum):
    """How the piping lies: behind a surface (زیرکار) or directly accessible (روکار)."""

    CONCEALED = "concealed"
    EXPOSED = "exposed"


class FileStatus(StrEnum):
    """Where a file stands on its way from registration to completion."""

    AWAITING_PAYMENT = "awaiting_payment"
    AWAITING_REFERRAL = "awaiting_referral"
    REFERRED = "referred"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """The two inspections of a file."""

    PRE = "pre"
    FINAL = "final"


class Outcome(StrEnum):
    """The result of a visit, for the report as a whole or for one meter (R15)."""

    APPROVED = "approved"
    CONCEALED_STAGE = "concealed_stage"
    DEFECTIVE = "defective"
    ABSENT_CHARGED = "absent_charged"
    ABSENT_FREE = "absent_free"


class MeterState(StrEnum):
    """A meter's standing in one phase."""

    OPEN = "open"
    APPROVED = "approved"


class Unit(StrEnum):
    """What a contractor prepays at registration (R19)."""

    CONCEALED_STAGE = "concealed_stage"
    PRE = "pre"
    FINAL = "final"


class ChargeStatus(StrEnum):
    """What billing has decided about a report: nothing yet, free, covered by what was prepaid, a debt, or void."""

    PENDING = "pending"
    NONE = "none"
    COVERED = "covered"
    DEBT = "debt"
    VOIDED = "voided"


class ReferralKind(StrEnum):
    """Who chose the inspector: the system by its rule, or the office by hand."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class ReferralEnd(StrEnum):
    """Why a referral is no longer active."""

    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    REPLACED = "replaced"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class FileResult(StrEnum):
    """The inspector's lists of past work (R27-R29)."""

    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"


class Audience(StrEnum):
    """To whom a message goes (R31)."""

    ALL = "all"
    ROLE = "role"
    PERSON = "person"


class AppointmentRemark(StrEnum):
    """What is unusual about the time of a visit: a day or an hour when people do not work, or little notice."""

    DAY_OFF = "day_off"
    OUTSIDE_HOURS = "outside_hours"
    SHORT_NOTICE = "short_notice"


class DayOff(StrEnum):
    """Why nobody works on a day: it is off every week, or a holiday."""

    WEEKLY = "weekly"
    HOLIDAY = "holiday"


class UnusualVisits(StrEnum):
    """What an organization does about visits at unusual times: take them with a remark, or refuse them."""

    ALLOW = "allow"
    REFUSE = "refuse"


class DeadlineKind(StrEnum):
    """What somebody was to do in time: set an appointment, report a visit, or anything at all."""

    NO_APPOINTMENT = "no_appointment"
    NO_REPORT = "no_report"
    IDLE = "idle"


class ObjectionState(StrEnum):
    """Where a contractor's objection to a report stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


class FileSort(StrEnum):
    """The order of a list of files; ``waiting`` is the longest wait for an inspector first, ``debt`` the largest."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"
    OWNER = "owner"
    DEBT = "debt"
    WAITING = "waiting"


class WorkSort(StrEnum):
    """The order of an inspector's files in hand; old and new are counted from the referral (R8)."""

    OLDEST = "oldest"
    NEWEST = "newest"
    NUMBER = "number"
    OWNER = "owner"
    DEBT = "debt"


class PastSort(StrEnum):
    """The order of an inspector's past work; new and old are counted from the day on which it ended."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"
    OWNER = "owner"


class ChainFault(StrEnum):
    """How a timeline is not what it was: an entry is other than written, gone from within or from the end, or new.

    ``rewritten``: every entry fits the one before, and yet they are not those that the file remembers.
    """

    CHANGED = "changed"
    MISSING = "missing"
    CUT = "cut"
    ADDED = "added"
    REWRITTEN = "rewritten"


class ProposalState(StrEnum):
    """Where a proposal to dismiss an inspector stands: undecided, decided either way, or without an object any more."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class BatchState(StrEnum):
    """Whether a batch of referrals is at work, done, or was stopped by the office."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class MessageState(StrEnum):
    """Whether a message has gone out, is to go out at a time, or never will."""

    SCHEDULED = "scheduled"
    SENT = "sent"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """By what, besides the message section, a message reaches a person."""

    SMS = "sms"


class DeliveryState(StrEnum):
    """Where the delivery of a message by a channel stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DebitKind(StrEnum):
    """Why a contractor owes without a report: finance said so, or a payment was reversed."""

    MANUAL = "manual"
    REVERSED_PAYMENT = "reversed_payment"


class DebitState(StrEnum):
    """Where a debit stands: the report gate is being shut for it, it is in the books, or it turned out impossible."""

    ANNOUNCED = "announced"
    POSTED = "posted"
    DROPPED = "dropped"


class RefundState(StrEnum):
    """Where a refund stands: on its way, paid by the bank, or come back."""

    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"


class TariffState(StrEnum):
    """Where a tariff version stands today."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    IN_FORCE = "in_force"
    PAST = "past"


class BlockPricing(StrEnum):
    """How a visit to a block is priced: each of its meters, or once, as its dearest meter alone (R23)."""

    PER_METER = "per_meter"
    PER_VISIT = "per_visit"


class UnusedUnits(StrEnum):
    """What becomes of prepaid units that are left over when a file is completed (R24)."""

    KEPT = "kept"
    CREDITED = "credited"


class OnlinePaymentState(StrEnum):
    """Where an online payment stands; only what the provider says makes it verified or refused."""

    STARTED = "started"
    VERIFYING = "verifying"
    VERIFIED = "verified"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class AccountChange(StrEnum):
    """What was done to an account, by the IT unit, by its owner, or (a lock) by too many failed sign-ins."""

    CREATED = "created"
    RENAMED = "renamed"
    MOBILE_CHANGED = "mobile_changed"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    PASSWORD_RESET = "password_reset"
    PASSWORD_CHANGED = "password_changed"
    LOCKED = "locked"
    LOCKOUT_LIFTED = "lockout_lifted"


class OnlinePaymentReason(StrEnum):
    """Why an online payment is refused (the first three) or unknown (the others)."""

    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NOT_STARTED = "not_started"
    PROVIDER_AWAY = "provider_away"
    PROVIDER_ERROR = "provider_error"
    AMOUNT_MISMATCH = "amount_mismatch"
    DUPLICATE_REFERENCE = "duplicate_reference"


class PeriodState(StrEnum):
    """Whether a Jalali month still takes entries."""

    OPEN = "open"
    CLOSED = "closed"


class WebhookEvent(StrEnum):
    """What a webhook can be told of; ``ping`` is only sent to try it."""

    ENTRIES_POSTED = "entries.posted"
    PAYMENT_RECEIVED = "payment.received"
    PERIOD_CLOSED = "period.closed"
    PING = "ping"


class WebhookState(StrEnum):
    """Whether a webhook is told; a disabled one is, by hand."""

    ACTIVE = "active"
    DISABLED = "disabled"


class WebhookDeliveryState(StrEnum):
    """What became of a message: it waits for an attempt, was taken, was given up, or is wanted no more."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PayoutState(StrEnum):
    """Where a batch of payouts stands; ``settled``: each of its lines was confirmed or has failed."""

    DRAFT = "draft"
    FROZEN = "frozen"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class PayoutLineState(StrEnum):
    """Where what one inspector gets of a batch stands."""

    DRAFT = "draft"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ReceiptPurpose(StrEnum):
    """What money that came in has paid for: the registration, a debt, a supplement; or it is credit, or went back."""

    REGISTRATION = "registration"
    REPORT = "report"
    DEBIT = "debit"
    SUPPLEMENT = "supplement"
    REFUND = "refund"
    CREDIT = "credit"
