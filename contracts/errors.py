"""How a refusal crosses the bus: a family that fixes the HTTP status, and a stable code.

Specifics are codes, not subclasses, so that a caller needs to know seven classes and no more. Whatever is not
one of these families is a bug: its caller sees ``InternalError`` with the correlation id, the details stay in the log.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

Param = str | int | bool


class CommonCode(StrEnum):
    """Codes that any service or the gateway may answer with."""

    UNREADABLE = "request.unreadable"
    INVALID = "request.invalid"
    UNAUTHENTICATED = "request.unauthenticated"
    FORBIDDEN = "request.forbidden"
    NOT_FOUND = "request.not_found"
    METHOD_NOT_ALLOWED = "request.method_not_allowed"
    TOO_LARGE = "request.too_large"
    CURSOR = "request.invalid_cursor"
    UNAVAILABLE = "service.unavailable"
    BUSY = "service.busy"
    DEADLINE = "service.deadline_exceeded"
    INTERNAL = "service.internal_error"
    KEY_REUSED = "idempotency.key_reused"
    IN_PROGRESS = "idempotency.in_progress"
    POLICY_NOT_FOUND = "policy.not_found"
    POLICY_CHANGED = "policy.changed_meanwhile"
    TOO_MANY_ROWS = "request.too_many_rows"


class AuthCode(StrEnum):
    """Refusals of the auth service."""

    INVALID_CREDENTIALS = "auth.invalid_credentials"
    INVALID_TOKEN = "auth.invalid_token"
    PASSWORD_CHANGE_REQUIRED = "auth.password_change_required"
    WRONG_PASSWORD = "auth.wrong_password"
    WEAK_PASSWORD = "auth.weak_password"
    DUPLICATE_MEMBERSHIP_CODE = "auth.duplicate_membership_code"
    USER_NOT_FOUND = "auth.user_not_found"
    OWN_ACCOUNT = "auth.own_account"
    TOO_MANY_ATTEMPTS = "auth.too_many_attempts"
    RESET_JUST_NOW = "auth.reset_just_now"
    SESSION_NOT_FOUND = "auth.session_not_found"
    LOCKOUT_NOT_FOUND = "auth.lockout_not_found"
    SECOND_FACTOR_REQUIRED = "auth.second_factor_required"
    SECOND_FACTOR_SETUP_REQUIRED = "auth.second_factor_setup_required"
    SECOND_FACTOR_MANDATORY = "auth.second_factor_mandatory"
    NO_SECOND_FACTOR = "auth.no_second_factor"
    INVALID_CODE = "auth.invalid_code"
    WRONG_CODE = "auth.wrong_code"
    CHALLENGE_OVER = "auth.challenge_over"


class ReferralCode(StrEnum):
    """Refusals of the referral service."""

    FILE_NOT_FOUND = "referral.file_not_found"
    METER_NOT_FOUND = "referral.meter_not_found"
    METER_BEYOND_CATALOGUE = "referral.meter_beyond_catalogue"
    METER_CLOSED = "referral.meter_closed"
    NOT_PAID = "referral.not_paid"
    NOT_REFERRED = "referral.not_referred"
    ALREADY_REFERRED = "referral.already_referred"
    ALREADY_ENDED = "referral.already_ended"
    NOBODY_ELIGIBLE = "referral.nobody_eligible"
    INSPECTOR_NOT_ELIGIBLE = "referral.inspector_not_eligible"
    REASON_REQUIRED = "referral.reason_required"
    PROPOSAL_NOT_FOUND = "referral.proposal_not_found"
    PROPOSAL_DECIDED = "referral.proposal_decided"
    PERSON_NOT_FOUND = "referral.person_not_found"
    CONFLICT_NOT_FOUND = "referral.conflict_not_found"
    CONFLICT_DECLARED = "referral.conflict_already_declared"
    CONFLICT_ENDED = "referral.conflict_already_ended"
    WITHDRAWAL_NOT_FOUND = "referral.withdrawal_not_found"
    ALREADY_RULED = "referral.already_ruled"
    BATCH_NOT_FOUND = "referral.batch_not_found"
    BATCH_RUNNING = "referral.batch_running"
    BATCH_ENDED = "referral.batch_ended"


class InspectionCode(StrEnum):
    """Refusals of the inspection service."""

    NOT_YOUR_FILE = "inspection.not_your_file"
    NO_APPOINTMENT = "inspection.no_appointment"
    APPOINTMENT_IN_PAST = "inspection.appointment_in_past"
    CHARGE_PENDING = "inspection.charge_pending"
    PHASE_DONE = "inspection.phase_done"
    OUTCOME_NOT_ALLOWED = "inspection.outcome_not_allowed"
    REPORT_NOT_FOUND = "inspection.report_not_found"
    OBJECTION_NOT_FOUND = "inspection.objection_not_found"
    NOT_OBJECTIONABLE = "inspection.not_objectionable"
    OBJECTION_TOO_LATE = "inspection.objection_too_late"
    ALREADY_OBJECTED = "inspection.already_objected"
    ALREADY_DECIDED = "inspection.already_decided"
    APPOINTMENT_UNUSUAL = "inspection.appointment_unusual"
    APPOINTMENT_OVERLAPS = "inspection.appointment_overlaps"
    APPOINTMENT_MOVED = "inspection.appointment_moved"
    CALENDAR_NOT_FOUND = "inspection.calendar_not_found"


class BillingCode(StrEnum):
    """Refusals of the billing service."""

    FILE_NOT_FOUND = "billing.file_not_found"
    FILE_IN_DEBT = "billing.file_in_debt"
    DUPLICATE_REFERENCE = "billing.duplicate_reference"
    NO_TARIFF = "billing.no_tariff"
    PAID_IN_FUTURE = "billing.paid_in_future"
    INVOICE_DUE = "billing.invoice_due"

    PAYMENT_NOT_FOUND = "billing.payment_not_found"
    ALREADY_REVERSED = "billing.already_reversed"
    MORE_THAN_OWED = "billing.more_than_owed"
    MORE_THAN_CREDIT = "billing.more_than_credit"
    REFUND_NOT_FOUND = "billing.refund_not_found"
    REFUND_ENDED = "billing.refund_ended"

    TARIFF_NOT_FOUND = "billing.tariff_not_found"
    TARIFF_IN_FORCE = "billing.tariff_in_force"
    TARIFF_DAY_TAKEN = "billing.tariff_day_taken"
    TARIFF_TOO_EARLY = "billing.tariff_too_early"

    NOTHING_OWED = "billing.nothing_owed"
    ONLINE_PAYMENT_OFF = "billing.online_payment_off"
    PAYMENT_TOO_SMALL = "billing.payment_too_small"
    PROVIDER_AWAY = "billing.provider_away"
    SETTLED_TOO_MUCH = "billing.settled_too_much"

    PERIOD_CLOSED = "billing.period_closed"
    PERIOD_NOT_ENDED = "billing.period_not_ended"
    WEBHOOK_NOT_FOUND = "billing.webhook_not_found"
    WEBHOOK_EXISTS = "billing.webhook_exists"
    TOO_MANY_WEBHOOKS = "billing.too_many_webhooks"
    WEBHOOK_ADDRESS_REFUSED = "billing.webhook_address_refused"
    WEBHOOK_DELIVERY_NOT_FOUND = "billing.webhook_delivery_not_found"
    WEBHOOK_DELIVERY_PENDING = "billing.webhook_delivery_pending"

    PERSON_NOT_FOUND = "billing.person_not_found"
    ACCOUNT_NOT_FOUND = "billing.account_not_found"

    RECEIPT_NOT_FOUND = "billing.receipt_not_found"
    INSPECTOR_NOT_FOUND = "billing.inspector_not_found"
    PAYOUT_NOT_FOUND = "billing.payout_not_found"
    PAYOUT_LINE_NOT_FOUND = "billing.payout_line_not_found"
    NOTHING_TO_PAY = "billing.nothing_to_pay"
    PAYOUT_NOT_DRAFT = "billing.payout_not_draft"
    PAYOUT_NOT_FROZEN = "billing.payout_not_frozen"
    PAYOUT_OUTDATED = "billing.payout_outdated"
    PAYOUT_LINE_SETTLED = "billing.payout_line_settled"


class MessagingCode(StrEnum):
    """Refusals of the messaging service."""

    MESSAGE_NOT_FOUND = "messaging.message_not_found"
    RECIPIENT_NOT_FOUND = "messaging.recipient_not_found"
    ALREADY_SENT = "messaging.already_sent"
    TEMPLATE_NOT_FOUND = "messaging.template_not_found"
    TEMPLATE_CHANGED = "messaging.template_changed"
    DELIVERY_NOT_FOUND = "messaging.delivery_not_found"
    DELIVERY_NOT_FAILED = "messaging.delivery_not_failed"


class Refusal(Exception):
    """A request that is refused, with what its caller may know of why.

    ``code`` is stable and fit for programs; ``params`` fill the sentence that the gateway writes for people;
    ``errors`` maps field paths to messages; ``retry_after_seconds`` says when another try may succeed.
    """

    family: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(
        self,
        code: str,
        *,
        errors: Mapping[str, object] | None = None,
        retry_after_seconds: int | None = None,
        **params: Param,
    ) -> None:
        super().__init__(str(code))
        self.code = str(code)
        self.errors = dict(errors or {})
        self.retry_after_seconds = retry_after_seconds
        self.params = params


class InvalidRequest(Refusal):
    """The request itself is wrong, whatever the state of the world; 422."""

    family, status = "invalid_request", 422


class Unauthenticated(Refusal):
    """Nobody known is asking; 401."""

    family, status = "unauthenticated", 401


class Forbidden(Refusal):
    """The person's role may not do this; 403."""

    family, status = "forbidden", 403


class NotFound(Refusal):
    """It does not exist, or it is not theirs: nobody is told which; 404."""

    family, status = "not_found", 404


class Conflict(Refusal):
    """A rule forbids it now; 409."""

    family, status = "conflict", 409


class LimitExceeded(Refusal):
    """Too much at once; 429."""

    family, status = "limit_exceeded", 429


class Unavailable(Refusal):
    """A service or the bus is away; 503, try again."""

    family, status = "unavailable", 503


class DeadlineExceeded(Refusal):
    """No answer came in time; whether it was done is unknown, so commands are repeated with the same key; 504."""

    family, status = "deadline_exceeded", 504


class InternalError(Refusal):
    """A bug; 500. The log knows, by the correlation id."""

    family, status = "internal", 500


_FAMILIES: dict[str, type[Refusal]] = {
    cls.family: cls
    for cls in (
        InvalidRequest,
        Unauthenticated,
        Forbidden,
        NotFound,
        Conflict,
        LimitExceeded,
        Unavailable,
        DeadlineExceeded,
        InternalError,
    )
}


def refusal_to_wire(refusal: Refusal) -> dict[str, object]:
    """The refusal as the map that travels."""
    return {
        "family": refusal.family,
        "code": refusal.code,
        "params": refusal.params,
        "errors": refusal.errors,
        "retry_after_seconds": refusal.retry_after_seconds,
    }


def refusal_from_wire(wire: Mapping[str, object]) -> Refusal:
    """The refusal that travelled; a family that this version does not know counts as a bug of ours."""
    cls = _FAMILIES.get(str(wire.get("family")), InternalError)
    params = wire.get("params")
    errors = wire.get("errors")
    retry_after = wire.get("retry_after_seconds")
    return cls(
        str(wire.get("code") or CommonCode.INTERNAL),
        errors=errors if isinstance(errors, dict) else None,
        retry_after_seconds=retry_after if isinstance(retry_after, int) else None,
        **(params if isinstance(params, dict) else {}),
    )
